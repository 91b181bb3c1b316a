from datetime import UTC, datetime
from typing import Any

import pytest

from rollbook.model.records import Desired, Json, Reference
from tests.unit.flows.classroom import GRADED_AT, Classroom, grade, item, member
from tests.unit.flows.district import role, user


def test_a_result_is_what_eschoolplus_should_hold(classroom: Classroom) -> None:
    found = classroom.one("results")

    assert (found.key, found.scope) == ("11/00user-1", "0012")
    assert found.requires == (Reference("lineItems", "11"),)
    assert found.changed_at == datetime(2026, 10, 1, 3, 30, tzinfo=UTC)
    assert found.data == {
        "sourcedId": "schoology-11-user-1",
        "lineItem": "schoology-11",
        "class": "class-1",
        "student": "user-1",
        "scoreStatus": "fully graded",
        "score": 18,
        "scoreDate": "2026-09-30",
        "comment": None,
        "incomplete": "false",
        "missing": "false",
        "late": "false",
        "inProgress": "false",
        "metadata": {},
        "section": "class-1",
        "schoolUid": "00user-1",
    }


class TestStandings:
    """What a grade of Schoology means in OneRoster's words."""

    @pytest.mark.parametrize(
        ("row", "status", "score", "true"),
        [
            (grade(points=0), "fully graded", 0, None),
            (grade(points="18.50"), "fully graded", 18.5, None),
            (grade(points=25), "fully graded", 25, None),
            (grade(points="18", exception="0"), "fully graded", 18, None),
            (grade(points="18", exception=""), "fully graded", 18, None),
            (grade(points="18", exception=False), "fully graded", 18, None),
            (grade(points=None, exception=1), "exempt", None, None),
            (grade(points=None, exception="1"), "exempt", None, None),
            (grade(points=None, exception=2), "partially graded", None, "incomplete"),
            (grade(points=None, exception=3), "not submitted", None, "missing"),
            (grade(points=18, exception=1), "exempt", None, None),
            (grade(points="A", exception=2), "partially graded", None, "incomplete"),
            (grade(points=None, exception=1, pending=1), "exempt", None, None),
            (grade(points=None, pending=1), "submitted", None, "inProgress"),
            (grade(points="", pending="1"), "submitted", None, "inProgress"),
            (grade(points=7, pending=True), "partially graded", 7, "inProgress"),
        ],
    )
    def test_a_grade_has_a_standing(
        self, classroom: Classroom, row: Json, status: str, score: float | None, true: str | None
    ) -> None:
        classroom.rows(grades=[row])

        data = classroom.one("results").data

        assert (data["scoreStatus"], repr(data["score"])) == (status, repr(score))
        flags = {name: data[name] for name in ("incomplete", "missing", "late", "inProgress")}
        assert flags == {name: "true" if name == true else "false" for name in flags}

    @pytest.mark.parametrize(
        "row", [grade(points=None), grade(points=""), grade(points=" ", comment="Soon", pending=0)]
    )
    def test_a_blank_grade_is_none(self, classroom: Classroom, row: Json) -> None:
        classroom.rows(grades=[row])

        assert classroom.found("results") == []

    @pytest.mark.parametrize("exception", [4, "5", -1, 1.5, "excused", True, [1]])
    def test_another_exception_is_refused(self, classroom: Classroom, exception: Any) -> None:
        classroom.rows(grades=[grade(exception=exception)])

        refusal = classroom.refused("results")

        assert refusal.key == "11/00user-1"
        assert "an exception that is neither" in refusal.reason.sentence

    @pytest.mark.parametrize("points", ["A-", "80 %", "1e2", True, [80], {"points": 80}])
    def test_a_grade_that_is_no_number_is_refused(self, classroom: Classroom, points: Any) -> None:
        classroom.rows(grades=[grade(points=points)])

        assert "The grade is no number" in classroom.refused("results").reason.sentence

    @pytest.mark.parametrize(
        ("override", "metadata"), [(1, {"override": "true"}), ("1", {"override": "true"}), (0, {})]
    )
    def test_an_override_is_told_in_an_extension(
        self, classroom: Classroom, override: Any, metadata: dict[str, str]
    ) -> None:
        classroom.rows(grades=[grade(override=override, calculated_grade=12)])

        assert classroom.one("results").data["metadata"] == metadata

    @pytest.mark.parametrize("timestamp", [None, "", 0, "soon", GRADED_AT * 1000])
    def test_a_grade_without_a_time_is_refused(self, classroom: Classroom, timestamp: Any) -> None:
        classroom.rows(grades=[grade(timestamp=timestamp)])

        assert "does not say when" in classroom.refused("results").reason.sentence

    @pytest.mark.parametrize(
        ("at", "day"),
        [
            (datetime(2026, 11, 1, 3, 59, 59, tzinfo=UTC), "2026-10-31"),
            (datetime(2026, 11, 1, 4, 0, 0, tzinfo=UTC), "2026-11-01"),
            (datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC), "2026-11-01"),
            (datetime(2026, 11, 2, 5, 0, 0, tzinfo=UTC), "2026-11-02"),
        ],
    )
    def test_a_grade_is_of_the_institutions_day(self, classroom: Classroom, at: datetime, day: str) -> None:
        classroom.rows(grades=[grade(timestamp=str(int(at.timestamp())))])

        found = classroom.one("results")

        assert (found.data["scoreDate"], found.changed_at) == (day, at)


class TestComments:
    """Only what the student may see leaves Schoology."""

    @pytest.mark.parametrize("status", [1, "1"])
    def test_a_comment_that_the_student_may_see_is_sent(self, classroom: Classroom, status: Any) -> None:
        classroom.rows(grades=[grade(comment=" Well done! ", comment_status=status)])

        assert classroom.one("results").data["comment"] == "Well done!"

    @pytest.mark.parametrize("status", [0, "0", None, "", True])
    def test_another_is_not(self, classroom: Classroom, status: Any) -> None:
        classroom.rows(grades=[grade(comment="Talk to parents", comment_status=status)])

        assert classroom.one("results").data["comment"] is None

    def test_settings_can_leave_all_of_them_out(self, classroom: Classroom) -> None:
        classroom.settings = {"comments": "leave_out"}
        classroom.rows(grades=[grade(comment="Well done!", comment_status=1)])

        assert classroom.one("results").data["comment"] is None


class TestStudents:
    """Whose grade it is, is known or refused, never guessed."""

    @pytest.mark.parametrize(
        ("choice", "uid"), [("identifier", "00user-1"), ("sourcedId", "user-1"), ("username", "name.user-1")]
    )
    def test_a_student_is_known_by_the_uid_that_provisioning_gave(
        self, classroom: Classroom, choice: str, uid: str
    ) -> None:
        classroom.provisioning["school_uid"] = choice
        classroom.rows(members=[member(uid=f" {uid.upper()} ")])

        found = classroom.one("results")

        assert (found.key, found.data["student"]) == (f"11/{uid.upper()}", "user-1")

    @pytest.mark.parametrize(
        "users",
        [
            [],
            [user(identifier="somebody else's")],
            [user(status="tobedeleted")],
            [user("user-1", role("teacher"), role("guardian", kind="secondary"))],
            [user(roles="student")],
        ],
    )
    def test_a_student_whom_eschoolplus_does_not_know_is_refused(self, classroom: Classroom, users: list[Json]) -> None:
        classroom.users = users

        refusal = classroom.refused("results")

        assert refusal.key == "11/00user-1"
        assert "lists no active student of the class" in refusal.reason.sentence
        assert refusal.reason.remedy.startswith("Enroll the student"), "a right school uid must not be spoilt"

    def test_a_uid_that_several_students_have_is_refused(self, classroom: Classroom) -> None:
        classroom.users = [user(), user("b", identifier="00USER-1"), user("c", identifier="00user-1")]

        assert "Several students" in classroom.refused("results").reason.sentence

    @pytest.mark.parametrize("other", [user("b", role("guardian")), user("b", status="inactive")])
    def test_who_is_no_active_student_contests_no_uid(self, classroom: Classroom, other: Json) -> None:
        classroom.users = [{**other, "identifier": "00user-1"}, user(), user()]

        assert classroom.one("results").data["student"] == "user-1"

    @pytest.mark.parametrize("uid", [None, "", " ", [], True])
    def test_a_student_without_a_uid_is_refused(self, classroom: Classroom, uid: Any) -> None:
        classroom.rows(
            members=[member(901, uid), member(902, uid)], grades=[grade(enrollment=901), grade(enrollment=902)]
        )

        first, second = classroom.found("results")

        assert {first.key, second.key} == {"11/enrollment/901", "11/enrollment/902"}
        assert not isinstance(first, Desired)
        assert "no school uid" in first.reason.sentence

    def test_a_blank_grade_of_somebody_unknown_is_none_either(self, classroom: Classroom) -> None:
        classroom.users = []
        classroom.rows(grades=[grade(points=None)])

        assert classroom.found("results") == []

    @pytest.mark.parametrize("admin", [1, "1", True])
    def test_grades_of_teachers_are_left_out(self, classroom: Classroom, admin: Any) -> None:
        classroom.rows(members=[member(admin=admin)])

        assert classroom.found("results") == []

    def test_grades_of_an_enrollment_that_is_not_there_any_more_are_left_out(self, classroom: Classroom) -> None:
        classroom.rows(members=[member(900, "00user-2")])

        assert classroom.found("results") == []

    @pytest.mark.parametrize(
        ("members", "score"),
        [
            ([member(901, status=5), member(902)], 2),
            ([member(901), member(902, status="5")], 1),
            ([member(901, status=2), member(902, status=5)], 2),
            ([member(901, "00USER-1"), member(902, status=5)], 1),
            ([member(901, status=3), member(1000, status=4)], 3),
        ],
    )
    def test_of_several_enrollments_the_active_one_counts_or_else_the_newest(
        self, classroom: Classroom, members: list[Json], score: int
    ) -> None:
        grades = [grade(enrollment=901, points=1), grade(enrollment=902, points=2), grade(enrollment=1000, points=3)]
        classroom.rows(members=members, grades=grades)

        assert classroom.one("results").data["score"] == score

    def test_of_a_row_that_comes_twice_the_latest_counts(self, classroom: Classroom) -> None:
        classroom.rows(grades=[grade(points=2, timestamp=GRADED_AT + 1), grade(points=1), grade(points=3)])

        assert classroom.one("results").data["score"] == 2


class TestItems:
    """A grade flows with its item."""

    def test_grades_on_a_refused_item_wait_for_it(self, classroom: Classroom) -> None:
        classroom.rows(items=[item(title="x" * 51)])

        assert classroom.one("results").requires == (Reference("lineItems", "11"),)

    def test_a_grade_whose_item_is_not_there_any_more_went_with_it(self, classroom: Classroom) -> None:
        classroom.rows(items=[item(12)])

        assert classroom.found("results") == []
