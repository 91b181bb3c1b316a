"""What happens to a catalogue and to attempts over several runs, between a portal and a platform that are served."""

from collections.abc import Iterator

import pytest

from rollbook.model.runs import Status
from sandbox.simulators.faults import Fault
from tests.unit.flows.edflex.ridge import CONTENT, Ridge, served


@pytest.fixture
def ridge() -> Iterator[Ridge]:
    with served() as both:
        both.run()
        yield both


@pytest.fixture
def tagged(ridge: Ridge) -> Ridge:
    """Return the systems with tags, and categories whose names are in order."""
    ridge.settings[CONTENT]["tags"] = True
    for number, category in enumerate(categories(ridge)):
        ridge.edflex("rename_category", category_id=category, default=f"Category {number}")
    ridge.run()
    return ridge


def categories(ridge: Ridge) -> list[str]:
    return list(ridge.portal.portal.categories)


def assert_tagged_as_in_edflex(ridge: Ridge) -> None:
    for content in ridge.contents:
        assert ridge.tags(content) == ridge.wanted_tags(content)


def test_a_call_that_was_cut_is_not_taken_for_an_earlier_operation_about_the_same(ridge: Ridge) -> None:
    for active in (False, True):
        ridge.settings[CONTENT]["active"] = active
        ridge.run()
    ridge.settings[CONTENT]["active"] = False
    ridge.cut("DELETE")
    ridge.run()
    assert {course["status"] for course in ridge.courses.values()} == {"archived"}


def test_everything_can_be_archived_after_the_author_has_left(ridge: Ridge) -> None:
    ridge.learning360("set_status", mail=ridge.portal.portal.author.mail, status="deleted")
    ridge.settings[CONTENT]["active"] = False
    ridge.run()
    assert {course["status"] for course in ridge.courses.values()} == {"archived"}


def test_a_title_that_came_back_arrives_although_its_call_was_cut(ridge: Ridge) -> None:
    content = ridge.contents[0]
    for title in ("One", "Other"):
        ridge.edflex("edit", content_id=content, title=title)
        ridge.run()
    ridge.edflex("edit", content_id=content, title="One")
    ridge.cut("PUT")
    ridge.run()
    assert ridge.courses[content]["fields"]["name"] == "One"


def test_what_was_changed_by_hand_just_after_it_was_sent_is_put_right_although_the_call_was_cut(ridge: Ridge) -> None:
    content = ridge.contents[0]
    ridge.edflex("edit", content_id=content, title="One")
    ridge.run()
    ridge.learning360("edit_course", external_id=content, name="By hand")
    ridge.cut("PUT")
    ridge.run(full=True)
    assert ridge.courses[content]["fields"]["name"] == "One"


def test_a_field_that_was_added_by_hand_goes_with_a_full_run(ridge: Ridge) -> None:
    content = ridge.contents[0]
    ridge.edflex("edit", content_id=content, duration="", difficulty="", description="", syllabus="", authors=[])
    ridge.run()
    ridge.learning360("edit_course", external_id=content, duration=77, description="By hand")
    ridge.run(full=True)
    assert not {"duration", "description"} & ridge.courses[content]["fields"].keys()


@pytest.mark.parametrize("keeps", [False, True])
def test_a_tag_that_was_deleted_by_hand_is_made_again_by_a_full_run(tagged: Ridge, keeps: bool) -> None:
    tagged.settings[CONTENT]["keep_manual_tags"] = keeps
    tagged.run()
    platform = tagged.platform.platform
    tag = next(iter(platform.tags))
    del platform.tags[tag]
    for course in platform.courses.values():
        course.tags = [one for one in course.tags if one != tag]
    tagged.run(full=True)
    tagged.run(retry=True)
    assert_tagged_as_in_edflex(tagged)


def test_a_tag_that_was_renamed_by_hand_gets_its_name_back_with_a_full_run(tagged: Ridge) -> None:
    tagged.learning360("rename_tag", name="Category 0", new_name="By hand")
    tagged.run(full=True)
    tagged.run()
    assert_tagged_as_in_edflex(tagged)


@pytest.mark.parametrize("keeps", [False, True])
@pytest.mark.parametrize("owner", [0, 1])
def test_a_category_that_shared_a_tag_has_one_of_its_own_when_the_other_is_renamed(
    tagged: Ridge, owner: int, keeps: bool
) -> None:
    tagged.settings[CONTENT]["keep_manual_tags"] = keeps
    for category in categories(tagged)[:2]:
        tagged.edflex("rename_category", category_id=category, default="Shared")
    tagged.run()
    tagged.edflex("rename_category", category_id=categories(tagged)[owner], default="On its own")
    tagged.run()
    tagged.run()
    assert_tagged_as_in_edflex(tagged)


def test_tags_of_which_a_web_page_said_that_they_were_taken_arrive_all_the_same(tagged: Ridge) -> None:
    tagged.settings[CONTENT]["keep_manual_tags"] = True
    tagged.run()
    tagged.edflex("edit", content_id=tagged.contents[0], categories=categories(tagged))
    tagged.platform.faults.add(Fault(kind="html", method="PUT", path="/tags", times=1))
    tagged.run()
    tagged.run()
    assert set(tagged.tags(tagged.contents[0])) >= set(tagged.wanted_tags(tagged.contents[0]))


@pytest.mark.parametrize("keeps", [False, True])
def test_categories_that_swap_their_names_swap_their_tags(tagged: Ridge, keeps: bool) -> None:
    tagged.settings[CONTENT]["keep_manual_tags"] = keeps
    tagged.run()
    for category, name in zip(categories(tagged), ("Category 1", "Category 0"), strict=False):
        tagged.edflex("rename_category", category_id=category, default=name)
    tagged.run()
    tagged.run()
    assert_tagged_as_in_edflex(tagged)


def test_a_correction_of_an_attempt_leaves_the_one_after_it_alone(ridge: Ridge) -> None:
    ridge.attempt(1, "08:00", "09:00", "completed")
    ridge.statistics()
    ridge.attempt(2, "10:00", "11:00")
    ridge.statistics()
    ridge.attempt(1, "08:00", "09:00", "completed", time_spent=900)
    ridge.statistics()
    assert ridge.attempts == [("08:00", "09:00", 100), ("10:00", "11:00", 50)]
    ridge.attempt(2, "10:00", "12:00", "completed")
    ridge.statistics()
    assert ridge.attempts == [("08:00", "09:00", 100), ("10:00", "12:00", 100)]


def test_a_correction_that_waited_for_its_content_leaves_the_later_attempt_alone(ridge: Ridge) -> None:
    content = ridge.contents[0]
    for number, first, last, status in ((1, "08:00", "09:00", "completed"), (2, "10:00", "11:00", "in_progress")):
        ridge.attempt(number, first, last, status)
        ridge.statistics()
    ridge.attempt(1, "08:00", "09:00", "completed", time_spent=900)
    for status in ("closed", "opened"):
        ridge.edflex("edit", content_id=content, status=status)
        ridge.run()
        ridge.statistics()
    assert ridge.attempts == [("08:00", "09:00", 100), ("10:00", "11:00", 50)]


def test_an_attempt_that_appears_after_a_later_one_was_sent_does_not_complete_that(ridge: Ridge) -> None:
    ridge.attempt(2, "10:00", "11:00")
    ridge.statistics()
    ridge.attempt(1, "08:00", "09:00", "completed")
    ridge.statistics()
    assert ridge.attempts == [("10:00", "11:00", 50)]


def test_an_attempt_whose_learner_moved_to_another_account_and_back_is_one_attempt_of_each(ridge: Ridge) -> None:
    learners = ridge.portal.portal.learners
    other = list(learners)[1]
    first, second = learners[ridge.learner].email, learners[other].email
    ridge.edflex("set_mail", learner_id=other, email="nobody@maple-ridge.example")
    ridge.attempt(1, "08:00", "09:00")
    ridge.statistics()
    ridge.edflex("set_mail", learner_id=ridge.learner, email=second)
    ridge.statistics()
    ridge.edflex("set_mail", learner_id=ridge.learner, email=first)
    ridge.attempt(1, "09:15", "09:45")
    ridge.statistics()
    users = [row["userId"] for row in ridge.platform.snapshot()["attempts"]]
    assert len(users) == len(set(users)) == 2


def test_an_attempt_whose_first_activity_moved_after_its_run_was_lost_is_not_doubled(ridge: Ridge) -> None:
    ridge.attempt(1, "08:00", "09:00")
    with pytest.MonkeyPatch.context() as death:
        death.setattr(ridge.stores.mappings, "put", _gone)
        with pytest.raises(_GoneError):
            ridge.statistics()
    ridge.clock.sleep(24 * 3600)
    ridge.attempt(1, "10:00", "11:00")
    ridge.statistics()
    assert ridge.attempts == [("08:00", "11:00", 50)]


def test_a_later_last_activity_arrives_although_its_operation_broke_off(ridge: Ridge) -> None:
    ridge.attempt(1, "08:00", "09:00", time_spent=60)
    ridge.statistics()
    ridge.attempt(1, "08:00", "11:00", time_spent=60)
    ridge.learning360("break_off", after=0)
    ridge.statistics()
    assert ridge.attempts == [("08:00", "11:00", 50)]


def test_a_time_below_zero_keeps_no_other_attempt_back(ridge: Ridge) -> None:
    ridge.attempt(1, "08:00", "09:00", "completed")
    ridge.attempt(2, "10:00", "11:00", time_spent=-5)
    assert ridge.statistics().status is not Status.FAILED
    assert ("08:00", "09:00", 100) in ridge.attempts


def test_no_address_of_a_learner_comes_into_a_record_of_a_run(ridge: Ridge) -> None:
    mail = ridge.portal.portal.learners[ridge.learner].email
    ridge.attempt(1, "08:00", "09:00")
    ridge.learning360("reject", external_id=ridge.contents[0], message=f"userSuspended: {mail} is suspended.")
    record = ridge.statistics()
    assert record.streams["attempts"].refused == 1
    assert mail.casefold() not in record.model_dump_json().casefold()


class _GoneError(BaseException):
    """The worker is gone."""


def _gone(_mappings: object) -> None:
    raise _GoneError
