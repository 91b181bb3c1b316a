"""How far back everything goes, for a flow that does not follow its source for ever."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.descriptors import Removal
from rollbook.model.messages import Counts
from rollbook.model.records import Scope
from rollbook.model.runs import RunRecord, Status
from rollbook.sync.cursor import OVERLAP, Cursor, reaching
from tests.unit.steps.club import Club, member
from tests.unit.steps.flow import LIVE, WEEK, about_member, with_members

DAY = timedelta(days=1)
THREE_DAYS = 3 * DAY
AS_OF = datetime(2026, 9, 14, 10, tzinfo=UTC)
SHORT = replace(with_members(removal=Removal.NEVER), horizon=lambda _settings: THREE_DAYS)


@pytest.fixture
def club() -> Club:
    """Return a club of which one member joined long ago and the others now, and that was read once."""
    club = Club(flow=SHORT)
    club.books["members"] = []
    club.enter("members", member(0, 0))
    club.clock.sleep(DAY.total_seconds())
    for number in range(1, 5):
        club.enter("members", member(0, number))
    club.run()
    return club


def asked_from(club: Club, record: RunRecord) -> set[datetime | None]:
    """Return the moments from which on the last collections of the run were read."""
    return {scope.since for _, scope in club.source.asked[-len(record.streams) :]}


@pytest.mark.parametrize("wish", [{"full": True}, {"retry": True}, {"full": True, "preview": True}])
def test_a_run_that_reads_everything_goes_back_that_far(club: Club, wish: dict[str, bool]) -> None:
    record = club.run(None, **wish)

    assert record.reference.since is None
    assert asked_from(club, record) == {record.reference.as_of - THREE_DAYS}


def test_so_does_the_first_run_of_all() -> None:
    club = Club(flow=SHORT)

    record = club.run()

    assert asked_from(club, record) == {record.reference.as_of - THREE_DAYS}


def test_a_run_that_pretends_to_be_at_another_moment_goes_back_from_there(club: Club) -> None:
    moment = AS_OF - timedelta(days=90)

    record = club.run(full=True, preview=True, as_of=moment)

    assert asked_from(club, record) == {moment - THREE_DAYS}


def test_a_run_of_changes_goes_back_to_its_own_moment_however_long_ago_that_is(club: Club) -> None:
    last = club.run()
    club.clock.sleep((5 * DAY).total_seconds())

    record = club.run()

    assert record.reference.since == last.reference.started_at - OVERLAP
    assert asked_from(club, record) == {record.reference.since}


def test_a_flow_without_one_reads_everything_there_is() -> None:
    club = Club(flow=LIVE)

    assert asked_from(club, club.run(full=True)) == {None}


def test_a_look_is_not_concerned(club: Club) -> None:
    club.clock.sleep((5 * DAY).total_seconds())

    record = club.look(about_member(0, 0))

    assert [scope for _, scope in club.source.asked[-3:]] == [Scope(parts=("g0",), part_field="id")] * 3
    assert record.streams["members"] == Counts(unchanged=1)


def test_what_is_older_stays_at_the_target_and_leaves_the_baseline(club: Club) -> None:
    club.clock.sleep((THREE_DAYS - DAY / 2).total_seconds())

    record = club.run(full=True)

    assert record.streams["members"] == Counts(unchanged=5, departed=1)
    assert (record.status, len(club.target.held("members"))) == (Status.SUCCEEDED, 5)
    assert club.stores.baselines.manifest(LIVE.name, "members").entries == 4
    assert club.run(full=True).streams["members"] == Counts(unchanged=4)


def test_what_is_older_and_changes_is_an_update_of_what_the_target_holds(club: Club) -> None:
    club.clock.sleep((5 * DAY).total_seconds())
    club.run(full=True)
    club.enter("members", member(0, 0, "teacher"))

    assert club.run().streams["members"] == Counts(updated=1)
    assert club.target.held("members")["g0/p0"]["role"] == "teacher"


def test_the_next_run_goes_on_from_one_that_went_back_only_so_far(club: Club) -> None:
    record = club.run(full=True)

    assert club.run().reference.since == record.reference.started_at - OVERLAP


def test_after_an_outage_that_was_longer_nothing_is_passed_over() -> None:
    club = Club(flow=replace(SHORT, full_every=lambda _settings: DAY))
    last = club.run()
    club.clock.sleep(DAY.total_seconds() / 2)
    club.books["members"] = []
    club.enter("members", member(0, 0, "teacher"))
    club.clock.sleep((5 * DAY).total_seconds())

    record = club.run()

    assert record.reference.since is None
    assert asked_from(club, record) == {last.reference.started_at - OVERLAP}
    assert record.streams["members"].created + record.streams["members"].updated == 1
    club.clock.sleep(DAY.total_seconds())
    assert asked_from(club, again := club.run()) == {again.reference.as_of - THREE_DAYS}


@pytest.mark.parametrize("days", [1, 30])
def test_its_settings_say_how_far(days: int) -> None:
    club = Club(flow=replace(SHORT, horizon=lambda settings: days * DAY if settings.enabled else WEEK))

    record = club.run()

    assert record.reference.oldest == record.reference.as_of - days * DAY


moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of hypothesis have no zone


@given(moments, st.none() | moments)
def test_everything_goes_back_to_the_horizon_and_never_leaves_a_gap_after_the_last_good_run(
    horizon: datetime, last: datetime | None
) -> None:
    cursor = Cursor(last, last) if last else None

    found = reaching(cursor, horizon)

    assert found <= horizon
    assert last is None or found <= last - OVERLAP
    assert found in {horizon, last and last - OVERLAP}
