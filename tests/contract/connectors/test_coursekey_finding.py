"""Reading back what CourseKey holds, by the ids that are the sender's own."""

import pytest

from rollbook.connectors.coursekey.writables import MOST
from rollbook.model.changes import Change
from rollbook.model.records import Json
from tests.contract.connectors.campuses import (
    DESERT,
    NORTH,
    Campuses,
    course,
    enrollment,
    meeting,
    person,
    removal,
    update,
)


def test_what_is_there_is_found_and_what_is_not_is_left_out(campuses: Campuses) -> None:
    there, missing = person("s-1"), person("s-2")
    (written,) = campuses.client().write("students", [there])
    campuses.simulator.calls.clear()

    (found,) = campuses.client().find("students", [missing, there])

    assert (found.digest, found.target, found.matches) == (there.digest, written.target, True)
    assert campuses.calls == [f"GET /v1/schools/{NORTH}/students 200"]


def test_each_school_is_asked_for_its_own(campuses: Campuses) -> None:
    campuses.client().write("students", [person("s-1", DESERT)])

    found = campuses.client().find("students", [person("s-1", NORTH), person("s-1", DESERT), person("s-1", "99")])

    assert [one.digest for one in found] == [person("s-1", DESERT).digest]


@pytest.mark.parametrize(
    ("entity", "wanted"),
    [
        ("students", update(person("s-0"), lastName="Ramírez")),
        ("courses", update(course(), instructors=["i-1", "i-2"])),
        ("courses", update(course(), attendanceMode="log")),
        ("enrollments", update(enrollment("s-0"), isDropped=True)),
        ("classes", update(meeting("4711-0"), room=None)),
        ("classes", update(meeting("4711-0"), status="cancelled")),
    ],
)
def test_what_is_there_and_not_as_it_should_be_does_not_match(campuses: Campuses, entity: str, wanted: Change) -> None:
    campuses.teach()

    (found,) = campuses.client().find(entity, [wanted])

    assert not found.matches


def test_the_order_of_instructors_means_nothing(campuses: Campuses) -> None:
    client = campuses.client()
    client.write("instructors", [person("i-1"), person("i-2")])
    client.write("courses", [course(instructors=["i-1", "i-2"])])

    (found,) = client.find("courses", [course(instructors=["i-2", "i-1"])])

    assert found.matches


@pytest.mark.parametrize(
    ("entity", "leaving", "more"),
    [
        ("enrollments", removal(enrollment("s-0")), {"isDropped": True}),
        ("classes", removal(meeting("4711-0")), {"status": "cancelled"}),
    ],
)
def test_a_removal_is_found_until_it_is_done_and_never_matches(
    campuses: Campuses, entity: str, leaving: Change, more: Json
) -> None:
    campuses.teach()

    (found,) = campuses.client().find(entity, [leaving])
    assert not found.matches
    campuses.client().write(entity, [leaving])

    assert campuses.client().find(entity, [leaving]) == []
    assert next(row for row in campuses.held(entity) if row["id"] == found.target).items() >= more.items()


def test_a_person_who_is_not_removed_is_still_there(campuses: Campuses) -> None:
    campuses.client().write("students", [person("s-1")])

    (found,) = campuses.client().find("students", [removal(person("s-1"))])

    assert not found.matches


def test_as_many_are_asked_for_at_once_as_coursekey_allows(campuses: Campuses) -> None:
    people = [person(f"s-{number}") for number in range(MOST + 1)]
    campuses.client().write("students", people[:MOST])
    campuses.simulator.calls.clear()

    found = campuses.client(page_size=40).find("students", people)

    assert [one.digest for one in found] == [change.digest for change in people[:MOST]]
    assert len(campuses.calls) == 3 + 1
