"""Which attempts do not go, or not yet, and what an administrator reads of them (EF7, EF8)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.edflex.attempts import wording
from rollbook.model.records import Desired, Json, LeftOut, Reason, Refusal
from tests.unit.flows.edflex.attempts.academy import Academy, Said, account, record

BEN = {"learner": "l-2", "email": "ben@academy.example"}
MARK = "Quokka-7391"
NO_ACTIVITY = {"firstActivityAt": "", "lastActivityAt": "", "timeSpent": 0}

LEFT_OUT: list[Any] = [
    pytest.param(NO_ACTIVITY, wording.NEVER_BEGUN, id="EF7: never begun"),
    pytest.param({"content": "c-9"}, wording.NO_COURSE, id="EF8: a content that 360Learning does not have"),
    pytest.param({"email": " "}, wording.NO_MAIL, id="EF8: a learner without an e-mail address"),
    pytest.param(BEN, wording.NO_ACCOUNT, id="EF8: a learner without an account"),
]

REFUSED: list[Any] = [
    pytest.param({"firstActivityAt": "soon"}, "What stands in firstActivityAt is no moment", id="EF7: no date"),
    pytest.param({"firstActivityAt": "2026-09-01T08:00:00"}, "What stands in firstActivityAt is", id="EF7: no zone"),
    pytest.param({"lastActivityAt": "2026-09-01"}, "What stands in lastActivityAt is no moment", id="EF7: a day"),
    pytest.param({"completedAt": "0001-01-01T00:00:00Z"}, "What stands in completedAt is", id="EF7: a date for none"),
    pytest.param(
        {"firstActivityAt": "0001-01-01T00:00:00+01:00", "lastActivityAt": "9999-12-31T23:59:59-01:00"},
        "What stands in firstActivityAt and lastActivityAt is no moment between 2000 and 2199, with its time zone.",
        id="EF7: dates beyond all time",
    ),
    pytest.param(
        {"lastActivityAt": "2026-09-01T07:59:59Z"}, wording.BACKWARDS.sentence, id="EF7: the last before the first"
    ),
    pytest.param(
        {"status": "completed", "completedAt": "2026-08-31T08:00:00Z", "lastActivityAt": "2026-08-31T08:00:00Z"},
        wording.BACKWARDS.sentence,
        id="EF7: completion and last before the first",
    ),
]


@pytest.mark.parametrize(("fields", "reason"), LEFT_OUT)
def test_what_is_left_out_says_why(fields: Json, reason: Reason) -> None:
    assert Academy().left_out(record(**fields)) == reason


@pytest.mark.parametrize(("fields", "words"), REFUSED)
def test_what_is_refused_says_why(fields: Json, words: str) -> None:
    assert Academy().refused(record(**fields)).sentence.startswith(words)


def test_an_address_that_several_accounts_share_is_nobodys() -> None:
    academy = Academy(accounts=[account("u-1"), account("u-2", "Ada@Academy.example"), account("u-3", "c@d.example")])

    assert academy.refused(record()) == wording.SEVERAL_ACCOUNTS


@pytest.mark.parametrize("mail", ["", None])
def test_accounts_without_an_address_share_none(mail: str | None) -> None:
    academy = Academy(accounts=[account("u-2", mail), account("u-3", mail), account()])

    assert academy.sent(record())["user"] == "u-1"


def test_two_learners_of_one_address_are_not_mixed_up_in_one_content() -> None:
    ada, other = record(), record(learner="l-7", email="ADA@academy.example")

    assert Academy().refused(ada, other) == wording.SEVERAL_LEARNERS
    assert Academy().refused(other, ada) == wording.SEVERAL_LEARNERS


def test_two_learners_of_one_address_may_take_different_contents() -> None:
    assert all(isinstance(item, Desired) for item in Academy().said(record(), record(learner="l-7", content="c-2")))


def test_an_attempt_that_comes_twice_is_believed_neither_time() -> None:
    said = Academy().said(record(), record(timeSpent=7))

    assert [item.reason for item in said if isinstance(item, Refusal)] == [wording.TWICE, wording.TWICE]


# -------------------------------------------------------------------------------------------------------------- order


def test_a_further_attempt_waits_until_360learning_has_the_one_before() -> None:
    first, second, third = Academy().said(record(1), record(2), record(3))

    assert isinstance(first, Desired)
    assert [waiting.reason for waiting in (second, third) if isinstance(waiting, LeftOut)] == [wording.WAITS] * 2


def test_attempts_come_one_run_after_the_other() -> None:
    records = [record(number) for number in (1, 2, 3)]

    assert _going(Academy().said(*records)) == ["c-1/l-1/1"]
    assert _going(Academy(attempts=["c-1/l-1/1"]).said(*records)) == ["c-1/l-1/1", "c-1/l-1/2"]
    assert _going(Academy(attempts=["c-1/l-1/1", "c-1/l-1/2"]).said(*records)) == ["c-1/l-1/2", "c-1/l-1/3"]
    assert _going(Academy(attempts=["c-1/l-1/2", "c-1/l-1/3"]).said(*records)) == ["c-1/l-1/3"]


def test_the_one_before_is_the_next_lower_that_there_is() -> None:
    assert _going(Academy(attempts=["c-1/l-1/1"]).said(record(1), record(4))) == ["c-1/l-1/1", "c-1/l-1/4"]


@pytest.mark.parametrize("known", [["c-1/l-1/2"], ["c-1/l-1/1", "c-1/l-1/2"]])
def test_what_edflex_says_of_an_earlier_attempt_never_changes_a_later_one(known: list[str]) -> None:
    earlier, later = Academy(attempts=known).said(record(1, status="completed"), record(2))

    assert isinstance(earlier, LeftOut)
    assert earlier.reason == wording.IS_PAST
    assert isinstance(later, Desired)


def test_an_attempt_that_begins_before_the_end_of_the_one_before_is_refused() -> None:
    academy = Academy(attempts=["c-1/l-1/1"])
    first = record(1, status="completed", completedAt="2026-09-02T08:00:00Z")

    assert academy.refused(first, record(2)) == wording.OVERLAPS
    assert academy.sent(first, record(2, firstActivityAt="2026-09-02T08:00:00.001Z"))["user"] == "u-1"


def test_behind_an_attempt_whose_dates_are_wrong_the_next_one_waits() -> None:
    assert Academy().left_out(record(1, firstActivityAt="soon"), record(2)) == wording.WAITS


# ------------------------------------------------------------------------------------------------------------- nobody


@pytest.mark.parametrize("fields", [*(param.values[0] for param in [*LEFT_OUT, *REFUSED]), {}])
def test_no_key_no_reason_and_no_data_names_a_learner(fields: Json) -> None:
    academy = Academy(
        accounts=[account(), account("u-2", "ben@academy.example"), account("u-3", "ben@academy.example")]
    )

    told = repr(academy.said(record(**fields), record(2, **fields), record(**BEN)))

    assert "@" not in told
    assert "academy" not in told


@given(st.data())
def test_whatever_edflex_says_every_attempt_has_one_end_and_no_reason_quotes_it(data: st.DataObject) -> None:
    names = st.sampled_from(
        ["content", "learner", "email", "status", "firstActivityAt", "lastActivityAt", "completedAt"]
    )
    texts = st.sampled_from(["", " ", MARK, f"2026-09-01T08:00:00{MARK}", "2026-09-01T08:00:00Z"]) | st.text(
        max_size=30
    )
    fields = data.draw(st.lists(st.dictionaries(names, texts, max_size=3), min_size=1, max_size=4))
    records = [record(data.draw(st.integers(1, 3)), **one) for one in fields]

    said = Academy().said(*records)

    assert len(said) == len(records)
    assert not any(MARK in f"{item.reason}" for item in said if not isinstance(item, Desired))


def test_every_reason_says_what_and_what_to_do() -> None:
    reasons = [one for one in vars(wording).values() if isinstance(one, Reason)] + [wording.no_moment(["completedAt"])]

    assert len({reason.sentence for reason in reasons}) == len(reasons) == 12
    assert all(text.endswith(".") for reason in reasons for text in (reason.sentence, reason.remedy))


def _going(said: list[Said]) -> list[str]:
    return [item.key for item in said if isinstance(item, Desired)]
