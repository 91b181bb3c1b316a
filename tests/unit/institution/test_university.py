from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.institution.university import (
    University,
    conflict,
    crosslist_edit,
    edits,
    following_term,
    locked_edit,
    refused_edits,
    registrar_edits,
    sample_university,
)

TODAY = date(2026, 9, 16)


@pytest.fixture(scope="module")
def university() -> University:
    return sample_university(TODAY)


def test_it_has_the_size_that_it_promises(university: University) -> None:
    assert Counter(one.term for one in university.sections) == {"202710": 400, "202640": 60, "202620": 30}
    assert {name: len(getattr(university, name)) for name in ("courses", "instructors", "rooms", "crosslists")} == {
        "courses": 120,
        "instructors": 60,
        "rooms": 30,
        "crosslists": 20,
    }


@settings(max_examples=50, deadline=None)
@given(today=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_on_any_day_one_term_is_over_one_runs_and_one_comes_next(today: date) -> None:
    university = sample_university(today)

    assert university.running.start <= today <= university.running.end
    assert university.ended.end == university.running.start - timedelta(days=1)
    assert university.rolled == following_term(university.running)
    assert university.ended.code < university.running.code < university.rolled.code


def test_the_same_day_makes_the_same_university(university: University) -> None:
    assert sample_university(TODAY) == university


def test_every_reference_leads_somewhere(university: University) -> None:
    courses = {one.code for one in university.courses}
    people = {one.id for one in university.instructors}
    rooms = {one.code: one for one in university.rooms}
    keys = [one.key for one in university.sections]

    assert len(set(keys)) == len(keys)
    for section in university.sections:
        assert section.course in courses
        assert {one.instructor for one in section.professors} <= people
        for meeting in section.times:
            assert not meeting.room or section.capacity <= rooms[meeting.room].capacity
    for crosslist in university.crosslists:
        assert set(crosslist.sections) <= set(keys)


def test_no_room_has_two_sections_at_one_hour_and_nobody_teaches_two(university: University) -> None:
    rooms: Counter[tuple[str, ...]] = Counter()
    joined = {one.sections[1] for one in university.crosslists}
    teaching: Counter[tuple[str, ...]] = Counter()
    for section in university.sections:
        for meeting in section.times:
            hour = (section.term, meeting.days, meeting.start)
            if meeting.room:
                rooms[*hour, meeting.room] += 1
            if section.key not in joined:
                teaching.update((*hour, one.instructor) for one in section.professors if one.role == "primary")

    assert set(rooms.values()) == set(teaching.values()) == {1}


def test_all_that_is_odd_is_there(university: University) -> None:
    rolled = university.sections_of(university.rolled)

    assert {one.status for one in rolled} == {"active", "pending", "cancelled", "inactive"}
    assert any(not one.professors for one in rolled)
    assert any(len(one.professors) == 2 for one in rolled)
    assert any(not one.times for one in rolled)
    assert any(one.part_of_term == "H1" for one in rolled)
    assert any(one.min_credits < one.max_credits for one in rolled)
    assert sum("Admin" in one.products for one in university.users) == 3
    assert {role for one in university.users for role in one.roles} == {"scheduler", "registrar"}


@settings(max_examples=30, deadline=None)
@given(count=st.integers(10, 264))
def test_edits_are_as_many_as_asked_of_every_kind_and_each_to_another_section(count: int) -> None:
    found = edits(sample_university(TODAY), count)

    assert len({one.section for one in found}) == len(found) == count
    assert {"maxEnrollment", "title", "times.0.room", "times", "professors", "maxWaitlist"} <= {
        one.path for one in found
    } or count < 12
    assert {one.action for one in found} == {"change", "create"}
    assert all(one.by for one in found)


def test_more_edits_than_there_are_is_an_error(university: University) -> None:
    with pytest.raises(ValueError, match="264 edits"):
        edits(university, 265)


def test_what_others_do_meets_no_edit_of_a_scheduler(university: University) -> None:
    touched = {one.section for one in edits(university, 264)}
    there, here = conflict(university)
    others = [*registrar_edits(university, 15), there, *refused_edits(university), locked_edit(university)]
    joined = set(crosslist_edit(university).value["sections"])

    assert not touched & ({one.section for one in others} | joined)
    assert len({one.section for one in others} | joined) == len(others) + 2
    assert (there.section, there.path) == (here.section, here.path)
    assert there.value != here.value
