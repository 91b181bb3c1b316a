"""What the gradebook refuses although it is well formed: references to nothing, and the rules of the SIS."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.institution import DEMO_TIME_ZONE, Institution
from sandbox.simulators.eschoolplus import GradebookKnobs
from tests.unit.simulators.test_eschoolplus_gradebook import Gradebook, Refusal, ids, reference, refusal


@pytest.fixture
def gradebook(institution: Institution) -> Gradebook:
    return Gradebook(institution).with_one_result()


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("class", "class"),
        ("school", "org"),
        ("category", "category"),
        ("academicSession", "academicSession"),
        ("gradingPeriod", "academicSession"),
        ("scoreScale", "scoreScale"),
    ],
)
def test_an_item_that_points_at_nothing_is_refused(gradebook: Gradebook, field: str, kind: str) -> None:
    answer = gradebook.refused("lineItems", gradebook.item("item-2", **{field: reference(kind, "nothing")}))

    assert (answer.status, answer.minor) == (400, "invaliddata")
    assert answer.description.startswith(f"lineItem.{field} ")


def test_the_school_of_an_item_is_that_of_its_class(gradebook: Gradebook, institution: Institution) -> None:
    other = next(one for one in institution.schools() if one["sourcedId"] != gradebook.school_id)

    answer = gradebook.refused("lineItems", gradebook.item(school=reference("org", other["sourcedId"])))

    assert answer.description == f"lineItem.school is not the school of the class {gradebook.class_id!r}."


def test_the_category_of_an_item_is_one_of_its_class(gradebook: Gradebook) -> None:
    stranger = gradebook.simulator.gradebook.categories_of(gradebook.other_class())[0]
    gradebook.keep("categories", {"sourcedId": "of-no-class", "title": "Labs"})

    for category_id in (stranger["sourcedId"], "of-no-class"):
        answer = gradebook.refused("lineItems", gradebook.item(category=reference("category", category_id)))
        assert answer.description.startswith(f"lineItem.category names {category_id!r}")


def test_a_category_that_is_replaced_stays_in_its_class(gradebook: Gradebook) -> None:
    category_id = gradebook.categories["Tests"]
    gradebook.keep("categories", {"sourcedId": category_id, "title": "Exams", "weight": 45.5})

    gradebook.keep("lineItems", gradebook.item("item-2", category=reference("category", category_id)))

    (held,) = (
        one for one in gradebook.get(f"classes/{gradebook.class_id}/categories")["categories"] if one["weight"] == 45.5
    )
    assert (held["title"], held["metadata"]) == ("Exams", {})


def test_an_item_stays_in_its_class(gradebook: Gradebook) -> None:
    other = gradebook.other_class()

    answer = gradebook.refused("lineItems", gradebook.item(**{"class": reference("class", other)}))

    assert answer.description == "lineItem.class is another one than before; an item stays in its class."


def test_a_grading_period_is_one(gradebook: Gradebook, institution: Institution) -> None:
    by_type = {one["type"]: reference("academicSession", key) for key, one in institution.academicSessions.items()}
    fits = gradebook.item("item-2", gradingPeriod=by_type["gradingPeriod"], academicSession=by_type["term"])

    gradebook.keep("lineItems", fits)
    answer = gradebook.refused("lineItems", {**fits, "gradingPeriod": by_type["term"]})

    assert answer.description == "lineItem.gradingPeriod names a term, not a gradingPeriod."


@pytest.mark.parametrize(
    ("field", "kind"), [("lineItem", "lineItem"), ("student", "user"), ("class", "class"), ("scoreScale", "scoreScale")]
)
def test_a_result_that_points_at_nothing_is_refused(gradebook: Gradebook, field: str, kind: str) -> None:
    answer = gradebook.refused("results", gradebook.result(**{field: reference(kind, "nothing")}))

    assert (answer.status, answer.minor) == (400, "invaliddata")
    assert answer.description.startswith(f"result.{field} ")


def test_a_teacher_of_the_class_gets_no_result(gradebook: Gradebook, institution: Institution) -> None:
    class_id = gradebook.other_class()
    gradebook.keep("lineItems", gradebook.item_in(class_id, "there"))
    teacher = next(
        one["user"]["sourcedId"]
        for one in institution.enrollments.values()
        if one["role"] == "teacher" and one["class"]["sourcedId"] == class_id
    )

    answer = gradebook.refused(
        "results", gradebook.result(lineItem=reference("lineItem", "there"), student=reference("user", teacher))
    )

    assert answer.description == f"result.student names {teacher!r}, never a student of the class {class_id!r}."


def test_a_student_who_has_left_the_class_still_gets_a_result(institution: Institution) -> None:
    gradebook = Gradebook(institution)
    gradebook.run("lose_enrollments", percent=100)
    left = gradebook.students[0]
    seats = gradebook.simulator.institution.enrollments_of(left)
    assert gradebook.class_id not in {seat["class"]["sourcedId"] for seat in seats}

    gradebook.keep("lineItems", gradebook.item())
    gradebook.keep("results", gradebook.result("late", student=reference("user", left)))

    assert ids(gradebook.get(f"classes/{gradebook.class_id}/students/{left}/results")) == ["late"]


def test_a_student_who_has_joined_the_class_gets_a_result(gradebook: Gradebook) -> None:
    move = gradebook.run("day_of_changes").get_json()["moves"][0]
    enrollment = gradebook.simulator.institution.enrollments[move["new_enrollment_id"]]
    gradebook.keep("lineItems", gradebook.item_in(enrollment["class"]["sourcedId"], "there"))

    gradebook.keep(
        "results",
        gradebook.result(lineItem=reference("lineItem", "there"), student=reference("user", move["user_id"])),
    )


@pytest.mark.parametrize("length", [1, 50])
def test_a_title_of_up_to_50_characters_is_taken(gradebook: Gradebook, length: int) -> None:
    gradebook.keep("lineItems", gradebook.item("item-2", title="ñ" * length))


def test_a_longer_title_is_refused_unless_there_is_no_limit(gradebook: Gradebook, institution: Institution) -> None:
    answer = gradebook.refused("lineItems", gradebook.item("item-2", title="a" * 51))

    assert answer == Refusal(400, "invaliddata", "lineItem.title has 51 characters; the longest title has 50.")
    free = Gradebook(institution, GradebookKnobs(title_length=0))
    free.keep("lineItems", free.item(title="a" * 500))


def test_a_title_is_taken_once_per_class_whatever_its_case(gradebook: Gradebook, institution: Institution) -> None:
    answer = gradebook.refused("lineItems", gradebook.item("item-2", title="ESSAY Item-1"))

    assert answer.description == "lineItem.title 'ESSAY Item-1' is taken by 'item-1' of the same class."
    free = Gradebook(institution, GradebookKnobs(unique_titles=False))
    for item_id in ("a", "b"):
        free.keep("lineItems", free.item(item_id, title="Quiz"))


def test_another_class_may_use_the_same_title(gradebook: Gradebook) -> None:
    gradebook.keep("lineItems", gradebook.item_in(gradebook.other_class(), "item-2", title="Essay item-1"))


@pytest.mark.parametrize(
    ("due", "taken"),
    [
        # The fall term runs from August 24 to January 22, New York's days: UTC-4, then UTC-5.
        ("2026-08-24T03:59:59.999Z", False),
        ("2026-08-24T04:00:00.000Z", True),
        ("2027-01-23T04:59:59+00:00", True),
        ("2027-01-23T05:00:00Z", False),
    ],
)
def test_an_item_is_due_on_a_day_of_the_term_in_the_districts_zone(
    gradebook: Gradebook, due: str, *, taken: bool
) -> None:
    answer = gradebook.put("lineItems", gradebook.item("item-2", dueDate=due))

    assert answer.status_code == (201 if taken else 400)
    assert taken or refusal(answer).description.startswith("lineItem.dueDate is ")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.integers(min_value=0, max_value=24 * 500))
def test_a_due_date_is_taken_exactly_when_a_term_of_the_class_has_its_day(
    gradebook: Gradebook, institution: Institution, hours: int
) -> None:
    due = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=hours)
    day = due.astimezone(ZoneInfo(DEMO_TIME_ZONE)).date().isoformat()
    (term,) = institution.classes[gradebook.class_id]["terms"]
    session = institution.academicSessions[term["sourcedId"]]

    answer = gradebook.put("lineItems", gradebook.item("item-2", dueDate=due.isoformat()))

    assert (answer.status_code == 201) == (session["startDate"] <= day <= session["endDate"])


def test_a_due_date_of_any_year_is_taken_where_terms_do_not_matter(institution: Institution) -> None:
    free = Gradebook(institution, GradebookKnobs(due_in_term=False))

    free.keep("lineItems", free.item(dueDate="2031-01-01T00:00:00Z"))


def test_extra_credit_goes_above_the_largest_value_unless_it_is_switched_off(
    gradebook: Gradebook, institution: Institution
) -> None:
    gradebook.keep("results", gradebook.result(score=25))

    strict = Gradebook(institution, GradebookKnobs(extra_credit=False)).with_one_result()
    answer = strict.refused("results", strict.result(score=25))

    assert answer.description == "result.score is 25, above the item's resultValueMax of 20.5."
    strict.keep("results", strict.result(score=20.5))
    strict.keep("results", strict.result(score=None, scoreStatus="exempt"))


def test_an_item_with_results_is_kept_until_they_are_gone(gradebook: Gradebook) -> None:
    answer = gradebook.call("DELETE", "lineItems/item-1")

    assert refusal(answer) == Refusal(400, "deletefailure", "'item-1' still has results (1); delete them first.")
    for path in ("results/result-1", "lineItems/item-1"):
        assert gradebook.call("DELETE", path).status_code == 204


def test_a_category_with_items_is_kept(gradebook: Gradebook) -> None:
    used, unused = (
        gradebook.call("DELETE", f"categories/{gradebook.categories[one]}") for one in ("Homework", "Tests")
    )

    assert (refusal(used).status, refusal(used).minor) == (400, "deletefailure")
    assert unused.status_code == 204
    assert len(gradebook.get(f"classes/{gradebook.class_id}/categories")["categories"]) == 2


def test_where_nothing_is_kept_an_item_takes_its_results_along(institution: Institution) -> None:
    free = Gradebook(institution, GradebookKnobs(keep_what_is_used=False)).with_one_result()

    assert free.call("DELETE", f"categories/{free.categories['Homework']}").status_code == 204
    assert [item["sourcedId"] for item in free.get("lineItems")["lineItems"]] == ["item-1"]
    assert free.call("DELETE", "lineItems/item-1").status_code == 204
    assert free.get("results") == {"results": []}
