"""What a system tells when it is asked goes into the inbox once, and nothing is lost on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.errors import SystemUnavailableError
from rollbook.model.messages import PollRequest, PollResult
from rollbook.steps.poll import FIRST, MEMORY, OVERLAP, poll
from sandbox.twins.stores import MemoryRegisters, VirtualClock

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)


@dataclass
class Inbox:
    """What was queued, and what is remembered until when; `broken` says what does not work at the moment."""

    queued: list[tuple[str, str, datetime]] = field(default_factory=list)
    known: dict[str, datetime] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def seen(self, sender: str, call: str) -> bool:
        return f"{sender} {call}" in self.known

    def put(self, sender: str, call: str, text: str, received_at: datetime) -> None:
        if "put" in self.broken:
            raise SystemUnavailableError("The queue is away.")
        assert call
        self.queued.append((sender, text, received_at))

    def remember(self, sender: str, call: str, until: datetime) -> bool:
        if "remember" in self.broken:
            return False
        self.known[f"{sender} {call}"] = until
        return True


@dataclass
class Desk:
    """A system that is asked, and who asks it."""

    inbox: Inbox = field(default_factory=Inbox)
    registers: MemoryRegisters = field(default_factory=MemoryRegisters)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOON))
    happened: list[tuple[datetime, bytes]] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)

    def save(self, text: str) -> None:
        self.happened.append((self.clock.now(), text.encode()))

    def ask(self, since: datetime) -> Sequence[bytes]:
        self.asked.append(since)
        return [body for at, body in self.happened if at >= since]

    def poll(self, system: str = "planner") -> PollResult:
        return poll(
            PollRequest(system=system), ask=self.ask, inbox=self.inbox, registers=self.registers, clock=self.clock
        )

    def texts(self) -> list[str]:
        return [text for _, text, _ in self.inbox.queued]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_first_poll_asks_a_little_way_back(desk: Desk) -> None:
    assert desk.poll() == PollResult(system="planner", queued=0, known=0)
    assert desk.asked == [NOON - FIRST]


def test_the_next_one_goes_on_from_there_with_some_overlap(desk: Desk) -> None:
    desk.poll()
    desk.clock.sleep(300)
    desk.poll()
    assert desk.asked[1] == NOON - OVERLAP


def test_what_happens_while_a_slow_system_is_asked_comes_with_the_next_poll(desk: Desk) -> None:
    def slowly(since: datetime) -> Sequence[bytes]:
        found = desk.ask(since)
        desk.clock.sleep(60)
        desk.save("meanwhile")
        desk.clock.sleep(600)
        return found

    poll(PollRequest(system="planner"), ask=slowly, inbox=desk.inbox, registers=desk.registers, clock=desk.clock)
    desk.poll()
    assert desk.texts() == ["meanwhile"]


def test_what_is_new_is_queued_as_its_senders_and_what_came_before_is_not(desk: Desk) -> None:
    desk.save("one")
    assert desk.poll() == PollResult(system="planner", queued=1, known=0)
    desk.save("two")
    assert desk.poll() == PollResult(system="planner", queued=1, known=1)
    assert desk.inbox.queued == [("planner", "one", NOON), ("planner", "two", NOON)]


def test_systems_are_kept_apart(desk: Desk) -> None:
    desk.save("one")
    desk.poll()
    desk.clock.sleep(300)
    assert desk.poll("another").queued == 1
    assert desk.asked[1] == desk.clock.now() - FIRST


def test_what_was_queued_is_known_for_some_days(desk: Desk) -> None:
    desk.save("one")
    desk.poll()
    assert list(desk.inbox.known.values()) == [NOON + MEMORY]


def test_a_system_that_cannot_be_asked_is_asked_from_the_same_moment_again(desk: Desk) -> None:
    desk.poll()
    desk.clock.sleep(300)

    def away(_since: datetime) -> Sequence[bytes]:
        raise SystemUnavailableError("It is away.")

    with pytest.raises(SystemUnavailableError):
        poll(PollRequest(system="planner"), ask=away, inbox=desk.inbox, registers=desk.registers, clock=desk.clock)
    desk.clock.sleep(300)
    desk.poll()
    assert desk.asked[-1] == NOON - OVERLAP


def test_a_queue_that_is_away_loses_nothing(desk: Desk) -> None:
    desk.poll()
    desk.save("one")
    desk.clock.sleep(3600)
    desk.inbox.broken.add("put")
    with pytest.raises(SystemUnavailableError):
        desk.poll()
    desk.inbox.broken.clear()
    desk.poll()
    assert desk.texts() == ["one"]


def test_what_cannot_be_remembered_is_queued_all_the_same(desk: Desk) -> None:
    desk.inbox.broken.add("remember")
    desk.save("one")
    desk.poll()
    desk.poll()
    assert desk.texts() == ["one", "one"], "a look too many is better than one too few"


@given(st.lists(st.one_of(st.just("save"), st.just("poll"), st.integers(1, 7200)), max_size=30))
def test_everything_that_happens_after_the_first_poll_is_queued_once(steps: list[str | int]) -> None:
    desk = Desk()
    desk.poll()
    saved: list[str] = []
    for step in [*steps, "poll"]:
        match step:
            case "save":
                saved.append(f"event {len(saved)}")
                desk.save(saved[-1])
            case "poll":
                desk.poll()
            case int():
                desk.clock.sleep(step)
    assert desk.texts() == saved


def test_clocks_that_differ_by_less_than_the_overlap_hide_nothing(desk: Desk) -> None:
    desk.poll()
    desk.clock.sleep(300)
    desk.poll()
    late = desk.clock.now() - OVERLAP + timedelta(seconds=1)
    desk.happened.append((late, b"seen late"))
    desk.clock.sleep(300)
    desk.poll()
    assert desk.texts() == ["seen late"]
