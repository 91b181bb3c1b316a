from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rollbook.model.records import Desired, Hint, Refusal
from tests.unit.flows.classroom import (
    HOMEWORK,
    TESTS,
    Classroom,
    category,
    category_of_class,
    grade,
    gradebook,
    item,
)
from tests.unit.flows.district import course_class, reference, session

NONE_AT_ALL = (0, "0", "", None)
"""The ways in which Schoology says that an item has no category."""


def test_an_item_is_what_eschoolplus_should_hold(classroom: Classroom) -> None:
    classroom.rows(items=[item(title=" Fractions ", description="<p>Pages 3&ndash;7</p>", max_points="20.50")])

    found = classroom.one("lineItems")

    assert (found.key, found.scope, found.requires, found.changed_at) == ("11", "0012", (), None)
    assert found.data == {
        "sourcedId": "schoology-11",
        "title": "Fractions",
        "description": "Pages 3\N{EN DASH}7",
        "assignDate": "2026-10-01T03:59:00Z",
        "dueDate": "2026-10-01T03:59:00Z",
        "class": "class-1",
        "school": "north",
        "category": "Homework of class-1",
        "academicSession": "fall",
        "resultValueMin": 0,
        "resultValueMax": 20.5,
        "section": "class-1",
    }


class TestItemsThatDoNotFlow:
    """Left out with their grades, and never removed because of it."""

    @pytest.mark.parametrize(
        "left_out",
        [
            item(published="0"),
            item(published=0),
            item(count_in_grade="0", collected_only="1"),
            *[item(grading_category=none) for none in NONE_AT_ALL],
        ],
    )
    def test_an_item_that_is_unpublished_or_does_not_count_or_is_ungraded_does_not_flow(
        self, classroom: Classroom, left_out: dict[str, Any]
    ) -> None:
        sent = classroom.one("lineItems").data
        classroom.rows(items=[left_out], grades=[])

        assert classroom.found("lineItems") == []
        assert classroom.spares("lineItems", sent)

    @pytest.mark.parametrize("silent", ["published", "count_in_grade"])
    @pytest.mark.parametrize("said", [None, "", 1, "1"])
    def test_an_item_that_says_nothing_else_is_published_and_counts(
        self, classroom: Classroom, silent: str, said: Any
    ) -> None:
        classroom.rows(items=[item(**{silent: said})])

        assert classroom.keys("lineItems") == ["11"]

    @pytest.mark.parametrize("left_out", [item(published="0"), item(count_in_grade=0)])
    def test_grades_change_nothing_for_an_item_that_a_teacher_hides_or_does_not_count(
        self, classroom: Classroom, left_out: dict[str, Any]
    ) -> None:
        classroom.rows(items=[left_out])

        assert classroom.found("lineItems") == []
        assert classroom.found("results") == []

    @pytest.mark.parametrize("row", [grade(points=0), grade(points=None, exception=1), grade(points="A")])
    def test_an_ungraded_item_that_has_a_grade_is_refused_and_the_grade_waits_for_it(
        self, classroom: Classroom, row: dict[str, Any]
    ) -> None:
        classroom.rows(items=[item(grading_category=0)], grades=[row])

        assert "has no category" in classroom.refused("lineItems").reason.sentence
        assert [found.key for found in classroom.found("results")] == ["11/00user-1"]

    @pytest.mark.parametrize(
        "row", [grade(points=None), grade(points="", comment="Soon"), grade(points=None, pending=1), grade(of_item=12)]
    )
    def test_an_ungraded_item_without_a_grade_is_left_out(self, classroom: Classroom, row: dict[str, Any]) -> None:
        classroom.rows(items=[item(grading_category=0)], grades=[row])

        assert classroom.found("lineItems") == []
        assert classroom.found("results") == []

    def test_settings_can_refuse_ungraded_items_in_any_case(self, classroom: Classroom) -> None:
        classroom.settings = {"uncategorized": "refuse"}
        classroom.rows(items=[item(grading_category=0)], grades=[])

        assert "has no category" in classroom.refused("lineItems").reason.sentence


class TestTitles:
    """At most fifty characters, and once in a class."""

    @pytest.mark.parametrize("title", ["x", "x" * 50, "\N{GRINNING FACE}" * 50, f"  {'x' * 50}  "])
    def test_up_to_fifty_characters_are_sent(self, classroom: Classroom, title: str) -> None:
        classroom.rows(items=[item(title=title)])

        assert classroom.one("lineItems").data["title"] == title.strip()

    @pytest.mark.parametrize("title", ["x" * 51, "\N{GRINNING FACE}" * 51])
    def test_more_are_refused(self, classroom: Classroom, title: str) -> None:
        classroom.rows(items=[item(title=title)])

        refusal = classroom.refused("lineItems")

        assert "longer than the 50 characters" in refusal.reason.sentence
        assert "Shorten" in refusal.reason.remedy

    @pytest.mark.parametrize("title", ["", " ", 7, []])
    def test_an_item_without_a_title_is_refused(self, classroom: Classroom, title: Any) -> None:
        classroom.rows(items=[item(title=title)])

        assert classroom.refused("lineItems").reason.sentence == "The item has no title."

    def test_items_with_one_title_are_all_refused(self, classroom: Classroom) -> None:
        classroom.rows(items=[item(10, "QUIZ 1 "), item(9, "Quiz 1"), item(8, "Quiz 2"), item(11, "quiz 1")], grades=[])

        found = {one.key: one for one in classroom.found("lineItems")}

        assert [key for key, one in found.items() if isinstance(one, Desired)] == ["8"]
        refusal = found["9"]
        assert isinstance(refusal, Refusal)
        assert refusal.reason.sentence.startswith("Several items of the section have the same title")

    def test_letters_that_are_folded_to_two_are_the_same(self, classroom: Classroom) -> None:
        classroom.rows(items=[item(1, "Straße"), item(2, "STRASSE")])

        assert [isinstance(one, Refusal) for one in classroom.found("lineItems")] == [True, True]

    @pytest.mark.parametrize("other", [item(1, "Quiz", published=0), item(1, "Quiz", due="2030-01-01 08:00:00")])
    def test_an_item_that_does_not_flow_or_is_refused_takes_no_title(
        self, classroom: Classroom, other: dict[str, Any]
    ) -> None:
        classroom.rows(items=[other, item(2, "Quiz")])

        assert [one.key for one in classroom.found("lineItems") if isinstance(one, Desired)] == ["2"]

    def test_a_title_may_stand_in_every_section(self, classroom: Classroom) -> None:
        classroom.classes.append(course_class("class-2"))
        classroom.categories.append(category_of_class(of="class-2"))
        classroom.gradebooks = [gradebook(items=[item(1, "Quiz")]), gradebook("class-2", items=[item(2, "Quiz")])]

        assert classroom.keys("lineItems") == ["1", "2"]


class TestDueDates:
    """Institution time in Schoology, UTC in eSchoolPLUS, and always in a term of the class."""

    @pytest.mark.parametrize(
        ("due", "utc"),
        [
            ("2026-09-01 00:00:00", "2026-09-01T04:00:00Z"),
            ("2026-10-31 23:59:00", "2026-11-01T03:59:00Z"),
            ("2026-11-01 23:59:00", "2026-11-02T04:59:00Z"),
            ("2027-01-22 23:59:59", "2027-01-23T04:59:59Z"),
        ],
    )
    def test_a_due_date_is_told_in_utc(self, classroom: Classroom, due: str, utc: str) -> None:
        classroom.rows(items=[item(due=due)])

        data = classroom.one("lineItems").data

        assert (data["dueDate"], data["assignDate"]) == (utc, utc)

    @pytest.mark.parametrize("due", ["2026-08-31 23:59:59", "2027-01-23 00:00:00"])
    def test_a_due_date_outside_of_the_terms_is_refused(self, classroom: Classroom, due: str) -> None:
        classroom.rows(items=[item(due=due)])

        assert "outside of the terms" in classroom.refused("lineItems").reason.sentence

    def test_a_due_date_between_two_terms_of_the_class_is_refused(self, classroom: Classroom) -> None:
        classroom.academicSessions.append(session("spring", startDate="2027-01-25", endDate="2027-06-18"))
        classroom.classes = [course_class(terms=[reference("fall"), reference("spring")])]
        classroom.rows(items=[item(1, due="2027-01-23 12:00:00"), item(2, due="2027-01-25 00:00:00")])

        refused, kept = classroom.found("lineItems")

        assert isinstance(refused, Refusal)
        assert isinstance(kept, Desired)
        assert kept.data["academicSession"] == "spring"

    @pytest.mark.parametrize("due", ["", None, " "])
    def test_an_item_without_a_due_date_is_due_as_the_last_term_of_the_class_ends(
        self, classroom: Classroom, due: str | None
    ) -> None:
        classroom.academicSessions.append(session("spring", startDate="2027-01-25", endDate="2027-06-18"))
        classroom.classes = [course_class(terms=[reference("spring"), reference("fall")])]
        classroom.rows(items=[item(due=due)])

        data = classroom.one("lineItems").data

        assert (data["dueDate"], data["academicSession"]) == ("2027-06-19T03:59:59Z", "spring")

    def test_of_terms_that_lie_in_each_other_the_narrower_is_named(self, classroom: Classroom) -> None:
        classroom.academicSessions.append(session("year", startDate="2026-08-24", endDate="2027-06-18"))
        classroom.classes = [course_class(terms=[reference("fall"), reference("year")])]

        assert classroom.one("lineItems").data["academicSession"] == "fall"

    @pytest.mark.parametrize("due", ["soon", "2026-09-31 08:00:00", "2026-09-30", 20260930, ["2026-09-30 08:00:00"]])
    def test_a_due_date_that_cannot_be_read_is_refused(self, classroom: Classroom, due: Any) -> None:
        classroom.rows(items=[item(due=due)])

        assert "cannot be read" in classroom.refused("lineItems").reason.sentence

    def test_a_term_that_never_ends_ends_at_the_end_of_time(self, classroom: Classroom) -> None:
        classroom.academicSessions = [session(endDate="9999-12-31")]
        classroom.rows(items=[item(due="")])

        assert classroom.one("lineItems").data["dueDate"] == "9999-01-01T04:59:59Z"

    @pytest.mark.parametrize(
        "term",
        [
            session(endDate=None),
            session(startDate=""),
            session(status="tobedeleted"),
            session("other"),
            session(endDate=1),
        ],
    )
    def test_without_a_term_that_has_dates_nothing_is_guessed(self, classroom: Classroom, term: dict[str, Any]) -> None:
        classroom.academicSessions = [term]

        assert "no term with a first and a last day" in classroom.refused("lineItems").reason.sentence


class TestCategories:
    """Matched by title, whatever the case."""

    @pytest.mark.parametrize("title", ["Homework", "homework ", "HOMEWORK"])
    def test_a_category_is_found_by_its_title(self, classroom: Classroom, title: str) -> None:
        classroom.categories = [category_of_class("Tests"), category_of_class(title)]

        assert classroom.one("lineItems").data["category"] == f"{title} of class-1"

    @pytest.mark.parametrize(
        "held",
        [
            [],
            [category_of_class("Home work")],
            [category_of_class(of="class-2")],
            [category_of_class(status="tobedeleted")],
        ],
    )
    def test_a_category_that_the_class_does_not_have_is_refused(
        self, classroom: Classroom, held: list[dict[str, Any]]
    ) -> None:
        classroom.categories = held

        refusal = classroom.refused("lineItems")

        assert "no category with the title" in refusal.reason.sentence
        assert "Add the category" in refusal.reason.remedy

    def test_a_category_that_the_class_has_twice_is_refused(self, classroom: Classroom) -> None:
        classroom.categories = [category_of_class(), category_of_class("homework")]

        assert "several categories" in classroom.refused("lineItems").reason.sentence

    @pytest.mark.parametrize("rows", [[], [category(TESTS)], [category(title=" ")]])
    def test_a_category_that_the_section_does_not_have_is_refused(
        self, classroom: Classroom, rows: list[dict[str, Any]]
    ) -> None:
        classroom.rows(categories=rows)

        assert "not among those that its section has" in classroom.refused("lineItems").reason.sentence

    @pytest.mark.parametrize("spelt", [HOMEWORK, str(HOMEWORK)])
    def test_a_category_is_the_same_as_text_and_as_a_number(self, classroom: Classroom, spelt: Any) -> None:
        classroom.rows(items=[item(grading_category=spelt)], categories=[category(spelt)])

        assert classroom.keys("lineItems") == ["11"]


@pytest.mark.parametrize(("points", "most"), [("20", 20), (20.0, 20), ("12.50", 12.5), ("0", 0)])
def test_the_maximum_is_a_number(classroom: Classroom, points: Any, most: float) -> None:
    classroom.rows(items=[item(max_points=points)])

    assert repr(classroom.one("lineItems").data["resultValueMax"]) == repr(most)


@pytest.mark.parametrize("points", [None, "", "-1", "ten", True])
def test_an_item_without_a_maximum_is_refused_rather_than_given_one(classroom: Classroom, points: Any) -> None:
    classroom.rows(items=[item(max_points=points)])

    assert "maximum points" in classroom.refused("lineItems").reason.sentence


class TestMoments:
    """When the item changed is what an event says (PL15)."""

    AT = datetime(2026, 9, 14, 14, tzinfo=UTC)

    def test_an_item_changed_when_its_first_event_says(self, classroom: Classroom) -> None:
        later = Hint(entity="grade_item", part="class-1", ids={"item": "11"}, at=self.AT + timedelta(seconds=5))
        classroom.hints = (later, later.model_copy(update={"at": self.AT}), later.model_copy(update={"at": None}))

        assert classroom.one("lineItems").changed_at == self.AT

    @pytest.mark.parametrize(
        "hint",
        [
            Hint(entity="grade", part="class-1", ids={"item": "11", "user": "00user-1"}, at=AT),
            Hint(entity="grade_item", part="class-1", ids={"item": "12"}, at=AT),
            Hint(entity="grade_item", part="class-1", at=AT),
        ],
    )
    def test_what_is_said_of_something_else_is_not_its_moment(self, classroom: Classroom, hint: Hint) -> None:
        classroom.hints = (hint,)

        assert classroom.one("lineItems").changed_at is None
