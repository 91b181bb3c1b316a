from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rollbook.sync.lease import (
    ANNOUNCEMENT,
    BRIEF_LIFETIME,
    LIFETIME,
    Lease,
    acquire,
    announce,
    release,
    renew,
    worth_renewing,
)

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
LONGEST_STEP = timedelta(minutes=15)
LONGEST_STEP_OF_A_BRIEF_RUN = timedelta(minutes=4)
SECOND = timedelta(seconds=1)
BRIEF = {"look-a": True, "look-b": True, "run-a": False, "run-b": False}
runs = st.sampled_from(sorted(BRIEF))
longer_runs = st.sampled_from([run for run, brief in BRIEF.items() if not brief])
jumps = st.sampled_from(
    [timedelta(), SECOND, ANNOUNCEMENT / 2, ANNOUNCEMENT, BRIEF_LIFETIME / 2, BRIEF_LIFETIME, LIFETIME, LIFETIME * 2]
)
moments = st.datetimes(timezones=st.just(UTC))
leases = st.builds(Lease, st.text(max_size=10), st.integers(0), moments, st.booleans(), st.none() | moments)


def lifetime(run: str) -> timedelta:
    return BRIEF_LIFETIME if BRIEF[run] else LIFETIME


class OneFlow(RuleBasedStateMachine):
    """Brief and longer runs that take, keep, announce and give back one flow, each believing what it was told last."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.lease: Lease | None = None
        self.tokens: list[int] = []
        self.believed: dict[str, Lease] = {}
        self.reserved_until = NOW

    @property
    def holder(self) -> str:
        """The run that nobody may take the flow from."""
        return self.lease.holder if self.lease and self.now < self.lease.until else ""

    @rule(jump=jumps)
    def time_passes(self, jump: timedelta) -> None:
        self.now += jump

    @rule(run=runs)
    def a_run_asks_for_the_flow(self, run: str) -> None:
        lease = acquire(self.lease, run, self.now, brief=BRIEF[run])

        mine = self.holder == run
        taken = self.holder != "" and not mine
        goes_second = BRIEF[run] and self.now < self.reserved_until and not mine
        assert (lease is None) == (taken or goes_second)
        if lease:
            assert (lease.holder, lease.until, lease.brief) == (run, self.now + lifetime(run), BRIEF[run])
            assert lease.token > max(self.tokens, default=0)
            self.tokens.append(lease.token)
            self.believed[run] = self.lease = lease
            if not BRIEF[run]:
                self.reserved_until = self.now

    @rule(run=longer_runs)
    def a_longer_run_announces_itself(self, run: str) -> None:
        if self.lease is None or self.holder == run:
            return
        announced = announce(self.lease, self.now)

        assert (announced is None) == (self.holder != "" and not BRIEF[self.holder])
        if announced:
            assert (announced.holder, announced.token, announced.until) == (
                self.lease.holder,
                self.lease.token,
                self.lease.until,
            )
            self.lease = announced
            self.reserved_until = self.now + ANNOUNCEMENT

    @rule(run=runs)
    def a_worker_makes_sure_that_it_still_holds_the_flow(self, run: str) -> None:
        mine = self.believed.get(run)
        if mine is None:
            return
        renewed = renew(self.lease, run, mine.token, self.now)

        current = self.lease is not None and (self.lease.holder, self.lease.token) == (run, mine.token)
        assert (renewed is not None) == current
        if renewed:
            assert (renewed.token, renewed.until) == (mine.token, self.now + lifetime(run))
            self.lease = renewed

    @rule(run=runs)
    def a_run_gives_the_flow_back(self, run: str) -> None:
        mine = self.believed.get(run)
        if mine is None:
            return
        given_back = release(self.lease, run, mine.token)

        current = self.lease is not None and (self.lease.holder, self.lease.token) == (run, mine.token)
        assert (given_back is not None) == current
        if given_back:
            assert (given_back.holder, given_back.token) == ("", mine.token)
            self.lease = given_back

    @invariant()
    def one_token_is_never_given_twice(self) -> None:
        assert self.tokens == sorted(set(self.tokens))

    @invariant()
    def at_most_one_run_can_keep_the_flow(self) -> None:
        keeping = [run for run, mine in self.believed.items() if renew(self.lease, run, mine.token, self.now)]
        assert len(keeping) <= 1

    @invariant()
    def while_the_flow_is_reserved_no_brief_run_begins(self) -> None:
        if self.now < self.reserved_until:
            assert acquire(self.lease, "another look", self.now, brief=True) is None


TestOneFlow = OneFlow.TestCase


@pytest.mark.parametrize(("late", "taken"), [(timedelta(microseconds=-1), False), (timedelta(), True)])
@pytest.mark.parametrize("brief", [False, True])
def test_a_dead_run_frees_itself_at_the_end_of_its_lease(late: timedelta, *, taken: bool, brief: bool) -> None:
    held = Lease("run-a", 3, NOW, brief)

    assert (acquire(held, "run-b", NOW + late) is not None) is taken


def test_a_flow_that_was_given_back_can_be_taken_at_once_under_a_larger_token() -> None:
    free = release(Lease("run-a", 3, NOW + LIFETIME), "run-a", 3)

    assert acquire(free, "run-b", NOW) == Lease("run-b", 4, NOW + LIFETIME)


def test_a_run_that_begins_again_shuts_out_the_workers_of_its_first_beginning() -> None:
    again = acquire(Lease("run-a", 3, NOW + LIFETIME), "run-a", NOW)

    assert again == Lease("run-a", 4, NOW + LIFETIME)
    assert renew(again, "run-a", 3, NOW) is None


@pytest.mark.parametrize("brief", [False, True])
@pytest.mark.parametrize(("quarters", "worth"), [(0, False), (1, False), (1.1, True), (8, True)])
def test_a_lease_is_renewed_once_a_quarter_of_it_is_used(quarters: float, *, worth: bool, brief: bool) -> None:
    lease = acquire(None, "run-a", NOW, brief=brief)

    assert lease
    assert worth_renewing(lease, NOW + (lease.until - NOW) * quarters / 4) is worth


@pytest.mark.parametrize(("lease", "step"), [(LIFETIME, LONGEST_STEP), (BRIEF_LIFETIME, LONGEST_STEP_OF_A_BRIEF_RUN)])
def test_a_lease_that_is_not_worth_renewing_yet_outlives_the_longest_step(lease: timedelta, step: timedelta) -> None:
    assert lease * 3 / 4 >= step


def test_a_lease_is_renewed_for_as_long_as_it_was_taken() -> None:
    for brief, length in ((True, BRIEF_LIFETIME), (False, LIFETIME)):
        lease = acquire(None, "run-a", NOW, brief=brief)
        assert renew(lease, "run-a", 1, NOW + SECOND) == Lease("run-a", 1, NOW + SECOND + length, brief)


class TestReservation:
    """A longer run came upon a brief one and has announced itself."""

    @pytest.fixture
    def reserved(self) -> Lease:
        lease = announce(acquire(None, "look-a", NOW, brief=True), NOW)
        assert lease
        return lease

    def test_it_outlives_renewing_and_giving_back(self, reserved: Lease) -> None:
        renewed = renew(reserved, "look-a", 1, NOW)
        given_back = release(renewed, "look-a", 1)

        assert given_back
        assert given_back.reserved_until == NOW + ANNOUNCEMENT

    def test_brief_runs_wait_and_the_longer_one_goes(self, reserved: Lease) -> None:
        free = release(reserved, "look-a", 1)

        assert acquire(free, "look-b", NOW + SECOND, brief=True) is None
        assert acquire(free, "run-a", NOW + SECOND) == Lease("run-a", 2, NOW + SECOND + LIFETIME)

    def test_it_ends_by_itself_when_the_longer_run_never_comes(self, reserved: Lease) -> None:
        free = release(reserved, "look-a", 1)

        assert acquire(free, "look-b", NOW + ANNOUNCEMENT - SECOND, brief=True) is None
        assert acquire(free, "look-b", NOW + ANNOUNCEMENT, brief=True)

    def test_it_is_used_up_when_the_longer_run_begins(self, reserved: Lease) -> None:
        longer = acquire(release(reserved, "look-a", 1), "run-a", NOW)

        assert longer
        assert acquire(release(longer, "run-a", longer.token), "look-b", NOW, brief=True)

    def test_a_brief_run_that_holds_the_flow_can_begin_again_and_leaves_the_reservation(self, reserved: Lease) -> None:
        again = acquire(reserved, "look-a", NOW + SECOND, brief=True)

        assert again == Lease("look-a", 2, NOW + SECOND + BRIEF_LIFETIME, brief=True, reserved_until=NOW + ANNOUNCEMENT)

    def test_a_brief_run_whose_lease_has_ended_is_not_the_holder_any_more(self, reserved: Lease) -> None:
        late = announce(reserved, NOW + BRIEF_LIFETIME)

        assert acquire(late, "look-a", NOW + BRIEF_LIFETIME, brief=True) is None

    def test_the_longer_run_may_announce_itself_as_often_as_it_likes(self, reserved: Lease) -> None:
        later = announce(reserved, NOW + SECOND)

        assert later
        assert later.reserved_until == NOW + SECOND + ANNOUNCEMENT


def test_nobody_is_announced_where_nobody_ever_was() -> None:
    assert announce(None, NOW) is None


@given(leases)
def test_a_lease_survives_its_register(lease: Lease) -> None:
    assert Lease.from_json(lease.to_json()) == lease


@given(leases)
def test_a_lease_that_an_older_version_left_is_a_longer_one_without_reservation(lease: Lease) -> None:
    left = {name: value for name, value in lease.to_json().items() if name in ("holder", "token", "until")}

    assert Lease.from_json(left) == Lease(lease.holder, lease.token, lease.until)
