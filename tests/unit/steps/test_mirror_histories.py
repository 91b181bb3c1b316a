"""Whatever both sides do and whenever a worker dies: no edit is lost, nothing is doubled, and all ends alike (CD6)."""

from dataclasses import dataclass, field
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.model.descriptors import Flow
from rollbook.model.records import Json
from tests.unit.steps.crashing import Fuse, Moment
from tests.unit.steps.two_systems import Bridge
from tests.unit.steps.twoway import POST, PULL, about

KEYS = "abc"
Side = Literal["office", "planner"]


@dataclass(frozen=True)
class Edit:
    """A person changes a field of a thing on one side, or enters the thing where that side does not have it."""

    side: Side
    key: str
    name: Literal["title", "room"]


@dataclass(frozen=True)
class Strike:
    """A person takes a thing out on one side."""

    side: Side
    key: str


@dataclass(frozen=True)
class Mood:
    """A side begins to refuse a thing, or does not mind it any more."""

    side: Side
    key: str


@dataclass(frozen=True)
class Run:
    """A run of one of the flows, of everything or of some keys; its worker dies at a call, if there is such a one."""

    flow: Literal["pull", "post"]
    keys: tuple[str, ...] = ()
    dies_at: int | None = None
    moment: Moment = "before"


Step = Edit | Strike | Mood | Run

SIDES = st.sampled_from(["office", "planner"])
EDITS = st.builds(Edit, SIDES, st.sampled_from(KEYS), st.sampled_from(["title", "room"]))
STRIKES = st.builds(Strike, SIDES, st.sampled_from(KEYS))
MOODS = st.builds(Mood, SIDES, st.sampled_from(KEYS))
FLOWS = st.sampled_from(["pull", "post"])
LOOKS = st.lists(st.sampled_from(KEYS), max_size=2, unique=True).map(tuple)
RUNS = st.builds(Run, FLOWS, LOOKS)
DEATHS = st.builds(Run, FLOWS, LOOKS, st.integers(1, 90), st.sampled_from(["before", "after"]))


@dataclass
class History:
    """What both sides did, with values that never come twice, and what became of them."""

    bridge: Bridge = field(default_factory=Bridge)
    written: int = 0
    struck: set[str] = field(default_factory=set)
    last: dict[tuple[str, str], dict[Side, str]] = field(default_factory=dict)
    """By thing and field, the values that people wrote on either side and nobody wrote over on the same side."""

    def play(self, step: Step) -> None:
        match step:
            case Edit():
                self._edit(step)
            case Strike() if step.key in self.bridge.systems[step.side].held():
                self.struck.add(step.key)
                self.bridge.systems[step.side].strike(step.key)
            case Mood():
                self.bridge.systems[step.side].unwanted ^= {step.key}
            case Run():
                self._run(step)

    def _edit(self, edit: Edit) -> None:
        system = self.bridge.systems[edit.side]
        self.written += 1
        value = f"{edit.side} {self.written}"
        if edit.key in system.held():
            system.edit(edit.key, **{edit.name: value})
        else:
            system.enter(edit.key, {"title": f"{edit.side} {self.written}", "room": "", edit.name: value})
        self.last.setdefault((edit.key, edit.name), {})[edit.side] = value

    def _run(self, run: Run) -> None:
        flow: Flow = {"pull": PULL, "post": POST}[run.flow]
        if run.dies_at is None:
            self.bridge.run(flow, *map(about, run.keys))
        else:
            self.bridge.run_with_a_death(flow, Fuse(run.dies_at, run.moment), *map(about, run.keys))

    def calm(self) -> None:
        """Let nobody refuse anything any more, and the flows come to rest."""
        for system in self.bridge.systems.values():
            system.unwanted.clear()
        for flow in (PULL, POST):
            self.bridge.run(flow, retry=True)
        self.bridge.settle()

    def settle(self) -> None:
        """Let the flows come to rest, and people decide what waits: the office is right, and what is gone is gone."""
        for _ in range(4):
            self.calm()
            waiting = self.bridge.waiting()
            if not waiting:
                return
            for key in waiting:
                self._decide(key)
        raise AssertionError("people have decided again and again")

    def _decide(self, key: str) -> None:
        office, planner = self.bridge.office, self.bridge.planner
        if key in office.held() and key in planner.held():
            planner.edit(key, **office.held()[key])
        else:
            (office if key in office.held() else planner).strike(key)
        self.struck.add(key)

    def values(self, key: str, name: str) -> set[str]:
        """Return what both sides hold in a field."""
        held = [system.held() for system in self.bridge.systems.values()]
        return {fields[key][name] for fields in held if key in fields}


def played(steps: list[Step]) -> History:
    history = History()
    for step in steps:
        history.play(step)
    return history


@settings(max_examples=250, deadline=None)
@given(st.lists(EDITS | STRIKES | MOODS | RUNS | DEATHS, max_size=14))
def test_it_comes_to_rest_with_both_sides_alike(steps: list[Step]) -> None:
    history = played(steps)
    history.settle()

    history.bridge.assert_alike()
    history.bridge.assert_quiet()


@settings(max_examples=250, deadline=None)
@given(st.lists(EDITS | STRIKES | MOODS | RUNS | DEATHS, max_size=14))
def test_what_nobody_took_out_stays(steps: list[Step]) -> None:
    history = played(steps)
    entered = {step.key for step in steps if isinstance(step, Edit)}
    history.calm()

    for key in entered - history.struck:
        assert key in history.bridge.office.held()
        assert key in history.bridge.planner.held()


@settings(max_examples=250, deadline=None)
@given(st.lists(EDITS | MOODS | RUNS | DEATHS, max_size=14))
def test_no_edit_is_lost_that_nobody_wrote_over(steps: list[Step]) -> None:
    history = History()
    for step in steps:
        before: dict[str, dict[str, Json]] = {side: system.held() for side, system in history.bridge.systems.items()}
        history.play(step)
        if isinstance(step, Edit):
            # Whoever writes over a value that they see has seen it: only that side's, and what is alike on both.
            seen = before[step.side].get(step.key, {}).get(step.name)
            written = history.last[step.key, step.name]
            for side in [side for side, value in written.items() if value == seen and side != step.side]:
                del written[side]
    history.calm()

    for (key, name), written in history.last.items():
        assert set(written.values()) <= history.values(key, name), f"{name} of {key}"
