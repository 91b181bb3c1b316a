from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rollbook.sync.places import LIFETIME, Place, Places, leave, take

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MOST = 3
names = st.sampled_from(["a", "b", "c", "d", "e"])
leases = st.sampled_from(["content", "statistics"])
runs = st.sampled_from(["1", "2"])
jumps = st.sampled_from([timedelta(), SECOND, LIFETIME / 2, LIFETIME - SECOND, LIFETIME, 2 * LIFETIME])
moments = st.datetimes(timezones=st.just(UTC))
places = st.builds(Places, st.dictionaries(names, st.builds(Place, leases, runs, moments)))


class Register(RuleBasedStateMachine):
    """Chunks of runs of two flows that take places, look after them, give them back, and die."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.places = Places()
        self.running = {"content": "1", "statistics": "1"}
        self.at_work: dict[str, tuple[str, datetime]] = {}

    def alive(self) -> set[str]:
        """Return who has been told not long ago that it has a place, and whose run still goes on."""
        return {name for name, (_, taken) in self.at_work.items() if taken + LIFETIME > self.now}

    @rule(jump=jumps)
    def time_passes(self, jump: timedelta) -> None:
        self.now += jump

    @rule(lease=leases, chunk=names)
    def a_chunk_asks_for_a_place(self, lease: str, chunk: str) -> None:
        run = self.running[lease]
        name = f"{lease}/{run}/{chunk}"
        others = self.alive() - {name}
        taken = take(self.places, name, lease, run, now=self.now, most=MOST)
        assert (taken is not None) == (len(others) < MOST)
        if taken:
            self.places = taken
            self.at_work[name] = (lease, self.now)

    @rule(lease=leases, chunk=names)
    def a_chunk_has_done_its_work(self, lease: str, chunk: str) -> None:
        name = f"{lease}/{self.running[lease]}/{chunk}"
        left = leave(self.places, name)
        self.places = left or self.places
        self.at_work.pop(name, None)
        assert leave(self.places, name) is None

    @rule(lease=leases, chunk=names)
    def the_next_run_of_a_flow_begins(self, lease: str, chunk: str) -> None:
        """Its first place frees those of the run before, which nobody looks after any more."""
        later = str(int(self.running[lease]) + 1)
        name = f"{lease}/{later}/{chunk}"
        others = {held for held in self.alive() if self.at_work[held][0] != lease}
        taken = take(self.places, name, lease, later, now=self.now, most=MOST)
        assert (taken is not None) == (len(others) < MOST)
        if taken:
            self.places = taken
            self.running[lease] = later
            self.at_work = {held: self.at_work[held] for held in others} | {name: (lease, self.now)}

    @invariant()
    def no_more_have_a_place_than_there_are(self) -> None:
        assert len(self.alive()) <= MOST
        assert len(self.places.taken) <= MOST
        assert self.alive() <= set(self.places.taken)


TestRegister = Register.TestCase


@given(places)
def test_places_come_back_from_a_register_as_they_went_in(held: Places) -> None:
    assert Places.from_json(held.to_json()) == held


@given(places, names, st.tuples(leases, runs), moments, st.integers(1, 5))
def test_who_has_a_place_has_it_for_a_while_and_nobody_is_put_out(
    held: Places, name: str, of: tuple[str, str], now: datetime, most: int
) -> None:
    lease, run = of
    taken = take(held, name, lease, run, now=now, most=most)

    if taken is not None:
        assert taken.taken[name] == Place(lease, run, now + LIFETIME)
        assert len(taken.taken) <= most
        lost = set(held.taken) - set(taken.taken)
        assert all(held.taken[one].until <= now or held.taken[one].lease == lease for one in lost)
        assert take(taken, name, lease, run, now=now + SECOND, most=most) is not None
