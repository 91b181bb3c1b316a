"""Which operations of a system we have begun lately, in a register that all workers share.

One whose answer was lost is looked for by what it is about; an older one about the same must not be taken for it.
"""

from rollbook.model.ports import Registers
from rollbook.model.records import Json
from rollbook.steps.swapping import update

_KEPT = 200
"""Far more than are begun while the answer of one is looked for."""


def note(registers: Registers, system: str, operation: str) -> None:
    """Remember an operation, and let the oldest go."""

    def after(value: Json | None) -> Json | None:
        known = list(value["ids"]) if value else []
        return None if operation in known else {"ids": [*known, operation][-_KEPT:]}

    update(registers, _register(system), after)


def known(registers: Registers, system: str) -> frozenset[str]:
    """Return the operations that are remembered."""
    register = registers.read(_register(system))
    return frozenset(register.value["ids"]) if register else frozenset()


def _register(system: str) -> str:
    return f"operations/{system}"
