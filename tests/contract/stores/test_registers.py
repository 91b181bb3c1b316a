from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollbook.model.ports import Register, Registers, Stores
from tests.contract.stores.samples import objects

ROUNDS = 8


@pytest.fixture
def registers(stores: Stores) -> Registers:
    return stores.registers


def test_a_name_that_nobody_wrote_has_no_value(registers: Registers) -> None:
    assert registers.read("lease/users") is None


def test_what_was_swapped_in_is_read_back_and_can_be_replaced(registers: Registers) -> None:
    assert registers.swap("lease", None, {"token": 1})
    first = registers.read("lease")
    assert first
    assert first.value == {"token": 1}
    assert registers.swap("lease", first, {"token": 2})
    second = registers.read("lease")
    assert second
    assert (second.value, second.version > first.version) == ({"token": 2}, True)


def test_names_are_kept_apart(registers: Registers) -> None:
    assert registers.swap("lease/a", None, {"token": 1})
    assert registers.read("lease/b") is None
    assert registers.swap("lease/b", None, {"token": 5})


def test_of_two_who_saw_no_value_one_wins(registers: Registers) -> None:
    assert registers.swap("lease", None, {"holder": "first"})
    assert not registers.swap("lease", None, {"holder": "second"})
    assert _value(registers) == {"holder": "first"}


def test_of_two_who_saw_the_same_value_one_wins(registers: Registers) -> None:
    registers.swap("lease", None, {"holder": ""})
    seen = registers.read("lease")
    assert registers.swap("lease", seen, {"holder": "first"})
    assert not registers.swap("lease", seen, {"holder": "second"})
    assert _value(registers) == {"holder": "first"}


def test_a_value_that_came_back_is_newer_all_the_same(registers: Registers) -> None:
    registers.swap("lease", None, {"holder": ""})
    seen = registers.read("lease")
    for holder in ("somebody", ""):
        assert registers.swap("lease", registers.read("lease"), {"holder": holder})
    assert not registers.swap("lease", seen, {"holder": "late"})


def test_nothing_is_expected_of_a_name_that_nobody_wrote(registers: Registers) -> None:
    assert not registers.swap("lease", Register(value={}, version=1), {"holder": "late"})
    assert registers.read("lease") is None


def test_what_a_caller_does_with_a_value_changes_nothing_in_the_store(registers: Registers) -> None:
    given_in: dict[str, Any] = {"credits": {"left": 1}}
    registers.swap("pace", None, given_in)
    given_in["credits"]["left"] = 2
    read = registers.read("pace")
    assert read
    assert read.value == {"credits": {"left": 1}}
    read.value["credits"]["left"] = 3
    again = registers.read("pace")
    assert again
    assert again.value == {"credits": {"left": 1}}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=objects)
def test_whatever_json_can_hold_survives(stores: Stores, value: dict[str, Any]) -> None:
    assert stores.registers.swap("any", stores.registers.read("any"), value)
    found = stores.registers.read("any")
    assert found
    assert found.value == value


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=ROUNDS))
def test_counting_by_several_workers_loses_nothing(stores: Stores, order: list[tuple[int, bool]]) -> None:
    """Three workers read and swap in any order; the counter says how many swaps were told to have won."""
    registers = stores.registers
    registers.swap("count", registers.read("count"), {"count": 0})
    seen: dict[int, Register | None] = {}
    won = 0
    for worker, reads in order:
        if reads or worker not in seen:
            seen[worker] = registers.read("count")
        else:
            before = seen[worker]
            assert before
            won += registers.swap("count", before, {"count": before.value["count"] + 1})
    found = registers.read("count")
    assert found
    assert found.value == {"count": won}


def _value(registers: Registers) -> dict[str, Any]:
    register = registers.read("lease")
    assert register
    return register.value
