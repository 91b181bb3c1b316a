"""Bulk answers under our own contracts: a result is believed only at its place and under its item's name."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.answers import Answer, Vendor
from rollbook.connectors.calls import Call
from rollbook.connectors.chunking import chunks
from rollbook.connectors.results import Verdicts, ended, never_removed, results_reader, words_of
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.errors import OutcomeUnknownError
from rollbook.model.records import Json, Reason

TAKEN = Reason(sentence="The desk is taken.", remedy="Take another.")
VERDICTS = Verdicts(
    vendor="Desk",
    singular="seat",
    done=frozenset({200, 201}),
    refused=frozenset({409, 422}),
    known={"taken": TAKEN},
    remedy="Correct the seat.",
)
CALL = Call("PUT", "/seats", idempotent=True)
NAMES = st.lists(st.text("abc123", min_size=1, max_size=3), unique=True, max_size=20)
STATUSES = st.sampled_from([200, 201, 409, 422])


def change(name: str, **data: Any) -> Change:
    return Change(operation=Operation.CREATE, key=name, digest=f"digest of {name}", data={"name": name, **data})


def judged(names: list[str], results: list[Json]) -> list[Written]:
    answer = Answer(
        Vendor("Desk", "https://desk.example", words_of), CALL, {}, json.dumps({"results": results}).encode()
    )
    return ended(VERDICTS, answer, results_reader(name="name", target="id"), [(change(name), name) for name in names])


def result(name: str, status: int = 200, **more: Any) -> Json:
    return {"name": name, "status": status, **({"id": f"id of {name}"} if status < 300 else {}), **more}


def one(**more: Any) -> Written:
    (written,) = judged(["a"], [{"name": "a", **more}])
    return written


@given(NAMES, st.data())
def test_every_change_ends_as_its_own_result_says(names: list[str], data: st.DataObject) -> None:
    statuses = [data.draw(STATUSES) for _ in names]

    written = judged(names, [result(name, status) for name, status in zip(names, statuses, strict=True)])

    assert [one.digest for one in written] == [f"digest of {name}" for name in names]
    assert [one.target if one.reason is None else None for one in written] == [
        f"id of {name}" if status < 300 else None for name, status in zip(names, statuses, strict=True)
    ]
    assert [one.reason is None for one in written] == [status < 300 for status in statuses]


@given(NAMES.filter(bool), st.randoms(use_true_random=False), st.sampled_from(["shuffled", "shorter", "longer"]))
def test_results_that_are_not_those_of_the_items_leave_the_outcome_unknown(
    names: list[str], dice: Any, how: str
) -> None:
    results = [result(name) for name in names]
    if how == "shuffled":
        dice.shuffle(results)
    elif how == "shorter":
        results.pop()
    else:
        results.append(result("stranger"))
    if [row["name"] for row in results] == names:
        return

    with pytest.raises(OutcomeUnknownError, match="read back before anything is sent again"):
        judged(names, results)


@pytest.mark.parametrize(
    "row",
    [
        {"status": 302, "id": "7"},
        {"status": 404, "id": "7"},
        {"status": 500},
        {"status": 200},
        {"status": 201, "id": ""},
        {"status": "fine", "id": "7"},
        {"id": "7"},
        {"status": 409, "error": "taken"},
        {"status": 200, "id": ["7"]},
    ],
)
def test_a_result_that_leaves_open_what_became_of_its_item_is_not_believed(row: Json) -> None:
    with pytest.raises(OutcomeUnknownError):
        one(**row)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"", b'{"results": {}}', b'{"results": [7]}', b"<html>"])
def test_an_answer_that_is_no_list_of_results_is_not_believed(body: bytes) -> None:
    answer = Answer(Vendor("Desk", "https://desk.example", words_of), CALL, {}, body)

    with pytest.raises(OutcomeUnknownError):
        ended(VERDICTS, answer, results_reader(name="name", target="id"), [(change("a"), "a")])


def test_ids_may_be_numbers() -> None:
    (written,) = judged(["7"], [{"name": 7, "status": 200, "id": 12}])

    assert written.target == "12"


def test_a_known_code_has_its_own_reason_whatever_its_message_says() -> None:
    assert one(status=409, error={"code": "taken", "message": "Zoë sits there"}).reason == TAKEN


def test_an_unknown_code_is_told_in_the_systems_words_without_those_of_the_record() -> None:
    message = "Zoë O'Neill has zoe@students.example already"
    sent = change("a", who="O'Neill", email="zoe@students.example", first="Zoë")
    answer = Answer(
        Vendor("Desk", "https://desk.example", words_of),
        CALL,
        {},
        json.dumps({"results": [result("a", 422, error={"code": "crowded", "message": message})]}).encode(),
    )

    (written,) = ended(VERDICTS, answer, results_reader(name="name", target="id"), [(sent, "a")])

    assert written.reason == Reason(
        sentence="Desk refused this seat (422 crowded: […] […] has […] already).", remedy="Correct the seat."
    )


def test_a_refusal_without_an_error_is_told_by_its_status() -> None:
    reason = one(status=422).reason

    assert reason
    assert reason.sentence == "Desk refused this seat (422)."


def test_a_removal_that_is_never_done_is_refused() -> None:
    leaving = Change(operation=Operation.REMOVE, key="a", digest="d", before={"name": "a"}, target="12")

    refused = never_removed(leaving, VERDICTS)

    assert (refused.digest, refused.target) == ("d", "12")
    assert refused.reason
    assert refused.reason.sentence == "Rollbook removes no seat from Desk."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": {"code": "not_found", "message": "There is nothing."}}', "not_found"),
        (b'{"error": {"code": "invalid", "message": "items is missing"}}', "items is missing"),
        (b'{"error": {"code": "malformed"}}', "malformed"),
        (b'{"error": "not_found"}', ""),
        (b"", ""),
        (b"<html>", ""),
    ],
)
def test_what_the_refusal_of_a_whole_call_says(body: bytes, words: str) -> None:
    assert words_of(body) == words


@given(st.lists(st.integers()), st.integers(1, 20))
def test_a_list_is_cut_without_losing_or_moving_anything(items: list[int], size: int) -> None:
    cut = list(chunks(items, size))

    assert [item for chunk in cut for item in chunk] == items
    assert all(len(chunk) == size for chunk in cut[:-1])
    assert all(chunk and len(chunk) <= size for chunk in cut)
