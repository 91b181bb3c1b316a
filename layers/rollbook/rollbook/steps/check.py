"""Check: try the credentials of systems, and who acts there, without changing anything (SG1, SG4)."""

from collections.abc import Callable, Sequence

from rollbook.model.descriptors import Check, Client
from rollbook.model.errors import CredentialsError, RollbookError
from rollbook.model.messages import CheckRequest, CheckResult, SystemCheck
from rollbook.model.ports import Registers
from rollbook.steps.swapping import update


def check(
    request: CheckRequest, *, systems: Sequence[str], open_client: Callable[[str], Client], registers: Registers
) -> CheckResult:
    """Return what was found, one by one.

    For a run, raises CredentialsError when one of its systems is not ready; otherwise the flow's runs need no check any
    more.
    """
    found = [_checked(system, open_client) for system in systems]
    wrong = [f"{one.system}: {one.sentence}" for one in found if not one.healthy]
    if request.run and wrong:
        raise CredentialsError(
            f"{' '.join(wrong)} Nothing was sent; run again when `rollbook check` says that all is ok."
        )
    if request.run:
        run = request.run.run
        update(registers, _name(request.run.flow), lambda known: None if known else {"run": run})
    return CheckResult(systems=tuple(found))


def is_pending(registers: Registers, flow: str) -> bool:
    """Say whether no run of a flow has found its systems ready yet."""
    return registers.read(_name(flow)) is None


def _name(flow: str) -> str:
    return f"checked/{flow}"


def _checked(system: str, open_client: Callable[[str], Client]) -> SystemCheck:
    try:
        found = open_client(system).check()
    except RollbookError as error:
        found = Check(system=system, healthy=False, sentence=str(error))
    return SystemCheck(system=system, healthy=found.healthy, sentence=found.sentence)
