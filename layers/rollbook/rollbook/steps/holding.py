"""Holding a flow: taking, keeping and giving back its lease in a shared register (PL11)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rollbook.model.errors import LeaseLostError
from rollbook.model.messages import RunReference
from rollbook.model.ports import Registers
from rollbook.model.records import Json
from rollbook.steps.swapping import update
from rollbook.sync.lease import Lease, acquire, announce, release, renew, worth_renewing


def _name(flow: str) -> str:
    return f"lease/{flow}"


def _lease(value: Json | None) -> Lease | None:
    return Lease.from_json(value) if value else None


def _json(lease: Lease | None) -> Json | None:
    return lease.to_json() if lease else None


def take(registers: Registers, flow: str, run: str, now: datetime, *, brief: bool = False) -> Lease | None:
    """Return the flow's lease for this run, or None while another run holds it or is let go first."""
    return _lease(update(registers, _name(flow), lambda value: _json(acquire(_lease(value), run, now, brief=brief))))


def reserve(registers: Registers, flow: str, now: datetime) -> bool:
    """Have brief runs let a longer one go first; say whether it is worth waiting for, no longer one being at it."""
    return update(registers, _name(flow), lambda value: _json(announce(_lease(value), now))) is not None


def busy(registers: Registers, flow: str, zone: ZoneInfo) -> str:
    """Return the sentence that names the run which holds the flow, and until when at the latest."""
    register = registers.read(_name(flow))
    lease = _lease(register.value if register else None)
    if lease is None or not lease.holder:
        return "Another run of this flow goes first; two never overlap."
    until = lease.until.astimezone(zone)
    return (
        f"Run {lease.holder} of this flow is still going on; two never overlap. If it stands still, the flow is free "
        f"again at {until:%H:%M} ({zone.key}) at the latest."
    )


def keep(registers: Registers, run: RunReference, now: datetime) -> None:
    """Make sure that the run still holds its flow, and renew its lease when it is worth it; a preview holds none.

    Raises LeaseLostError when another run took the flow over: this worker is late and must not send anything.
    """

    def renewed(value: Json | None) -> Json | None:
        lease = _lease(value)
        again = renew(lease, run.run, run.fence, now)
        if lease is None or again is None:
            raise LeaseLostError(
                f"Run {run.run} does not hold {run.flow} any more: it stood still too long and another run took over. "
                "It sends nothing more; look at the newer run."
            )
        return again.to_json() if worth_renewing(lease, now) else None

    if not run.preview:
        update(registers, _name(run.leased), renewed)


def holds(registers: Registers, run: RunReference) -> bool:
    """Say whether the flow is this run's; a preview, and a run that was never admitted, hold nothing."""
    register = registers.read(_name(run.leased))
    lease = Lease.from_json(register.value) if register else None
    return lease is not None and (lease.holder, lease.token) == (run.run, run.fence)


def holder(registers: Registers, flow: str, now: datetime) -> RunReference | None:
    """Return the run that holds a flow, as far as its lease tells, None when nobody does."""
    register = registers.read(_name(flow))
    lease = _lease(register.value if register else None)
    if lease is None or not lease.holder or now >= lease.until:
        return None
    return RunReference(
        run=lease.holder,
        flow=flow,
        fence=lease.token,
        as_of=now,
        started_at=now,
        trigger="webhook" if lease.brief else "manual",
        by="",
    )


def give_back(registers: Registers, run: RunReference) -> None:
    """Let the next run begin; a lease that is not this run's any more stays as it is."""
    update(registers, _name(run.leased), lambda value: _json(release(_lease(value), run.run, run.fence)))
