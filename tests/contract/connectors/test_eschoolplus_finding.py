"""Reading back from the gradebook of eSchoolPLUS by our own ids."""

import pytest

from rollbook.model.changes import Change
from tests.contract.connectors.gradebook import Gradebook
from tests.contract.connectors.school import removal, update


def _target(wanted: Change) -> str:
    return str((wanted.data or {})["sourcedId"])


def test_what_is_not_there_is_left_out(gradebook: Gradebook) -> None:
    client = gradebook.client()

    assert client.find("lineItems", [gradebook.item()]) == []
    assert client.find("results", [gradebook.result()]) == []


def test_what_was_written_is_found_and_matches(gradebook: Gradebook) -> None:
    client = gradebook.client()
    items = [gradebook.item(1), gradebook.item(2, description="Zoë's worksheet", resultValueMax=10.5)]
    results = [
        gradebook.result(1),
        gradebook.result(1, 1, score=None, scoreStatus="exempt", comment=None),
        gradebook.result(2, metadata={"override": "true"}),
    ]
    for entity, changes in (("lineItems", items), ("results", results)):
        client.write(entity, changes)

        found = client.find(entity, changes)

        assert [one.target for one in found] == [_target(wanted) for wanted in changes]
        assert all(one.matches for one in found), entity


@pytest.mark.parametrize(
    ("entity", "more"),
    [
        ("lineItems", {"title": "Another"}),
        ("lineItems", {"description": "There was none."}),
        ("lineItems", {"dueDate": "2026-10-01T04:00:00Z"}),
        ("lineItems", {"resultValueMax": 24}),
        ("results", {"score": 21}),
        ("results", {"score": None}),
        ("results", {"comment": None}),
        ("results", {"late": "true"}),
        ("results", {"metadata": {"override": "true"}}),
    ],
)
def test_what_differs_is_found_and_does_not_match(gradebook: Gradebook, entity: str, more: dict[str, object]) -> None:
    client = gradebook.client()
    item, result = gradebook.item(), gradebook.result()
    client.write("lineItems", [item])
    client.write("results", [result])
    wanted = {"lineItems": item, "results": result}[entity]

    (found,) = client.find(entity, [update(wanted, None, **more)])

    assert not found.matches


def test_an_item_in_another_category_does_not_match(gradebook: Gradebook) -> None:
    client = gradebook.client()
    client.write("lineItems", [gradebook.item()])
    _, tests, _ = gradebook.simulator.gradebook.categories_of(gradebook.classes()[0]["sourcedId"])

    (found,) = client.find("lineItems", [gradebook.item(category=tests["sourcedId"])])

    assert not found.matches


def test_what_is_to_go_is_found_only_while_it_is_there(gradebook: Gradebook) -> None:
    client = gradebook.client()
    item, result = gradebook.item(), gradebook.result()
    client.write("lineItems", [item])
    client.write("results", [result])
    leaving = {"results": removal(result, _target(result)), "lineItems": removal(item, None)}

    for entity, gone in leaving.items():
        (still_there,) = client.find(entity, [gone])
        client.write(entity, [gone])

        assert not still_there.matches
        assert still_there.target
        assert client.find(entity, [gone]) == []


def test_what_is_shown_as_deleted_is_not_there(gradebook: Gradebook) -> None:
    client = gradebook.client()
    item = gradebook.item()
    client.write("lineItems", [item])
    gradebook.held("lineItems")["schoology-1"]["status"] = "tobedeleted"

    assert client.find("lineItems", [item, removal(item, "schoology-1")]) == []
