from typing import Any

import pytest

from rollbook.model.records import Reference
from tests.unit.flows.district import District, course_class, enrollment, reference, session

MINE = {"class": "class-1", "user": "user-1", "role": "student"}


def test_an_enrollment_is_a_pair_of_class_and_user(district: District) -> None:
    found = district.one("enrollments")

    assert (found.key, found.scope, found.data) == ("class-1/user-1", "0012", MINE)
    assert found.requires == (Reference("sections", "class-1"), Reference("users", "user-1"))


def test_a_teacher_is_enrolled_as_one(district: District) -> None:
    district.enrollments = [enrollment(role="teacher")]

    assert district.one("enrollments").data["role"] == "teacher"


@pytest.mark.parametrize(
    "left_out",
    [
        enrollment(status="tobedeleted"),
        enrollment(role="administrator"),
        enrollment(role="proctor"),
        enrollment(role=None),
        enrollment(role=["student"]),
        enrollment(of=reference("class-9")),
    ],
)
def test_enrollments_that_are_deleted_or_of_other_roles_or_classes_do_not_flow(
    district: District, left_out: dict[str, Any]
) -> None:
    district.enrollments = [left_out]

    assert district.items("enrollments") == []


@pytest.mark.parametrize(
    ("dates", "flows"),
    [
        ({"beginDate": "2026-09-14"}, True),
        ({"beginDate": "2026-09-15"}, False),
        ({"endDate": "2026-09-14"}, True),
        ({"endDate": "2026-09-13"}, False),
        ({"beginDate": "2026-09-14", "endDate": "2026-09-14"}, True),
        ({"beginDate": None, "endDate": ""}, True),
        ({"beginDate": "2026-09-15T00:00:00Z"}, False),
    ],
)
def test_an_enrollment_flows_from_its_first_day_to_its_last(
    district: District, dates: dict[str, Any], *, flows: bool
) -> None:
    district.enrollments = [enrollment(**dates)]

    assert bool(district.items("enrollments")) is flows


@pytest.mark.parametrize("missing", [{"of": None}, {"user": None}, {"user": "user-1"}, {"of": {}}])
def test_an_enrollment_without_class_or_user_is_refused(district: District, missing: dict[str, Any]) -> None:
    district.enrollments = [enrollment(**missing)]

    refusal = district.refused("enrollments")

    assert refusal.key == "enrollment-1"
    assert "needs a user and a class" in refusal.reason.sentence


def test_who_moves_away_and_back_keeps_the_place(district: District) -> None:
    district.enrollments = [enrollment("old", endDate="2026-09-13"), enrollment("new", beginDate="2026-09-14")]

    assert district.keys("enrollments") == ["class-1/user-1"]


def test_an_enrollment_that_the_source_has_twice_has_one_key(district: District) -> None:
    district.enrollments = [enrollment("a"), enrollment("b")]

    assert set(district.keys("enrollments")) == {"class-1/user-1"}


@pytest.mark.parametrize(
    "ended",
    [
        {"classes": []},
        {"classes": [course_class(status="tobedeleted")]},
        {"classes": [course_class(school="west")]},
        {"academicSessions": [session(endDate="2026-09-13")]},
        {"academicSessions": []},
    ],
    ids=["left", "deleted", "of a school that is not selected", "ended", "term left"],
)
def test_the_roster_of_a_class_that_flows_no_more_is_spared(district: District, ended: dict[str, Any]) -> None:
    for collection, records in ended.items():
        setattr(district, collection, records)

    assert district.items("enrollments") == []
    assert district.spares(MINE)


def test_the_roster_of_a_school_that_is_switched_off_is_spared(district: District) -> None:
    district.set(schools=[{"identifier": "0012", "building": 12, "sections": False}])

    assert district.items("enrollments") == []
    assert district.spares(MINE)


def test_who_left_a_class_that_goes_on_is_not_spared(district: District) -> None:
    district.enrollments = []

    assert not district.spares(MINE)


def test_who_left_on_the_last_day_of_the_term_is_not_spared_and_the_day_after_is(district: District) -> None:
    district.academicSessions = [session(endDate="2026-09-14")]
    assert not district.spares(MINE)

    district.academicSessions = [session(endDate="2026-09-13")]
    assert district.spares(MINE)
