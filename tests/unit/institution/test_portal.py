import dataclasses
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.institution.portal import (
    CATEGORY_TWICE,
    CHANGES,
    ODD,
    REFUSED,
    Attempt,
    Portal,
    day_of_changes,
    one_change,
    sample_portal,
    statistics_day,
)

TODAY = date(2026, 9, 16)
MIDNIGHT = datetime(2026, 9, 16, tzinfo=UTC)
SHOWN = {"opened", "open_all_year", "coming_soon"}


SAMPLE = sample_portal(TODAY)


@pytest.fixture
def sample() -> Portal:
    return SAMPLE


@pytest.fixture
def portal(sample: Portal) -> Portal:
    return sample.copy()


def begun(portal: Portal) -> list[Attempt]:
    return [one for one in portal.attempts.values() if one.first]


def seconds(attempt: Attempt) -> float:
    assert attempt.first
    assert attempt.last
    return (attempt.last - attempt.first).total_seconds()


def test_it_has_the_size_that_it_promises(sample: Portal) -> None:
    assert (len(sample.contents), len(sample.categories), len(sample.learners)) == (3_000, 60, 800)
    assert 2_400 < len(sample.attempts) < 2_600
    assert 2_650 < sum(one.status in SHOWN for one in sample.contents.values()) < 2_700


def test_the_same_day_and_seed_make_the_same_portal_and_another_seed_makes_another(sample: Portal) -> None:
    assert sample_portal(TODAY) == sample
    assert not sample_portal(TODAY, seed=1).contents.keys() & sample.contents.keys()


def test_another_day_moves_what_learners_did_and_leaves_the_contents(sample: Portal) -> None:
    later = sample_portal(TODAY + timedelta(days=30))

    assert later.contents == sample.contents
    assert later.attempts.keys() == sample.attempts.keys()
    for key, one in later.attempts.items():
        before = sample.attempts[key].first
        assert one.first == (before + timedelta(days=30) if before else None)


def test_a_larger_portal_has_the_same_corners_and_one_without_room_for_them_is_none(sample: Portal) -> None:
    larger = sample_portal(TODAY, size=20_000)

    assert len(larger.contents) == 20_000
    assert larger.corners.keys() == sample.corners.keys()
    with pytest.raises(ValueError, match="at least 400 contents"):
        sample_portal(TODAY, size=399)


def test_every_reference_leads_somewhere(sample: Portal) -> None:
    for content in sample.contents.values():
        assert set(content.categories) <= sample.categories.keys()
    for attempt in sample.attempts.values():
        assert attempt.content in sample.contents
        assert attempt.learner in sample.learners
    assert {one.catalog for one in sample.categories.values()} == {one.id for one in sample.catalogs}
    assert set(sample.corners.values()) <= sample.contents.keys()


def test_every_corner_stands_in_a_content_of_its_own_that_would_be_shown(sample: Portal) -> None:
    wanted = {**REFUSED, **ODD}

    assert sample.corners.keys() == {*wanted, CATEGORY_TWICE}
    assert len(set(sample.corners.values())) == len(sample.corners)
    for name, fields in wanted.items():
        content = sample.contents[sample.corners[name]]
        assert {field: getattr(content, field) for field in fields} == fields
        assert "status" in fields or content.status in SHOWN
    twice = sample.contents[sample.corners[CATEGORY_TWICE]].categories
    assert (len(twice), len(set(twice))) == (2, 1)


def test_contents_without_a_corner_lack_nothing_that_a_course_needs(sample: Portal) -> None:
    odd = set(sample.corners.values())
    for content in sample.contents.values():
        if content.id not in odd:
            assert content.title == content.title.strip() != ""
            assert content.url.startswith("https://")
            assert content.big_image
            assert content.categories
    ordinary = [one for key, one in sample.contents.items() if key not in odd]
    assert len({one.language for one in ordinary}) == 5
    assert len({one.type for one in ordinary}) == 9
    assert {one.status for one in ordinary} == {*SHOWN, "closed", "archived", "draft"}


def test_categories_have_titles_of_their_own_in_several_languages(sample: Portal) -> None:
    titles = [one.titles for one in sample.categories.values()]

    assert len({one["default"] for one in titles}) == len(titles)
    assert {frozenset(one) for one in titles} == {
        frozenset({"default"}),
        frozenset({"default", "en", "fr", "de", "es"}),
        frozenset({"default", "en", "fr", "de", "es", "it"}),
    }


def test_what_learners_did_is_odd_in_every_way_that_it_may_be(sample: Portal) -> None:
    attempts = begun(sample)

    assert {one.status for one in attempts} == {"completed", "in_progress", "abandoned", "not_started"}
    assert 0 < len(sample.attempts) - len(attempts) < 100
    assert Counter(one.number for one in attempts)[2] > 20
    assert any(not one.time_spent for one in attempts)
    assert any(not seconds(one) for one in attempts)
    assert any(one.time_spent > seconds(one) for one in attempts)
    assert any(0 < one.time_spent < seconds(one) for one in attempts)
    assert any(one.completed and one.last and one.completed < one.last for one in attempts)
    assert any(sample.contents[one.content].status == "closed" for one in attempts)


def test_attempts_follow_one_another_and_are_over_before_the_day(sample: Portal) -> None:
    assert all((one.completed is not None) == (one.status == "completed") for one in begun(sample))
    by_number = {(one.learner, one.content, one.number): one for one in sample.attempts.values()}
    assert len(by_number) == len(sample.attempts)
    for (learner, content, number), one in by_number.items():
        assert one.ended is None or one.ended < MIDNIGHT - timedelta(days=1)
        before = by_number.get((learner, content, number - 1))
        assert (before is None) == (number == 1)
        assert before is None or (one.first and before.ended and one.first > before.ended)


def test_most_learners_have_an_account_by_a_mail_address_whose_capitals_may_differ(sample: Portal) -> None:
    mails = Counter(one.mail.casefold() for one in sample.accounts if one.status != "deleted")
    learners = [one.email for one in sample.learners.values()]

    assert [mails[one.casefold()] for one in learners].count(0) == 12
    assert [mails[one.casefold()] for one in learners].count(2) == 1
    assert sum(mails[one] == 0 < mails[one.casefold()] for one in learners) == 40
    assert Counter(one.status for one in sample.accounts) == {"active": 758, "invited": 32, "deleted": 2}
    assert sample.author == sample.accounts[0]
    assert sample.author.lang == "fr"


def test_learners_whose_account_cannot_be_told_did_something(sample: Portal) -> None:
    mails = Counter(one.mail.casefold() for one in sample.accounts if one.status != "deleted")
    active = {one.learner for one in begun(sample)}

    counts = [mails[sample.learners[one].email.casefold()] for one in active]

    assert counts.count(2) == 1
    assert counts.count(0) > 5


def test_a_copy_changes_alone(sample: Portal, portal: Portal) -> None:
    day_of_changes(portal)
    statistics_day(portal)

    assert portal != sample == sample_portal(TODAY)


def test_a_day_of_changes_lets_every_change_happen_once_and_nothing_else(sample: Portal, portal: Portal) -> None:
    touched = day_of_changes(portal)

    changed = {
        key for key in portal.contents.keys() | sample.contents if portal.contents.get(key) != sample.contents.get(key)
    }
    assert touched.keys() == CHANGES.keys()
    assert changed == {key for name, key in touched.items() if name != "category_renamed"}
    assert len(changed) == len(CHANGES) - 1
    assert [key for key in portal.categories if portal.categories[key] != sample.categories[key]] == [
        touched["category_renamed"]
    ]


def test_every_change_does_what_it_is_called(sample: Portal, portal: Portal) -> None:
    touched = day_of_changes(portal)
    before = {name: sample.contents.get(key) for name, key in touched.items()}
    after = {name: portal.contents.get(key) for name, key in touched.items()}

    def fields(name: str) -> set[str]:
        old, new = before[name], after[name]
        assert old
        assert new
        return {one.name for one in dataclasses.fields(old) if getattr(old, one.name) != getattr(new, one.name)}

    assert {name: fields(name) for name in ("renamed", "other_image", "closed", "opened_again")} == {
        "renamed": {"title"},
        "other_image": {"big_image"},
        "closed": {"status"},
        "opened_again": {"status"},
    }
    assert portal.contents[touched["closed"]].status == "closed" == sample.contents[touched["opened_again"]].status
    assert (before["new_content"], after["deleted"]) == (None, None)
    assert portal.contents[touched["new_content"]].status == "opened"


@settings(max_examples=30, deadline=None)
@given(seeds=st.lists(st.integers(0, 1_000), min_size=1, max_size=6))
def test_any_days_of_changes_touch_nothing_odd_and_give_no_id_twice(seeds: list[int]) -> None:
    portal = SAMPLE.copy()
    for seed in seeds:
        known = set(portal.contents)
        touched = day_of_changes(portal, seed)
        assert touched["new_content"] not in known | SAMPLE.contents.keys()
        assert not set(touched.values()) & set(portal.corners.values())


def test_one_change_is_the_one_that_is_named(portal: Portal) -> None:
    touched = one_change(portal, "closed", seed=3)

    assert portal.contents[touched].status == "closed"
    with pytest.raises(KeyError):
        one_change(portal, "opened_by_magic")


def test_a_day_of_statistics_completes_begins_and_tries_again(sample: Portal, portal: Portal) -> None:
    happened = statistics_day(portal)

    assert {name: len(ids) for name, ids in happened.items()} == {"completed": 5, "begun": 5, "tried_again": 5}
    for one in happened["completed"]:
        assert (sample.attempts[one].status, portal.attempts[one].status) == ("in_progress", "completed")
        assert portal.attempts[one].first == sample.attempts[one].first
    assert {portal.attempts[one].number for one in happened["begun"]} == {1}
    assert all(portal.attempts[one].number > 1 for one in happened["tried_again"])
    assert not {*happened["begun"], *happened["tried_again"]} & sample.attempts.keys()


def test_a_learner_begins_only_with_what_was_not_tried_before(portal: Portal) -> None:
    left = [key for key in portal.contents if key not in portal.corners.values()][:2]
    for key, one in portal.contents.items():
        portal.contents[key] = dataclasses.replace(one, status="opened" if key in left else "closed")

    for _ in range(250):
        statistics_day(portal)

    first = Counter((one.learner, one.content) for one in portal.attempts.values() if one.number == 1)
    assert set(first.values()) == {1}
    assert sum(content in left for _, content in first) > 800


@settings(max_examples=20, deadline=None)
@given(seeds=st.lists(st.integers(0, 1_000), min_size=1, max_size=6))
def test_what_happens_on_days_of_statistics_comes_after_all_before_and_before_the_day(
    seeds: list[int],
) -> None:
    portal = SAMPLE.copy()
    for seed in seeds:
        latest = max(one.ended for one in portal.attempts.values() if one.ended)
        ids = [key for keys in statistics_day(portal, seed).values() for key in keys]
        for one in (portal.attempts[key] for key in ids):
            assert one.ended
            assert latest < one.ended < MIDNIGHT
    pairs = Counter((one.learner, one.content, one.number) for one in portal.attempts.values())
    assert set(pairs.values()) == {1}
