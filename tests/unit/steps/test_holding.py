from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.errors import LeaseLostError
from rollbook.model.messages import RunReference
from rollbook.model.ports import Register
from rollbook.steps import holding
from rollbook.steps.swapping import update
from rollbook.sync.lease import BRIEF_LIFETIME, LIFETIME
from sandbox.twins.stores import MemoryRegisters
from tests.unit.steps.club import ZONE, holder

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)


def reference(run: str, fence: int, *, preview: bool = False) -> RunReference:
    return RunReference(
        run=run, flow="flow", fence=fence, as_of=NOW, started_at=NOW, trigger="manual", by="test", preview=preview
    )


class Rivals(MemoryRegisters):
    """Registers in which somebody else is faster: each rival acts once, between another's read and swap."""

    def __init__(self, rivals: list[Callable[[MemoryRegisters], object]]) -> None:
        super().__init__()
        self.rivals = rivals

    def swap(self, name: str, expected: Register | None, value: dict[str, Any]) -> bool:
        if self.rivals:
            rival, self.rivals = self.rivals[0], self.rivals[1:]
            waiting, self.rivals = self.rivals, []
            rival(self)
            self.rivals = waiting
        return super().swap(name, expected, value)


def test_of_two_runs_that_ask_at_once_one_gets_the_flow() -> None:
    taken: list[object] = []
    registers = Rivals([lambda mine: taken.append(holding.take(mine, "flow", "rival", NOW))])

    assert holding.take(registers, "flow", "run", NOW) is None
    assert taken[0] is not None
    assert holder(registers, "flow") == "rival"


def test_a_worker_whose_flow_is_taken_while_it_renews_is_told() -> None:
    registers = Rivals([])
    lease = holding.take(registers, "flow", "run", NOW)
    assert lease
    registers.rivals = [lambda mine: holding.take(mine, "flow", "rival", NOW + LIFETIME)]

    with pytest.raises(LeaseLostError, match="Run run does not hold flow any more"):
        holding.keep(registers, reference("run", lease.token), NOW + LIFETIME)
    assert holder(registers, "flow") == "rival"


def test_a_late_run_gives_back_nothing_that_is_not_its_own() -> None:
    registers = Rivals([])
    lease = holding.take(registers, "flow", "run", NOW)
    assert lease
    registers.rivals = [lambda mine: holding.take(mine, "flow", "rival", NOW + LIFETIME)]

    holding.give_back(registers, reference("run", lease.token))

    assert holder(registers, "flow") == "rival"


def test_a_lease_is_kept_without_a_write_while_it_is_young() -> None:
    registers = MemoryRegisters()
    lease = holding.take(registers, "flow", "run", NOW)
    assert lease
    before = registers.read("lease/flow")

    holding.keep(registers, reference("run", lease.token), NOW + LIFETIME / 5)
    assert registers.read("lease/flow") == before
    holding.keep(registers, reference("run", lease.token), NOW + LIFETIME / 2)
    assert registers.read("lease/flow") != before


def test_nobody_can_keep_what_was_never_taken() -> None:
    with pytest.raises(LeaseLostError):
        holding.keep(MemoryRegisters(), reference("run", 1), NOW)


def test_a_preview_holds_nothing_and_needs_nothing() -> None:
    registers = MemoryRegisters()

    holding.keep(registers, reference("look", 0, preview=True), NOW)

    assert registers.read("lease/flow") is None
    assert not holding.holds(registers, reference("look", 0, preview=True))


def test_a_flow_that_was_given_back_is_held_by_nobody() -> None:
    registers = MemoryRegisters()
    lease = holding.take(registers, "flow", "run", NOW)
    assert lease
    run = reference("run", lease.token)

    assert holding.holds(registers, run)
    holding.give_back(registers, run)
    assert not holding.holds(registers, run)
    assert holder(registers, "flow") == ""


@given(st.lists(st.integers(1, 9), max_size=6), st.integers(1, 9))
def test_a_shared_value_changes_once_for_everybody_however_they_interleave(rivals: list[int], mine: int) -> None:
    def adding(amount: int) -> Callable[[MemoryRegisters], object]:
        return lambda registers: update(registers, "sum", lambda value: {"sum": (value or {"sum": 0})["sum"] + amount})

    registers = Rivals([adding(amount) for amount in rivals])

    added = update(registers, "sum", lambda value: {"sum": (value or {"sum": 0})["sum"] + mine})

    assert added == {"sum": sum(rivals) + mine}


def test_a_value_that_shall_stay_is_left() -> None:
    registers = MemoryRegisters()

    assert update(registers, "sum", lambda _value: None) is None
    assert registers.read("sum") is None


def test_a_flow_that_is_held_says_by_whom_and_until_when() -> None:
    registers = MemoryRegisters()
    holding.take(registers, "flow", "run", NOW)

    sentence = holding.busy(registers, "flow", ZONE)

    assert sentence.startswith("Run run of this flow is still going on; two never overlap.")
    assert "free again at 06:40 (America/New_York) at the latest" in sentence


def test_a_flow_that_nobody_holds_any_more_names_nobody() -> None:
    registers = MemoryRegisters()
    lease = holding.take(registers, "flow", "look", NOW, brief=True)
    assert lease
    holding.give_back(registers, reference("look", lease.token))

    for asked in (registers, MemoryRegisters()):
        assert holding.busy(asked, "flow", ZONE) == "Another run of this flow goes first; two never overlap."


def test_a_longer_run_can_wait_for_a_brief_one_and_not_for_another_longer_one() -> None:
    for brief in (True, False):
        registers = MemoryRegisters()
        holding.take(registers, "flow", "run", NOW, brief=brief)

        assert holding.reserve(registers, "flow", NOW) is brief


def test_a_longer_run_that_is_overtaken_while_it_announces_itself_is_told() -> None:
    registers = Rivals([])
    holding.take(registers, "flow", "look", NOW, brief=True)
    registers.rivals = [lambda mine: holding.take(mine, "flow", "rival", NOW + BRIEF_LIFETIME)]

    assert not holding.reserve(registers, "flow", NOW + BRIEF_LIFETIME)
    assert holder(registers, "flow") == "rival"


def test_a_brief_run_keeps_its_flow_for_as_long_as_it_took_it() -> None:
    registers = MemoryRegisters()
    lease = holding.take(registers, "flow", "look", NOW, brief=True)
    assert lease
    later = NOW + BRIEF_LIFETIME / 2
    holding.keep(registers, reference("look", lease.token), later)

    assert holding.take(registers, "flow", "run", later + BRIEF_LIFETIME * 0.9) is None
    assert holding.take(registers, "flow", "run", later + BRIEF_LIFETIME)
