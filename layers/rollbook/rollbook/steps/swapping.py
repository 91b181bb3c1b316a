"""Changing a shared value that others change too: read, decide, swap, and again when somebody was faster."""

from collections.abc import Callable

from rollbook.model.ports import Registers
from rollbook.model.records import Json

Change = Callable[[Json | None], Json | None]
"""From the value as it is (None: not there yet) to the value as it must be, or None to leave it."""


def update(registers: Registers, name: str, change: Change) -> Json | None:
    """Apply a change to a register exactly once and return the new value, or None when it was left."""
    while True:
        current = registers.read(name)
        value = change(current.value if current else None)
        if value is None or registers.swap(name, current, value):
            return value
