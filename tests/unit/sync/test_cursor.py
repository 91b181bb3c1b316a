from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.sync.cursor import OVERLAP, Cursor, again, back_to, moved, since

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)
moments = st.timedeltas(timedelta(), timedelta(days=999)).map(NOW.__add__)
marks = st.sampled_from(["", "old", "new"])
cursors = st.builds(Cursor, moments, moments, marks)
RULES = "rules"


def test_the_first_run_reads_everything() -> None:
    assert since(None, NOW, WEEK, RULES) is None


def test_a_run_reads_again_what_changed_shortly_before_the_last_one_began() -> None:
    last = NOW - timedelta(hours=1)

    assert since(Cursor(last, NOW - timedelta(days=1), RULES), NOW, WEEK, RULES) == last - OVERLAP


@given(cursors, marks)
def test_under_other_rules_than_before_everything_is_read(cursor: Cursor, mark: str) -> None:
    long_ago = timedelta.max

    assert (since(cursor, NOW, long_ago, mark) is None) is (cursor.mark != mark)


@given(cursors, moments, marks)
def test_a_full_run_is_enough_for_other_rules(cursor: Cursor, began: datetime, mark: str) -> None:
    after = moved(cursor, began, mark, full=True)

    assert since(after, after.moment, WEEK + timedelta(days=999), mark) == after.moment - OVERLAP


@pytest.mark.parametrize(
    ("age", "everything"), [(timedelta(), False), (WEEK - SECOND, False), (WEEK, True), (WEEK + SECOND, True)]
)
def test_everything_is_read_when_the_last_time_is_long_enough_ago(age: timedelta, *, everything: bool) -> None:
    assert (since(Cursor(NOW, NOW - age, RULES), NOW, WEEK, RULES) is None) is everything


@pytest.mark.parametrize("full", [False, True])
def test_the_first_run_that_left_nothing_behind_has_read_everything(*, full: bool) -> None:
    assert moved(None, NOW, RULES, full=full) == Cursor(NOW, NOW, RULES)


def test_a_run_of_changes_does_not_put_off_the_next_full_one() -> None:
    cursor = Cursor(NOW, NOW, RULES)

    assert moved(cursor, NOW + SECOND, RULES, full=False) == Cursor(NOW + SECOND, NOW, RULES)
    assert moved(cursor, NOW + SECOND, RULES, full=True) == Cursor(NOW + SECOND, NOW + SECOND, RULES)


@given(cursors, moments, marks, st.booleans())
def test_a_cursor_never_goes_back_and_has_the_mark_of_the_last_run(
    cursor: Cursor, began: datetime, mark: str, full: bool
) -> None:
    after = moved(cursor, began, mark, full=full)

    assert after.mark == mark
    assert after.moment == max(cursor.moment, began)
    assert after.full_at == (max(cursor.full_at, began) if full else cursor.full_at)


@given(st.lists(st.tuples(moments, st.booleans()), min_size=1))
def test_it_does_not_matter_in_which_order_runs_are_closed(runs: list[tuple[datetime, bool]]) -> None:
    def after(closed: list[tuple[datetime, bool]]) -> Cursor | None:
        cursor = None
        for began, full in closed:
            cursor = moved(cursor, began, RULES, full=full)
        return cursor

    first, *others = sorted(runs)
    assert after([first, *others]) == after([first, *reversed(others)])


@given(cursors, moments, marks)
def test_a_flow_that_starts_over_reads_everything_once(cursor: Cursor, began: datetime, mark: str) -> None:
    everything = again(cursor)
    after = moved(everything, began, mark, full=True)

    assert since(everything, began, WEEK, cursor.mark) is None
    assert since(after, began, WEEK, mark) == after.moment - OVERLAP


@given(cursors, st.lists(moments))
def test_a_flow_that_starts_over_does_so_until_everything_was_read(cursor: Cursor, others: list[datetime]) -> None:
    after = again(cursor)
    for began in others:
        after = moved(after, began, cursor.mark, full=False)

    assert since(after, NOW, WEEK, cursor.mark) is None


@given(cursors, moments)
def test_what_is_undecided_is_read_again_whenever_it_changed(cursor: Cursor, changed: datetime) -> None:
    after = back_to(cursor, changed)

    start = since(after, after.full_at, WEEK, after.mark)
    assert start
    assert start <= changed - OVERLAP
    assert start <= cursor.moment - OVERLAP


@given(cursors, st.none() | moments)
def test_only_the_moment_goes_back_and_no_further_than_it_must(cursor: Cursor, changed: datetime | None) -> None:
    after = back_to(cursor, changed)

    assert (after.full_at, after.mark) == (cursor.full_at, cursor.mark)
    assert after.moment in {cursor.moment, changed}
    assert (after == cursor) is (changed is None or changed >= cursor.moment)


@given(moments, st.lists(st.tuples(moments, st.booleans(), st.booleans()), min_size=1))
def test_no_run_takes_the_cursor_past_what_is_undecided_and_the_next_one_does_after_that(
    changed: datetime, runs: list[tuple[datetime, bool, bool]]
) -> None:
    cursor = None
    for began, full, waiting in runs:
        cursor = back_to(moved(cursor, began, RULES, full=full, waiting=waiting), changed)
        assert cursor.moment <= changed

    latest = max(changed, *(began for began, _, _ in runs))
    assert moved(cursor, latest, RULES, full=False).moment == latest


@given(cursors)
def test_a_cursor_survives_its_register(cursor: Cursor) -> None:
    assert Cursor.from_json(cursor.to_json()) == cursor


@given(cursors)
def test_a_cursor_that_an_older_version_left_is_of_unknown_rules(cursor: Cursor) -> None:
    left = {name: value for name, value in cursor.to_json().items() if name != "mark"}

    assert since(Cursor.from_json(left), NOW, WEEK, RULES) is None
