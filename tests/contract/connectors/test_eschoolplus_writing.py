"""What is put into the gradebook of eSchoolPLUS, and what its refusals mean."""

from typing import Any

import pytest

from rollbook.connectors import load
from rollbook.model.errors import ContractError, SystemUnavailableError
from sandbox.simulators.eschoolplus import EschoolplusSimulator, GradebookKnobs
from sandbox.simulators.serving import serving
from tests.contract.connectors.gradebook import Gradebook
from tests.contract.connectors.school import removal, update

PUT_ITEM = "PUT /lineItems/<sourced_id>"
NO_SUCH_CLASS: dict[str, Any] = {"class": "no-such"}


def test_an_item_is_put_under_an_id_of_our_own_and_then_replaced(gradebook: Gradebook) -> None:
    client = gradebook.client()
    wanted = gradebook.item(description="Read pages 4 to 8.")

    (created,) = client.write("lineItems", [wanted])
    (replaced,) = client.write("lineItems", [update(wanted, created.target, title="Page 7", description=None)])

    (item,) = gradebook.held("lineItems").values()
    assert created.target == replaced.target == item["sourcedId"] == "schoology-1"
    assert (created.reason, replaced.reason) == (None, None)
    assert (item["title"], item["resultValueMax"]) == ("Page 7", 25)
    assert "description" not in item, "what is wanted empty is cleared"
    assert "section" not in item, "the flow's own fields stay at home"


def test_a_reference_leads_to_the_service_that_holds_the_object(gradebook: Gradebook) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])
    client.write("results", [gradebook.result()])

    (item,), (result,) = gradebook.held("lineItems").values(), gradebook.held("results").values()
    rosters, grades = gradebook.credentials.base_url, gradebook.credentials.gradebook
    assert item["class"] == {
        "href": f"{rosters}/classes/{item['class']['sourcedId']}",
        "sourcedId": gradebook.classes()[0]["sourcedId"],
        "type": "class",
    }
    assert item["school"]["href"].startswith(f"{rosters}/orgs/")
    assert item["category"]["href"].startswith(f"{grades}/categories/")
    assert result["lineItem"]["href"] == f"{grades}/lineItems/schoology-1"
    assert result["student"]["href"].startswith(f"{rosters}/users/")


@pytest.mark.parametrize("field", ["gradingPeriod", "academicSession"])
def test_an_item_may_name_a_session(gradebook: Gradebook, field: str) -> None:
    sessions = gradebook.simulator.institution.academicSessions.values()
    (quarter,) = [one["sourcedId"] for one in sessions if one["title"] == "Quarter 1 2026-2027"]

    (written,) = gradebook.client().write("lineItems", [gradebook.item(**{field: quarter})])

    assert written.reason is None
    assert gradebook.held("lineItems")["schoology-1"][field]["sourcedId"] == quarter


@pytest.mark.parametrize(
    "grade",
    [
        {"score": 0},
        {"score": 30},
        {"scoreStatus": "exempt", "score": None},
        {"scoreStatus": "partially graded", "score": None, "incomplete": "true"},
        {"scoreStatus": "not submitted", "score": None, "missing": "true"},
        {"scoreStatus": "submitted", "score": None, "inProgress": "true"},
        {"comment": None, "metadata": {"override": "true"}},
    ],
    ids=["zero", "more than the points", "excused", "incomplete", "missing", "pending", "overridden"],
)
def test_every_kind_of_grade_arrives(gradebook: Gradebook, grade: dict[str, Any]) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])

    (written,) = client.write("results", [gradebook.result(**grade)])

    assert written.reason is None
    (result,) = gradebook.held("results").values()
    assert written.target == result["sourcedId"]
    for field, value in grade.items():
        assert result.get(field) == value


def test_a_bad_record_is_refused_alone(gradebook: Gradebook) -> None:
    bad = gradebook.item(2, title="A very long title that goes on and on beyond the fifty")

    written = gradebook.client().write("lineItems", [gradebook.item(1), bad, gradebook.item(3)])

    assert [one.target for one in written] == ["schoology-1", "schoology-2", "schoology-3"]
    assert [bool(one.reason) for one in written] == [False, True, False]
    assert sorted(gradebook.held("lineItems")) == ["schoology-1", "schoology-3"]


@pytest.mark.parametrize(
    ("more", "because", "remedy"),
    [
        ({"title": "A very long title that goes on and on beyond the fifty"}, "its title", "Shorten the item's title"),
        ({"title": "WORKSHEET 1"}, "its title", "may not have the same title"),
        ({"dueDate": "2027-02-01T04:59:00Z"}, "its due date", "within the terms"),
        ({"category": "no-such-category"}, "its category", "Give the class this category"),
    ],
    ids=["too long", "a duplicate", "outside of the term", "no such category"],
)
def test_a_refused_item_says_which_field_is_wrong_and_what_to_do(
    gradebook: Gradebook, more: dict[str, Any], because: str, remedy: str
) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item(1)])

    (refused,) = client.write("lineItems", [gradebook.item(2, **more)])

    assert refused.reason
    assert refused.reason.sentence.startswith(f"eSchoolPLUS refused this lineItem because of {because} (400: lineItem.")
    assert remedy in refused.reason.remedy
    for told in [*more.values(), "schoology-2", gradebook.classes()[0]["sourcedId"]]:
        assert told not in refused.reason.sentence


def test_titles_that_items_hand_on_to_each_other_arrive_in_whatever_order_they_go_out(gradebook: Gradebook) -> None:
    client = gradebook.client()
    before = [gradebook.item(number, title=f"Quiz {number}") for number in range(4)]
    client.write("lineItems", before)
    titles = ["Quiz 1", "Quiz 2", "Quiz 3", "Quiz 3 (old)"]
    handed_on = [update(one, None, title=title) for one, title in zip(before, titles, strict=True)]

    written = client.write("lineItems", [*handed_on, gradebook.item(4, title="Quiz 0")])

    assert [one.target for one in written] == [f"schoology-{number}" for number in range(5)]
    assert not [one.reason for one in written if one.reason]
    assert [gradebook.held("lineItems")[one.target or ""]["title"] for one in written] == [*titles, "Quiz 0"]


def test_titles_that_two_items_swap_wait_for_a_person(gradebook: Gradebook) -> None:
    client = gradebook.client()
    one, other = gradebook.item(1), gradebook.item(2)
    client.write("lineItems", [one, other])
    swapped = [update(one, None, title="Worksheet 2"), update(other, None, title="Worksheet 1")]

    written = client.write("lineItems", [*swapped, gradebook.item(3)])

    assert [bool(answer.reason) for answer in written] == [True, True, False]
    assert gradebook.calls(PUT_ITEM) == 2 + 3 + 2, "nothing is tried again in vain more than once"


def test_items_of_one_class_go_out_together(gradebook: Gradebook) -> None:
    group = load("eschoolplus").writes["lineItems"].group

    assert group(gradebook.item(1)) == group(gradebook.item(2)) == group(removal(gradebook.item(3), "schoology-3"))
    assert group(gradebook.item(1)) != group(gradebook.item(2, **NO_SUCH_CLASS))


def test_an_item_of_a_class_that_is_not_there_is_refused(gradebook: Gradebook) -> None:
    (refused,) = gradebook.client().write("lineItems", [gradebook.item(**NO_SUCH_CLASS)])

    assert refused.reason
    assert "whether the class is still where it was" in refused.reason.remedy


def test_a_grade_of_somebody_outside_of_the_class_is_refused(gradebook: Gradebook) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])
    inside = set(gradebook.students(gradebook.classes()[0]["sourcedId"]))
    stranger = next(user for user in gradebook.simulator.institution.users if user not in inside)

    (refused,) = client.write("results", [gradebook.result(student=stranger)])

    assert refused.reason
    assert refused.reason.sentence == "eSchoolPLUS refused this result because of its student (400: invaliddata)"
    assert "enroll them there" in refused.reason.remedy


def test_a_grade_of_an_item_that_is_not_there_is_refused(gradebook: Gradebook) -> None:
    (refused,) = gradebook.client().write("results", [gradebook.result()])

    assert refused.reason
    assert refused.reason.sentence == "eSchoolPLUS refused this result because of its item (400: invaliddata)"
    assert "Change it at the source" in refused.reason.remedy


def test_a_grade_of_a_person_with_a_new_id_leaves_the_old_one(gradebook: Gradebook) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])
    (written,) = client.write("results", [gradebook.result(place=0)])
    moved = update(gradebook.result(place=0), written.target, **(gradebook.result(place=1).data or {}))
    gradebook.fail("500", "DELETE", times=1)

    with pytest.raises(SystemUnavailableError):
        gradebook.client(attempts=1).write("results", [moved])
    (half_way,) = client.find("results", [moved])
    (again,) = client.write("results", [moved.model_copy(update={"target": half_way.target})])
    (arrived,) = client.find("results", [moved])

    assert (half_way.target, half_way.matches) == (written.target, False), "the old one is there still"
    assert (arrived.target, arrived.matches) == (again.target, True)
    assert list(gradebook.held("results")) == [again.target] == [(moved.data or {})["sourcedId"]]


def test_a_server_that_answers_with_200_is_understood(gradebook: Gradebook) -> None:
    simulator = EschoolplusSimulator(gradebook_knobs=GradebookKnobs(replaced_status=200, deleted_status=200))
    with serving(simulator) as url:
        beside = gradebook.credentials.base_url.replace(gradebook.credentials.base_url.partition("/ims")[0], url)
        token_url = f"{url}/oauth/token"
        gradebook.credentials = gradebook.credentials.model_copy(update={"base_url": beside, "token_url": token_url})
        gradebook.simulator = simulator
        client, item = gradebook.client(), gradebook.item()

        written = [client.write("lineItems", [one])[0] for one in (item, item, removal(item, "schoology-1"))]

    assert [one.reason for one in written] == [None, None, None]
    assert simulator.calls.summary()["calls"]["PUT /ims/oneroster/gradebook/v1p2/lineItems/<sourced_id>"] == {
        "201": 1,
        "200": 1,
    }


def test_fifty_items_or_ten_results_go_out_at_a_time_and_each_is_a_call(gradebook: Gradebook) -> None:
    client = gradebook.client()

    written = client.write("lineItems", [gradebook.item(number) for number in range(50)])

    assert not [one for one in written if one.reason]
    assert gradebook.calls(PUT_ITEM) == 50
    with pytest.raises(ContractError, match="50 lineItems at a time, not 51"):
        client.write("lineItems", [gradebook.item(number) for number in range(51)])
    with pytest.raises(ContractError, match="10 results at a time, not 11"):
        client.write("results", [gradebook.result(number) for number in range(11)])
    writes = load("eschoolplus").writes
    assert {name: writable.bulk for name, writable in writes.items()} == {"lineItems": 50, "results": 10}
