"""What holds of every presence and every setting: more is never worse, and order never matters (CK10, CK11)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.coursekey.attending.conversion import Limits, Pending, Verdict, convert
from rollbook.flows.coursekey.attending.meeting import Meeting
from rollbook.flows.coursekey.attending.sessions import LONGEST, Presence, Session, Stretch, presence_of

START = datetime(2026, 10, 5, 13, tzinfo=UTC)
MEETING = Meeting(START, START + timedelta(hours=1), ZoneInfo("America/New_York"))
MUCH_LATER = START + timedelta(days=30)
RANK = {"A": 0, "L": 1, "P": 2}

moments = st.integers(-30 * 60, 90 * 60).map(lambda seconds: START + timedelta(seconds=seconds))
around_the_hour = st.sampled_from([-30, -1, 0, 1, 5, 14, 15, 16, 30, 49, 50, 51, 55, 59, 60, 61, 75]).map(
    lambda minutes: START + timedelta(minutes=minutes)
)
times = moments | around_the_hour
closed = st.tuples(times, times).map(lambda pair: Session(min(pair), max(pair)))
opened = times.map(lambda began: Session(began, None))
closed_ones = st.lists(closed, max_size=5)
any_ones = st.lists(closed | opened, max_size=6)
minutes = st.sampled_from([0, 1, 10, 15, 30, 59, 60, 61, 600]).map(lambda count: timedelta(minutes=count))
limits_of_all_kinds = st.builds(
    Limits,
    late=minutes,
    early=minutes,
    grace=minutes,
    missing_check_out=st.sampled_from(["absent", "late", "present"]),
    reentry=st.sampled_from(["late", "ignore"]),
)


def judged(sessions: list[Session], limits: Limits, now: datetime = MUCH_LATER) -> Verdict:
    found = convert(MEETING, sessions, limits, now)
    assert isinstance(found, Verdict)
    return found


def rank(sessions: list[Session], limits: Limits) -> int:
    return RANK[judged(sessions, limits).status]


def left_open(sessions: list[Session]) -> Session:
    """Return a check-in after all check-outs, which is never checked out."""
    return Session(max((one.ended for one in sessions if one.ended), default=START) + timedelta(seconds=1), None)


@given(closed_ones, any_ones, limits_of_all_kinds)
def test_more_presence_never_gives_a_worse_status(some: list[Session], more: list[Session], limits: Limits) -> None:
    """Whatever is added, with a check-out or without, to presence that is known."""
    assert rank(some + more, limits) >= rank(some, limits)


@given(closed_ones, closed_ones, limits_of_all_kinds)
def test_more_presence_before_a_missing_check_out_never_gives_a_worse_status(
    some: list[Session], more: list[Session], limits: Limits
) -> None:
    tail = left_open(some + more)

    assert rank([*some, *more, tail], limits) >= rank([*some, tail], limits)


@given(closed_ones.filter(bool), limits_of_all_kinds, st.integers(0, 3600))
def test_coming_earlier_or_leaving_later_never_gives_a_worse_status(
    some: list[Session], limits: Limits, seconds: int
) -> None:
    first, *others = some
    assert first.ended
    time = timedelta(seconds=seconds)

    assert rank([Session(first.began - time, first.ended), *others], limits) >= rank(some, limits)
    assert rank([Session(first.began, first.ended + time), *others], limits) >= rank(some, limits)


@given(any_ones.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some + some[:2]))), limits_of_all_kinds)
def test_neither_order_nor_doubling_of_sessions_matters(
    pair: tuple[list[Session], list[Session]], limits: Limits
) -> None:
    some, shuffled = pair

    assert convert(MEETING, shuffled, limits, MUCH_LATER) == convert(MEETING, some, limits, MUCH_LATER)
    assert presence_of(shuffled) == presence_of(some)


@given(any_ones, limits_of_all_kinds, times, st.integers(0, 7200))
def test_what_is_said_stays_said_and_what_waits_is_decided_at_the_moment_it_names(
    some: list[Session], limits: Limits, now: datetime, seconds: int
) -> None:
    found = convert(MEETING, some, limits, now)

    if isinstance(found, Pending):
        assert found.until > now
        assert judged(some, limits, found.until).certain_at == found.until
    else:
        assert judged(some, limits, now + timedelta(seconds=seconds)) == found
        assert found.certain_at is None or found.certain_at <= now


@given(any_ones, limits_of_all_kinds)
def test_a_reason_is_words_that_gegi_has_room_for(some: list[Session], limits: Limits) -> None:
    assert 1 <= len(judged(some, limits).reason) <= 500


@given(closed_ones, limits_of_all_kinds)
def test_the_status_is_that_of_the_table_read_plainly(some: list[Session], limits: Limits) -> None:
    """CK10 once more, for what is known: first in, last out, both limits, and whether somebody was out meanwhile."""
    start, end = MEETING.start, MEETING.end
    touching = [one for one in some if one.ended and one.ended >= start and one.began <= end]
    # A session that touches the class by another one that it overlaps belongs to it.
    while True:
        more = [
            one
            for one in some
            if one not in touching
            and any(
                one.ended and other.ended and one.began < other.ended and other.began < one.ended for other in touching
            )
        ]
        if not more:
            break
        touching += more
    came = min((one.began for one in touching), default=None)
    left = max((one.ended for one in touching if one.ended), default=None)
    if came is None or left is None or came > min(start + limits.late, end) or left < max(end - limits.early, start):
        expected = "A"
    elif came > start or left < end or (limits.reentry == "late" and was_away(touching)):
        expected = "L"
    else:
        expected = "P"

    assert judged(some, limits).status == expected


def was_away(sessions: list[Session]) -> bool:
    """Say whether some second between the first check-in and the last check-out is in no session."""
    edges = sorted({edge for one in sessions for edge in (one.began, one.ended) if edge})
    return not all(
        any(one.ended and one.began <= before and after <= one.ended for one in sessions)
        for before, after in pairwise(edges)
    )


@given(any_ones)
def test_stretches_are_in_order_and_none_overlaps_another(some: list[Session]) -> None:
    presence = presence_of(some)

    assert all(one.began <= one.ended for one in presence.stretches)
    assert all(one.ended <= other.began and one.began < other.began for one, other in pairwise(presence.stretches))
    assert presence.open_since is None or all(one.ended <= presence.open_since for one in presence.stretches)


@given(closed_ones, moments)
def test_somebody_is_there_in_the_stretches_when_some_session_says_so(some: list[Session], moment: datetime) -> None:
    def inside(began: datetime, ended: datetime | None) -> bool:
        return ended is not None and began <= moment < ended

    assert any(inside(one.began, one.ended) for one in presence_of(some).stretches) == any(
        inside(one.began, one.ended) for one in some
    )


@given(any_ones.filter(bool))
def test_no_check_in_and_no_check_out_is_lost_that_bounds_presence(some: list[Session]) -> None:
    presence = presence_of(some)
    began = [*(one.began for one in presence.stretches), *([presence.open_since] if presence.open_since else [])]

    assert min(began) == min(one.began for one in some)
    assert set(began) <= {one.began for one in some}


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("sessions", "stretches", "open_since"),
    [
        ([], [], None),
        ([(0, 30), (30, 60)], [(0, 30), (30, 60)], None),
        ([(0, 30), (20, 60)], [(0, 60)], None),
        ([(0, 30), (0, 60)], [(0, 60)], None),
        ([(0, None)], [], 0),
        ([(0, None), (20, None)], [(0, 20)], 20),
        ([(0, None), (20, 60)], [(0, 20), (20, 60)], None),
        ([(0, 60), (20, None)], [(0, 60)], None),
        ([(0, 60), (20, None), (90, 120)], [(0, 60), (90, 120)], None),
        ([(0, None), (0, 60)], [(0, 60)], None),
        ([(0, 60), (60, None)], [(0, 60)], 60),
        ([(0, 60), (61, None)], [(0, 60)], 61),
        ([(0, None), (17 * 60, 18 * 60)], [(0, 16 * 60), (17 * 60, 18 * 60)], None),
    ],
)
def test_check_ins_without_a_check_out_end_with_what_is_known_next(
    sessions: list[tuple[int, int | None]], stretches: list[tuple[int, int]], open_since: int | None
) -> None:
    told = [Session(at(began), None if ended is None else at(ended)) for began, ended in sessions]

    assert timedelta(hours=16) == LONGEST
    assert presence_of(told) == Presence(
        tuple(Stretch(at(began), at(ended)) for began, ended in stretches),
        None if open_since is None else at(open_since),
    )
