from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rollbook.sync.lease import LIFETIME, Lease, acquire, release, renew, worth_renewing

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
LONGEST_STEP = timedelta(minutes=15)
runs = st.sampled_from(["run-a", "run-b", "run-c"])
jumps = st.sampled_from([timedelta(), timedelta(seconds=1), LIFETIME / 2, LIFETIME, LIFETIME * 2])


class OneFlow(RuleBasedStateMachine):
    """Runs that take, keep and give back one flow, each believing what it was told last."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.lease: Lease | None = None
        self.tokens: list[int] = []
        self.believed: dict[str, Lease] = {}

    @rule(jump=jumps)
    def time_passes(self, jump: timedelta) -> None:
        self.now += jump

    @rule(run=runs)
    def a_run_asks_for_the_flow(self, run: str) -> None:
        lease = acquire(self.lease, run, self.now)

        taken = self.lease is not None and self.lease.holder not in ("", run) and self.now < self.lease.until
        assert (lease is None) == taken
        if lease:
            assert (lease.holder, lease.until) == (run, self.now + LIFETIME)
            assert lease.token > max(self.tokens, default=0)
            self.tokens.append(lease.token)
            self.believed[run] = self.lease = lease

    @rule(run=runs)
    def a_worker_makes_sure_that_it_still_holds_the_flow(self, run: str) -> None:
        mine = self.believed.get(run)
        if mine is None:
            return
        renewed = renew(self.lease, run, mine.token, self.now)

        current = self.lease is not None and (self.lease.holder, self.lease.token) == (run, mine.token)
        assert (renewed is not None) == current
        if renewed:
            assert (renewed.token, renewed.until) == (mine.token, self.now + LIFETIME)
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


TestOneFlow = OneFlow.TestCase


@pytest.mark.parametrize(("late", "taken"), [(timedelta(microseconds=-1), False), (timedelta(), True)])
def test_a_dead_run_frees_itself_at_the_end_of_its_lease(late: timedelta, *, taken: bool) -> None:
    held = Lease("run-a", 3, NOW)

    assert (acquire(held, "run-b", NOW + late) is not None) is taken


def test_a_flow_that_was_given_back_can_be_taken_at_once_under_a_larger_token() -> None:
    free = release(Lease("run-a", 3, NOW + LIFETIME), "run-a", 3)

    assert acquire(free, "run-b", NOW) == Lease("run-b", 4, NOW + LIFETIME)


def test_a_run_that_begins_again_shuts_out_the_workers_of_its_first_beginning() -> None:
    again = acquire(Lease("run-a", 3, NOW + LIFETIME), "run-a", NOW)

    assert again == Lease("run-a", 4, NOW + LIFETIME)
    assert renew(again, "run-a", 3, NOW) is None


@pytest.mark.parametrize(
    ("used", "worth"),
    [(timedelta(), False), (LIFETIME / 4, False), (LIFETIME / 4 + timedelta(seconds=1), True), (LIFETIME * 2, True)],
)
def test_a_lease_is_renewed_once_a_quarter_of_it_is_used(used: timedelta, *, worth: bool) -> None:
    assert worth_renewing(Lease("run-a", 3, NOW + LIFETIME), NOW + used) is worth


def test_a_lease_that_is_not_worth_renewing_yet_outlives_the_longest_step() -> None:
    assert LIFETIME * 3 / 4 >= LONGEST_STEP


@given(st.builds(Lease, st.text(max_size=10), st.integers(0), st.datetimes(timezones=st.just(UTC))))
def test_a_lease_survives_its_register(lease: Lease) -> None:
    assert Lease.from_json(lease.to_json()) == lease
