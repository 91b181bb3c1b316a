"""What leaves eSchoolPLUS because it left Schoology, and what stays although it seems to have left (SG11)."""

from typing import Any

import pytest

from rollbook.flows.schoology.grades import FLOW
from rollbook.model.records import Hint, Json
from tests.unit.flows.classroom import Classroom, grade, gradebook, item, member
from tests.unit.flows.district import SETTINGS, course_class, user


class TestItems:
    """Only what was deleted in Schoology goes, and only while live sync is on and settings want it (SG11)."""

    def test_an_item_that_was_deleted_goes(self, classroom: Classroom) -> None:
        sent = classroom.one("lineItems").data
        classroom.rows(items=[], members=[], categories=[], grades=[])

        assert not classroom.spares("lineItems", sent)

    @pytest.mark.parametrize(
        "gone",
        [
            {"gradebooks": []},
            {"gradebooks": [gradebook("class-2", items=[])]},
            {"classes": [course_class(status="tobedeleted")]},
            {"classes": [course_class(school="west")]},
            {"provisioning": {**SETTINGS, "schools": [{"identifier": "0012", "building": 1, "sections": False}]}},
        ],
    )
    def test_an_item_of_a_section_that_is_not_read_or_not_selected_stays(
        self, classroom: Classroom, gone: dict[str, Any]
    ) -> None:
        sent = classroom.one("lineItems").data
        classroom.rows(items=[])
        for name, value in gone.items():
            setattr(classroom, name, value)

        assert classroom.spares("lineItems", sent)

    @pytest.mark.parametrize(
        "broken",
        [
            {"items": None},
            {"items": [item(None)]},
            {"items": ["?"]},
            {"members": {}},
            {"members": [member("?")]},
            {"grades": None},
            {"grades": [grade(of_item=None)]},
            {"categories": [None]},
        ],
    )
    def test_nothing_goes_from_a_section_with_rows_that_cannot_be_read(
        self, classroom: Classroom, broken: dict[str, Any]
    ) -> None:
        sent = classroom.one("lineItems").data
        classroom.rows(**{"items": [], **broken})

        assert classroom.spares("lineItems", sent)
        assert "cannot be read" in classroom.refused("lineItems").reason.sentence

    @pytest.mark.parametrize(
        ("live_sync", "delete_items", "deletes"),
        [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
    )
    def test_items_are_deleted_only_while_both_settings_want_it(
        self, classroom: Classroom, *, live_sync: bool, delete_items: bool, deletes: bool
    ) -> None:
        classroom.settings = {"live_sync": live_sync, "delete_items": delete_items}

        assert FLOW.stream("lineItems").removes(classroom.context()) is deletes
        assert FLOW.stream("results").removes(classroom.context("results"))


class TestResults:
    """A grade that was taken back goes; nobody loses grades by moving (SG11)."""

    def sent(self, classroom: Classroom) -> Json:
        data = classroom.one("results").data
        classroom.rows(grades=[])
        return data

    def test_a_grade_that_was_taken_back_goes(self, classroom: Classroom) -> None:
        sent = self.sent(classroom)

        assert classroom.found("results") == []
        assert not classroom.spares("results", sent)

    def test_it_goes_also_where_its_item_is_refused_now(self, classroom: Classroom) -> None:
        sent = self.sent(classroom)
        classroom.rows(items=[item(title="")], grades=[])

        assert not classroom.spares("results", sent)

    @pytest.mark.parametrize("delete_items", [True, False])
    @pytest.mark.parametrize(
        "rows",
        [
            {"items": []},
            {"items": [item(12)], "members": []},
            {"items": [item(12)], "members": [member(status="5")]},
            {"items": [item(12)], "members": [member(902, "00user-2")]},
        ],
    )
    def test_a_grade_goes_with_its_item_only_where_deleted_items_go(
        self, classroom: Classroom, rows: dict[str, Any], *, delete_items: bool
    ) -> None:
        classroom.settings = {"delete_items": delete_items}
        sent = self.sent(classroom)
        classroom.rows(**{"grades": [], **rows})

        assert classroom.spares("results", sent) is not delete_items

    @pytest.mark.parametrize("delete_items", [True, False])
    @pytest.mark.parametrize(
        "rows",
        [
            {"items": [item(published=0)]},
            {"items": [item(grading_category=0)]},
            {"items": [{"title": "Worksheet 11"}]},
            {"members": []},
            {"members": [member(902, "00user-2")]},
            {"members": [member(status="5")]},
            {"members": [member(status="2")]},
            {"members": [member(admin=1)]},
            {"members": [member(), {"school_uid": "x"}]},
            {"grades": None},
        ],
    )
    def test_a_grade_stays_whose_item_does_not_flow_or_whose_student_left(
        self, classroom: Classroom, rows: dict[str, Any], *, delete_items: bool
    ) -> None:
        classroom.settings = {"delete_items": delete_items}
        sent = self.sent(classroom)
        classroom.rows(**{"grades": [], **rows})

        assert classroom.spares("results", sent)

    @pytest.mark.parametrize(
        ("collection", "records"),
        [
            ("gradebooks", []),
            ("gradebooks", [gradebook("class-2", grades=[])]),
            ("classes", [course_class(status="tobedeleted")]),
            ("classes", [course_class(school="west")]),
            ("users", []),
        ],
    )
    def test_a_grade_of_a_section_that_does_not_flow_stays(
        self, classroom: Classroom, collection: str, records: list[Json]
    ) -> None:
        classroom.settings = {"delete_items": True}
        sent = self.sent(classroom)
        setattr(classroom, collection, records)

        assert classroom.spares("results", sent)

    def test_a_student_who_goes_by_another_uid_keeps_the_grade_that_comes_under_it(self, classroom: Classroom) -> None:
        sent = classroom.one("results")
        classroom.provisioning["school_uid"] = "sourcedId"
        classroom.rows(members=[member(uid="user-1")])

        moved = classroom.one("results")

        assert (moved.key != sent.key, moved.data["sourcedId"]) == (True, sent.data["sourcedId"])
        assert classroom.spares("results", sent.data)

    def test_a_grade_stays_whose_uid_belongs_to_somebody_else_now(self, classroom: Classroom) -> None:
        sent = self.sent(classroom)
        classroom.users = [user(identifier="7"), user("user-2", identifier="00user-1")]
        classroom.rows(members=[member(901, "7"), member(902, "00user-1")], grades=[])

        assert classroom.spares("results", sent)


def of_item(number: int, part: str = "class-1") -> Hint:
    return Hint(entity="grade_item", part=part, ids={"item": str(number)})


class TestExpected:
    """Where whole sections were looked at, every grade that could be there and may go is accounted for (SG12)."""

    def test_every_student_could_have_a_grade_on_every_item(self, classroom: Classroom) -> None:
        classroom.rows(items=[item(11), item(12)], members=[member(), member(902, "00user-2")], grades=[])

        assert classroom.expected() == ["11/00user-1", "11/00user-2", "12/00user-1", "12/00user-2"]

    def test_nobody_is_expected_who_is_no_student_or_cannot_be_known(self, classroom: Classroom) -> None:
        classroom.rows(members=[member(901, "teacher", admin=1), member(902, None), member(903, "00user-3", status=5)])

        assert classroom.expected() == ["11/00user-3"]

    def test_of_somebody_with_several_enrollments_the_one_that_counts_gives_the_key(self, classroom: Classroom) -> None:
        classroom.rows(members=[member(901, "00USER-1", status=5), member(902)])

        assert classroom.expected() == ["11/00user-1"]

    @pytest.mark.parametrize(
        ("delete_items", "keys"), [(True, ["11/00user-1", "12/00user-1"]), (False, ["12/00user-1"])]
    )
    def test_an_item_that_was_deleted_is_expected_where_it_was_named_and_deleted_items_go(
        self, classroom: Classroom, keys: list[str], *, delete_items: bool
    ) -> None:
        classroom.settings = {"delete_items": delete_items}
        classroom.hints = (of_item(11, " CLASS-1"), of_item(13, "class-2"), Hint(entity="grade_item", part="class-1"))
        classroom.rows(items=[item(12)], grades=[])

        assert classroom.expected() == keys

    @pytest.mark.parametrize(
        "gone",
        [
            {"gradebooks": []},
            {"gradebooks": [gradebook(items=[item(published=0)])]},
            {"gradebooks": [gradebook(grades=None)]},
            {"classes": [course_class(status="tobedeleted")]},
        ],
    )
    def test_nothing_is_expected_that_would_stay_in_any_case(self, classroom: Classroom, gone: dict[str, Any]) -> None:
        classroom.settings = {"delete_items": True}
        classroom.hints = (of_item(11),)
        for name, value in gone.items():
            setattr(classroom, name, value)

        assert classroom.expected() == []

    def test_every_grade_that_flows_is_expected_and_spared_only_when_it_would_stay(self, classroom: Classroom) -> None:
        sent = classroom.one("results")

        assert classroom.expected() == [sent.key]
        classroom.rows(grades=[])
        assert classroom.expected() == [sent.key]
        assert not classroom.spares("results", sent.data)
