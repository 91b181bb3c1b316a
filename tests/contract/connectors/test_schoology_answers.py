"""Bulk answers: each is told apart by what names it, and none is guessed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rollbook.connectors.schoology.outcomes import UntrustworthyError, paired, written
from rollbook.connectors.schoology.translate import KINDS, enrollment_key, enrollment_target, plain
from rollbook.connectors.schoology.wire import ItemAnswer, items_reader, listing_reader, words_of
from rollbook.model.changes import Change, Operation
from tests.contract.connectors.school import change, removal

USERS = KINDS["users"]
CODES = st.lists(st.text(min_size=1).filter(lambda text: text == text.strip()), unique_by=str.casefold, max_size=50)


@given(CODES, st.randoms(use_true_random=False))
def test_answers_in_any_order_find_their_items_by_key(codes: list[str], dice: Any) -> None:
    items = [{"school_uid": code} for code in codes]
    answers = [ItemAnswer(response_code=200, id=f"id of {code}", school_uid=code) for code in codes]
    dice.shuffle(answers)

    assert [answer.id for answer in paired(USERS, items, answers)] == [f"id of {code}" for code in codes]


@given(CODES)
def test_answers_without_keys_belong_to_the_items_in_their_order(codes: list[str]) -> None:
    items = [{"school_uid": code} for code in codes]
    answers = [ItemAnswer(response_code=200, id=str(place)) for place, _ in enumerate(codes)]

    assert paired(USERS, items, answers) == answers


@pytest.mark.parametrize(
    "answers",
    [
        [ItemAnswer(response_code=200, school_uid="1")],
        [ItemAnswer(response_code=200, school_uid="1"), ItemAnswer(response_code=200, school_uid="3")],
        [ItemAnswer(response_code=200, school_uid="2"), ItemAnswer(response_code=200)],
    ],
    ids=["one is missing", "one is a stranger", "one stands in another's place"],
)
def test_answers_that_do_not_fit_the_items_are_not_trusted(answers: list[ItemAnswer]) -> None:
    with pytest.raises(UntrustworthyError):
        paired(USERS, [{"school_uid": "1"}, {"school_uid": "2"}], answers)


@pytest.mark.parametrize("code", [100, 302, 408, 429, 500, 503])
def test_an_item_that_is_neither_taken_nor_refused_is_not_trusted(code: int) -> None:
    with pytest.raises(UntrustworthyError, match=str(code)):
        written(USERS, _user(), {}, ItemAnswer(response_code=code, id="7"), lambda _, answer: answer.id)


def test_an_accepted_item_without_an_id_is_not_trusted() -> None:
    with pytest.raises(UntrustworthyError, match="no id"):
        written(USERS, _user(), {}, ItemAnswer(response_code=200), lambda _, answer: answer.id)


def test_a_refused_items_reason_quotes_nothing_of_the_record() -> None:
    refusal = ItemAnswer(response_code=409, message="Zoë O'Neill has the e-mail zoe@students.example already")
    item = {"name_last": "O'Neill", "primary_email": "zoe@students.example"}

    refused = written(USERS, _user(), item, refusal, lambda _, answer: answer.id)

    assert refused.reason
    assert refused.reason.sentence == "Schoology refused this user (409: […] […] has the e-mail […] already)"


def test_a_forbidden_item_asks_for_the_acting_users_rights() -> None:
    refused = written(USERS, _user(), {}, ItemAnswer(response_code=403), lambda _, answer: answer.id)

    assert refused.reason
    assert "acting user" in refused.reason.remedy


@pytest.mark.parametrize(
    "body",
    [
        b'{"enrollment": [{"response_code": "200", "id": 7}]}',
        b'{"enrollments": {"enrollment": [{"response_code": 200, "id": "7", "message": null}]}}',
    ],
)
def test_either_wrapper_and_either_kind_of_id_is_read(body: bytes) -> None:
    (answer,) = items_reader("enrollments", "enrollment")(body)

    assert (answer.response_code, answer.id, answer.message) == (200, "7", "")


@pytest.mark.parametrize("body", [b'{"user": [{"id": 7}]}', b'{"user": null}', b"[]", b"7", b"", b'{"users": {}}'])
def test_an_answer_without_response_codes_is_not_read(body: bytes) -> None:
    with pytest.raises(ValidationError):
        items_reader("users", "user")(body)


def test_totals_are_numbers_whichever_way_they_are_written() -> None:
    assert listing_reader("user")(b'{"user": [], "total": "3"}').total == 3
    assert listing_reader("user")(b'{"user": [], "total": 3}').total == 3


@pytest.mark.parametrize(
    ("body", "words"), [(b'"The title is taken."', "The title is taken."), (b"", ""), (b"{}", ""), (b"<html>", "")]
)
def test_a_refusal_says_one_bare_string_or_nothing(body: bytes, words: str) -> None:
    assert words_of(body) == words


@given(st.text(), st.text())
def test_a_membership_is_named_so_that_both_keys_come_back(code: str, uid: str) -> None:
    leaving = removal(change("x", {}), enrollment_target(code, uid))

    assert enrollment_key(leaving) == (code, uid)


@pytest.mark.parametrize(("one", "other"), [(7, "7"), (None, ""), ([2, 1], ["1", "2"]), (" x ", "x"), ([], None)])
def test_values_are_the_same_however_schoology_writes_them(one: Any, other: Any) -> None:
    assert plain(one) == plain(other)


def _user() -> Change:
    return Change(operation=Operation.CREATE, key="k", digest="d", data={"givenName": "Zoë"})
