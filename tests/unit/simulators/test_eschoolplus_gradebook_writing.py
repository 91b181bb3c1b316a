"""How objects of the gradebook are put, posted and deleted, and what is refused for its form."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.institution import Institution
from sandbox.simulators.eschoolplus import GradebookKnobs
from sandbox.simulators.serving import ConnectionClosedError
from tests.unit.simulators.test_eschoolplus_gradebook import WORDS, Gradebook, Refusal, reference, refusal


@pytest.fixture
def gradebook(institution: Institution) -> Gradebook:
    return Gradebook(institution).with_one_result()


def test_a_new_item_is_created_with_201_and_an_empty_body(gradebook: Gradebook) -> None:
    answer = gradebook.put("lineItems", gradebook.item("item-2"))

    assert (answer.status_code, answer.data) == (201, b"")
    assert gradebook.get("lineItems/item-2")["lineItem"]["title"] == "Essay item-2"


def test_the_server_sets_status_and_date_with_milliseconds_in_utc(gradebook: Gradebook) -> None:
    sent = {"status": "tobedeleted", "dateLastModified": "1999-01-01T00:00:00.000Z"}
    gradebook.wall_clock.now += 0.25
    gradebook.keep("lineItems", gradebook.item(**sent))

    held = gradebook.get("lineItems/item-1")["lineItem"]

    assert (held["status"], held["dateLastModified"]) == ("active", "2026-09-14T12:00:00.250Z")


def test_a_second_put_replaces_the_whole_object(gradebook: Gradebook) -> None:
    gradebook.keep("lineItems", gradebook.item(description="Two pages."))
    gradebook.keep("lineItems", gradebook.item(title="Poem"))

    (held,) = gradebook.get("lineItems")["lineItems"]
    assert held["title"] == "Poem"
    assert "description" not in held


def test_a_provider_may_answer_200_to_a_replacing_put_and_to_a_deletion(institution: Institution) -> None:
    gradebook = Gradebook(institution, GradebookKnobs(replaced_status=200, deleted_status=200))

    assert [gradebook.put("lineItems", gradebook.item()).status_code for _ in range(2)] == [201, 200]
    assert gradebook.call("DELETE", "lineItems/item-1").status_code == 200


@pytest.mark.parametrize("collection", sorted(WORDS))
def test_a_deleted_object_is_gone(gradebook: Gradebook, collection: str) -> None:
    new = {"sourcedId": "new", "title": "New"}
    record = {"categories": new, "lineItems": gradebook.item("new"), "results": gradebook.result("new")}[collection]
    gradebook.keep(collection, record)

    first, second = (gradebook.call("DELETE", f"{collection}/new") for _ in range(2))

    assert (first.status_code, first.data) == (204, b"")
    assert (refusal(second).status, refusal(second).minor) == (404, "unknownobject")


def test_the_id_in_the_body_has_to_be_the_one_in_the_path(gradebook: Gradebook) -> None:
    answer = gradebook.call("PUT", "lineItems/item-2", json={"lineItem": gradebook.item("item-3")})

    assert refusal(answer) == Refusal(400, "invaliddata", "lineItem.sourcedId is 'item-3', but the path says 'item-2'.")


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"result": {}}', '{"lineItem": {}, "more": 1}', '{"lineItem": NaN}', b"\xff"]
)
def test_a_body_that_is_not_one_wrapped_object_is_refused(gradebook: Gradebook, body: str | bytes) -> None:
    answer = refusal(gradebook.call("PUT", "lineItems/item-2", data=body, content_type="application/json"))

    assert (answer.status, answer.minor) == (400, "invaliddata")
    assert answer.description.startswith("The body")


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_of_another_type_is_refused(gradebook: Gradebook, content_type: str | None) -> None:
    answer = gradebook.call("PUT", "lineItems/item-2", data=b"{}", content_type=content_type)

    assert (refusal(answer).status, refusal(answer).minor) == (415, "unsupported")


def test_json_with_a_charset_is_json(gradebook: Gradebook) -> None:
    answer = gradebook.call(
        "PUT", "categories/c", data='{"category": 1}', content_type="application/json; charset=utf-8"
    )

    assert refusal(answer) == Refusal(400, "invaliddata", "category must be an object.")


@pytest.mark.parametrize(
    ("collection", "field"),
    [("categories", "title")]
    + [("lineItems", field) for field in ("title", "assignDate", "dueDate", "class", "school", "category")]
    + [("results", field) for field in ("lineItem", "student", "scoreStatus", "scoreDate")],
)
def test_a_required_field_that_is_missing_is_named(gradebook: Gradebook, collection: str, field: str) -> None:
    record = {
        "categories": {"sourcedId": "c", "title": "Labs"},
        "lineItems": gradebook.item(),
        "results": gradebook.result(),
    }[collection]
    del record[field]

    answer = gradebook.refused(collection, record)

    assert answer == Refusal(400, "invaliddata", f"{WORDS[collection]}.{field} is required.")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", 7),
        ("description", None),
        ("assignDate", "2026-09-14"),
        ("dueDate", "2026-09-30T20:00:00.000"),
        ("dueDate", "2026-09-30T16:00:00-04:00"),
        ("dueDate", "2026-09-31T20:00:00Z"),
        ("status", "inactive"),
        ("dateLastModified", "yesterday"),
        ("metadata", []),
        ("class", "class-1"),
        ("class", {"sourcedId": "class-1"}),
        ("class", {**reference("class", "c"), "title": "Art"}),
        ("school", reference("school", "s")),
        ("category", {**reference("category", "c"), "href": "categories/c"}),
        ("category", {**reference("category", "c"), "sourcedId": ""}),
        ("resultValueMax", "100"),
        ("resultValueMin", True),
        ("learningObjectiveSet", [{"source": "case", "learningObjectiveIds": []}]),
        ("maxPoints", 100),
    ],
)
def test_a_field_of_an_item_that_does_not_fit_is_named(gradebook: Gradebook, field: str, value: Any) -> None:
    answer = gradebook.refused("lineItems", {**gradebook.item("item-2"), field: value})

    assert (answer.status, answer.minor) == (400, "invaliddata")
    assert answer.description.startswith(f"lineItem.{field} ")


def test_a_number_beyond_all_numbers_is_refused(gradebook: Gradebook) -> None:
    body = json.dumps({"lineItem": gradebook.item("item-2", resultValueMax="?")}).replace('"?"', "1e999")

    answer = refusal(gradebook.call("PUT", "lineItems/item-2", data=body, content_type="application/json"))

    assert answer.description == "lineItem.resultValueMax must be a number, not inf."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scoreStatus", "graded"),
        ("scoreStatus", "Exempt"),
        ("scoreStatus", "ext:"),
        ("scoreDate", "2026-09-15T00:00:00.000Z"),
        ("scoreDate", "2026-02-30"),
        ("score", "18.5"),
        ("late", True),
        ("missing", "yes"),
        ("exception", 1),
    ],
)
def test_a_field_of_a_result_that_does_not_fit_is_named(gradebook: Gradebook, field: str, value: Any) -> None:
    answer = gradebook.refused("results", gradebook.result(**{field: value}))

    assert (answer.status, answer.minor) == (400, "invaliddata")
    assert answer.description.startswith(f"result.{field} ")


@pytest.mark.parametrize(
    "changes",
    [
        {"scoreStatus": status}
        for status in ("exempt", "fully graded", "not submitted", "partially graded", "submitted", "ext:on_paper")
    ]
    + [
        {"score": 0},
        {"score": None, "scoreStatus": "exempt"},
        {"late": "true", "missing": "false", "inProgress": "false", "incomplete": "true"},
        {"comment": "", "textScore": "B+", "metadata": {"from": "the LMS"}},
        {
            "learningObjectiveSet": [
                {"source": "case", "learningObjectiveResults": [{"learningObjectiveId": "1", "score": 2}]}
            ]
        },
    ],
)
def test_a_result_as_the_specification_has_it_is_kept_as_sent(gradebook: Gradebook, changes: dict[str, Any]) -> None:
    sent = gradebook.result(**changes)
    gradebook.keep("results", sent)

    held = gradebook.get("results/result-1")["result"]

    assert {name: held[name] for name in sent} == sent


_JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    field=st.sampled_from(["title", "dueDate", "class", "category", "resultValueMax", "metadata"]), value=_JSON_VALUES
)
def test_whatever_a_field_holds_it_is_taken_or_named(gradebook: Gradebook, field: str, value: Any) -> None:
    answer = gradebook.put("lineItems", {**gradebook.item("item-2"), field: value})

    assert answer.status_code == 201 or refusal(answer).description.startswith(f"lineItem.{field} ")


def test_posted_items_get_ids_of_the_server_in_the_order_sent(gradebook: Gradebook) -> None:
    supplied = ["mine-1", "mine-2"]
    answer = gradebook.call(
        "POST", f"classes/{gradebook.class_id}/lineItems", json={"lineItems": [gradebook.item(one) for one in supplied]}
    )

    pairs = answer.get_json()["sourcedIdPairs"]
    assert answer.status_code == 201
    assert [pair["suppliedSourcedId"] for pair in pairs] == supplied
    for pair in pairs:
        item = gradebook.get(f"lineItems/{pair['allocatedSourcedId']}")["lineItem"]
        assert item["title"] == f"Essay {pair['suppliedSourcedId']}"
    assert gradebook.call("GET", "lineItems/mine-1").status_code == 404


def test_posted_results_belong_to_the_item_of_the_path(gradebook: Gradebook) -> None:
    answer = gradebook.call("POST", "lineItems/item-1/results", json={"results": [gradebook.result("mine")]})

    (pair,) = answer.get_json()["sourcedIdPairs"]
    assert answer.status_code == 201
    assert gradebook.get(f"results/{pair['allocatedSourcedId']}")["result"]["score"] == 18.5


def test_of_a_posted_array_with_one_bad_object_nothing_is_kept(gradebook: Gradebook) -> None:
    before = gradebook.state()
    path = f"classes/{gradebook.class_id}/lineItems"
    good, twin = gradebook.item("a", title="Quiz"), gradebook.item("b", title="QUIZ")
    formless = {**twin, "dueDate": "soon"}

    for_rule = refusal(gradebook.call("POST", path, json={"lineItems": [good, twin]}))
    for_form = refusal(gradebook.call("POST", path, json={"lineItems": [good, formless]}))

    assert for_rule.description.startswith("lineItem.title ")
    assert for_form.description.startswith("lineItems[1].dueDate ")
    assert gradebook.state() == before


@pytest.mark.parametrize("content", [[], {}, None, "all"])
def test_an_array_without_objects_is_refused(gradebook: Gradebook, content: Any) -> None:
    answer = gradebook.call("POST", "lineItems/item-1/results", json={"results": content})

    assert refusal(answer).description == "results must be a list with at least one object."


def test_a_posted_object_of_another_parent_is_refused(gradebook: Gradebook) -> None:
    elsewhere = gradebook.result(lineItem=reference("lineItem", "item-9"))
    answer = gradebook.call("POST", "lineItems/item-1/results", json={"results": [elsewhere]})

    assert refusal(answer).description == "result.lineItem is not 'item-1', to which the path leads."


@pytest.mark.parametrize("path", ["classes/nothing/lineItems", "lineItems/nothing/results"])
def test_nothing_is_posted_below_what_is_not_there(gradebook: Gradebook, path: str) -> None:
    assert gradebook.call("POST", path, json={}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "lineItems", "GET, HEAD"),
        ("PUT", "lineItems", "GET, HEAD"),
        ("DELETE", "results", "GET, HEAD"),
        ("POST", "results/result-1", "DELETE, GET, HEAD, PUT"),
        ("GET", "lineItems/item-1/results", "POST"),
    ],
)
def test_an_operation_that_the_specification_lacks_is_not_supported(
    gradebook: Gradebook, method: str, path: str, allowed: str
) -> None:
    answer = gradebook.call(method, path)

    assert (refusal(answer).status, refusal(answer).minor) == (405, "unsupported")
    assert answer.headers["Allow"] == allowed


def test_calls_are_counted_by_template_one_object_each(gradebook: Gradebook) -> None:
    gradebook.http.delete("/_control/calls")
    gradebook.keep("results", gradebook.result("result-2"))
    gradebook.refused("results", gradebook.result("result-3", score="A"))
    gradebook.call("DELETE", "results/result-2")

    summary = gradebook.http.get("/_control/calls").get_json()

    one = "/ims/oneroster/gradebook/v1p2/results/<sourced_id>"
    assert summary["calls"] == {f"DELETE {one}": {"204": 1}, f"PUT {one}": {"201": 1, "400": 1}}
    assert summary["items"] == {}


def test_a_put_whose_answer_was_lost_has_happened_and_can_be_repeated(gradebook: Gradebook) -> None:
    gradebook.http.post("/_control/faults", json={"kind": "lost", "method": "PUT", "path": "/lineItems/", "times": 1})

    with pytest.raises(ConnectionClosedError):
        gradebook.put("lineItems", gradebook.item("item-2"))
    gradebook.keep("lineItems", gradebook.item("item-2"))

    assert [item["sourcedId"] for item in gradebook.get("lineItems")["lineItems"]] == ["item-1", "item-2"]


def test_a_server_that_is_busy_writes_nothing(gradebook: Gradebook) -> None:
    gradebook.http.post("/_control/faults", json={"kind": "429", "method": "DELETE", "seconds": 3, "times": 1})
    answer = gradebook.call("DELETE", "results/result-1")

    assert (refusal(answer).status, refusal(answer).minor) == (429, "server_busy")
    assert answer.headers["Retry-After"] == "3"
    assert len(gradebook.get("results")["results"]) == 1
