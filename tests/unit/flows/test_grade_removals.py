"""What leaves eSchoolPLUS because it left Schoology, and what stays although it seems to have left (SG11)."""

from typing import Any

import pytest

from rollbook.flows.schoology.grades import FLOW
from rollbook.model.records import Json
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

    @pytest.mark.parametrize(
        "rows",
        [
            {"items": []},
            {"items": [item(12)]},
            {"items": [item(published=0)]},
            {"items": [item(grading_category=0)]},
            {"members": []},
            {"members": [member(902, "00user-2")]},
            {"members": [member(status="5")]},
            {"members": [member(status="2")]},
            {"members": [member(admin=1)]},
            {"members": [member(), {"school_uid": "x"}]},
            {"grades": None},
        ],
    )
    def test_a_grade_stays_without_its_item_or_its_student(self, classroom: Classroom, rows: dict[str, Any]) -> None:
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
