"""What is taken out of the gradebook of eSchoolPLUS, and in which order."""

import pytest

from sandbox.simulators.eschoolplus.errors import RefusalError
from sandbox.simulators.eschoolplus.gradebook_rules import GradebookRules
from tests.contract.connectors.gradebook import Gradebook
from tests.contract.connectors.school import change, removal

DELETE_ITEM = "DELETE /lineItems/<sourced_id>"
DELETE_RESULT = "DELETE /results/<sourced_id>"


def test_a_grade_is_taken_out(gradebook: Gradebook) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])
    first, second = gradebook.result(place=0), gradebook.result(place=1)
    client.write("results", [first, second])
    gone = removal(first, (first.data or {})["sourcedId"])

    (removed,) = client.write("results", [gone])
    (again,) = client.write("results", [gone])

    assert (removed.reason, again.reason) == (None, None), "what is gone already counts as removed"
    assert removed.target == again.target == gone.target
    assert list(gradebook.held("results")) == [(second.data or {})["sourcedId"]]


def test_a_removal_without_a_target_knows_the_id_from_what_was_sent(gradebook: Gradebook) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])

    (removed,) = client.write("lineItems", [removal(gradebook.item(), None)])

    assert removed.target == "schoology-1"
    assert gradebook.held("lineItems") == {}


def test_an_item_is_taken_out_after_all_the_results_that_it_has(gradebook: Gradebook) -> None:
    client = gradebook.client(page_size=2)
    client.write("lineItems", [gradebook.item(1), gradebook.item(2)])
    client.write("results", [gradebook.result(1, place) for place in range(5)] + [gradebook.result(2)])

    (removed,) = client.write("lineItems", [removal(gradebook.item(1), "schoology-1")])

    assert removed.reason is None
    assert list(gradebook.held("lineItems")) == ["schoology-2"]
    assert len(gradebook.held("results")) == 1
    assert (gradebook.calls(DELETE_RESULT), gradebook.calls(DELETE_ITEM)) == (5, 1)


def test_an_item_that_is_gone_already_counts_as_removed(gradebook: Gradebook) -> None:
    (removed,) = gradebook.client().write("lineItems", [removal(gradebook.item(), "schoology-1")])

    assert removed.reason is None
    assert removed.target == "schoology-1"


def test_an_item_that_gets_a_grade_while_it_is_deleted_is_refused_with_the_way_out(gradebook: Gradebook) -> None:
    client = gradebook.client()
    item = gradebook.item()
    client.write("lineItems", [item])
    client.write("results", [gradebook.result()])
    unaware = removal(item, "schoology-1").model_copy(update={"before": {"sourcedId": "schoology-1"}})

    (refused,) = client.write("lineItems", [unaware])

    assert refused.reason
    assert "still has" in refused.reason.sentence
    assert "run again" in refused.reason.remedy


def test_an_item_whose_results_cannot_be_deleted_is_not_deleted_either(
    gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def frozen(_: GradebookRules, collection: str, sourced_id: str) -> None:
        raise RefusalError(400, "deletefailure", f"The grades of {collection} are frozen: {sourced_id}.")

    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])
    client.write("results", [gradebook.result(place=0), gradebook.result(place=1)])
    monkeypatch.setattr(GradebookRules, "check_deletion", frozen)

    (refused,) = client.write("lineItems", [removal(gradebook.item(), "schoology-1")])

    assert refused.reason
    assert (gradebook.calls(DELETE_RESULT), gradebook.calls(DELETE_ITEM)) == (1, 0)


def test_results_that_are_shown_as_deleted_are_not_deleted_again(gradebook: Gradebook) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])
    client.write("results", [gradebook.result()])
    for result in gradebook.held("results").values():
        result["status"] = "tobedeleted"

    client.write("lineItems", [removal(gradebook.item(), "schoology-1")])

    assert (gradebook.calls(DELETE_RESULT), gradebook.calls(DELETE_ITEM)) == (0, 1)


def test_a_removal_that_knows_no_id_asks_for_nothing(gradebook: Gradebook) -> None:
    client = gradebook.client()
    unknown = removal(change("x", {}), None)

    (removed,) = client.write("results", [unknown])

    assert removed.reason is None
    assert client.find("results", [unknown]) == []
    assert client.calls == 0
