"""Time spent and first activity, whatever comes: never too much, never nothing, and never moved (EF7)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.edflex.attempts.times import keep_first, moment, written
from rollbook.model.records import Desired, Json
from tests.unit.flows.edflex.attempts.academy import STREAM, Academy, account, record

moments = st.datetimes(datetime(2000, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - zone drawn
seconds = st.one_of(st.just(0), st.integers(0, 10**9), st.floats(0, 10**9, allow_nan=False))
statuses = st.sampled_from(["completed", "in_progress", "", "failed"])


@st.composite
def begun(draw: st.DrawFn, number: int = 1) -> Json:
    """Draw an attempt that goes: begun, and last worked on then or later."""
    first, last = sorted((draw(moments), draw(moments)))
    completed = draw(st.none() | st.timedeltas(timedelta(0), last - first).map(lambda after: first + after))
    return record(
        number,
        status=draw(statuses),
        firstActivityAt=first.isoformat(),
        lastActivityAt=last.isoformat(),
        completedAt=completed.isoformat() if completed else "",
        timeSpent=draw(seconds),
    )


@given(begun())
def test_time_is_never_above_what_was_received_nor_above_the_span_and_never_below_one(given_record: Json) -> None:
    data = Academy().sent(given_record)

    assert 1 <= data["timeSpent"] <= max(1, round(given_record["timeSpent"] * 1_000))
    assert data["timeSpent"] <= max(1, _span(data))


@given(begun(2))
def test_of_a_further_attempt_no_time_is_sent_whatever_was_received(further: Json) -> None:
    earlier = record(1, firstActivityAt="2000-01-01T00:00:00Z", lastActivityAt="2000-01-01T00:00:01Z")

    assert Academy(attempts=["c-1/l-1/1"]).sent(earlier, further)["timeSpent"] == 1


@given(begun(), begun())
def test_what_is_sent_again_begins_as_it_began_the_first_time(before: Json, now: Json) -> None:
    sent, wanted = Academy().sent(before), Academy().sent(now)

    again = keep_first(wanted, sent)

    assert again["firstActivityAt"] == sent["firstActivityAt"]
    assert again["lastActivityAt"] == max(wanted["lastActivityAt"], sent["firstActivityAt"])
    assert 1 <= again["timeSpent"] <= max(1, min(round(now["timeSpent"] * 1_000), _span(again)))
    assert {name: again[name] for name in ("content", "user", "progress")} == {
        name: wanted[name] for name in ("content", "user", "progress")
    }


@given(st.lists(begun(), min_size=1, max_size=5))
def test_a_first_activity_that_shifts_again_and_again_never_moves(shifting: list[Json]) -> None:
    sent = first = Academy().sent(shifting[0])

    for given_record in shifting[1:]:
        sent = keep_first(Academy().sent(given_record), sent)

    assert sent["firstActivityAt"] == first["firstActivityAt"]


@given(begun())
def test_what_is_sent_again_unchanged_is_sent_as_it_was(given_record: Json) -> None:
    data = Academy().sent(given_record)

    assert keep_first(data, data) == data


def test_an_attempt_has_one_beginning_also_when_its_account_was_another_one_meanwhile() -> None:
    first = Academy().sent(record())
    other = keep_first(Academy(accounts=[account("u-9")]).sent(record(firstActivityAt="2026-09-01T08:30:00Z")), first)

    again = keep_first(Academy().sent(record(firstActivityAt="2026-09-01T08:45:00Z")), other)

    assert (other["user"], again["user"]) == ("u-9", "u-1")
    assert other["firstActivityAt"] == again["firstActivityAt"] == first["firstActivityAt"]


def test_a_beginning_that_is_told_later_takes_none_of_the_time_that_was_sent() -> None:
    before = Academy().sent(record(timeSpent=1_800))

    again = keep_first(Academy().sent(record(firstActivityAt="2026-09-01T09:00:00Z", timeSpent=1_800)), before)

    assert again == before


@pytest.mark.parametrize("told", [-5, 0, 10**12])
def test_no_time_that_edflex_tells_keeps_an_attempt_back(told: int) -> None:
    assert 1 <= Academy().sent(record(timeSpent=told))["timeSpent"] <= 3_600_000


def test_the_stream_keeps_the_first_activity_and_counts_the_time_from_there() -> None:
    assert STREAM.amends is keep_first
    before = Academy().sent(record(timeSpent=600))

    again = keep_first(Academy().sent(record(firstActivityAt="2026-09-01T05:00:00Z", timeSpent=9_000)), before)

    assert (again["firstActivityAt"], again["timeSpent"]) == ("2026-09-01T08:00:00.000Z", 3_600_000)


@pytest.mark.parametrize("text", ["", "soon", "2026-09-01", "2026-02-30T08:00:00Z", "2200-01-01T00:00:00Z", "1"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment(text) is None


def test_a_moment_has_no_more_than_milliseconds() -> None:
    assert moment("2026-09-01T08:00:00.123999Z") == datetime(2026, 9, 1, 8, 0, 0, 123_000, UTC)


@given(moments, st.integers(-12, 14))
def test_a_moment_is_read_as_it_was_written_whatever_its_zone(at: datetime, hours: int) -> None:
    there = at + timedelta(hours=hours)
    text = f"{there.replace(tzinfo=None).isoformat(timespec='milliseconds')}{hours:+03d}:00"

    read = moment(text)

    assert read is not None
    assert read == moment(written(read)) == at.replace(microsecond=at.microsecond // 1_000 * 1_000)


@given(begun())
def test_the_same_statistics_always_give_the_same(given_record: Json) -> None:
    (item,) = Academy().said(given_record)

    assert isinstance(item, Desired)
    assert Academy().said(given_record) == [item]


def _span(data: Json) -> int:
    first, last = (datetime.fromisoformat(data[name]) for name in ("firstActivityAt", "lastActivityAt"))
    return (last - first) // timedelta(milliseconds=1)
