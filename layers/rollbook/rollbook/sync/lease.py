"""Leases: two runs of one flow never overlap, a dead run frees itself, a late worker is told by its token (PL11).

A brief run (one that looks at what an event named) lasts seconds and begins often. So a longer run that comes upon one
does not give up: it announces itself, and brief runs let it go first.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

LIFETIME = timedelta(minutes=40)
"""Every step looks after the lease when it starts and may take 15 minutes; what is left then is at least 30."""

BRIEF_LIFETIME = timedelta(minutes=10)
"""The machine of brief runs ends them after 5 minutes; a worker that goes on looks after the lease with each batch."""

ANNOUNCEMENT = timedelta(minutes=1)
"""How long brief runs let a longer one go first; it asks more often than that."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a flow, until when, under which fencing token; `holder` is empty when nobody does.

    `brief` says that the holder is a brief run. Until `reserved_until` no other brief run may begin.
    """

    holder: str
    token: int
    until: datetime
    brief: bool = False
    reserved_until: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the lease as a register's value."""
        return {
            "holder": self.holder,
            "token": self.token,
            "until": self.until.isoformat(),
            "brief": self.brief,
            "reserved_until": self.reserved_until.isoformat() if self.reserved_until else None,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Lease":
        """Return the lease that a register holds."""
        reserved = value.get("reserved_until")
        return cls(
            str(value["holder"]),
            int(value["token"]),
            datetime.fromisoformat(value["until"]),
            bool(value.get("brief", False)),
            datetime.fromisoformat(reserved) if reserved else None,
        )


def acquire(current: Lease | None, run: str, now: datetime, *, brief: bool = False) -> Lease | None:
    """Return the lease for this run with a larger token than ever before, or None while another run holds it.

    A run that holds it already (its begin step was repeated) gets it again, or the longer one would wait until the
    lease ends. Any other brief run gets nothing while the flow is reserved for a longer one.
    """
    holder = current.holder if current and now < current.until else ""
    if holder not in ("", run):
        return None
    reserved = current.reserved_until if current and brief else None
    if reserved and now < reserved and holder != run:
        return None
    token = (current.token if current else 0) + 1
    return Lease(run, token, now + (BRIEF_LIFETIME if brief else LIFETIME), brief, reserved)


def announce(current: Lease | None, now: datetime) -> Lease | None:
    """Return the lease with the flow reserved for a longer run, or None when another longer one holds it."""
    if current is None or (current.holder and not current.brief and now < current.until):
        return None
    return replace(current, reserved_until=now + ANNOUNCEMENT)


def renew(current: Lease | None, run: str, token: int, now: datetime) -> Lease | None:
    """Return the lease with a new end, or None when it is not this run's under this token any more."""
    if current is None or current.holder != run or current.token != token:
        return None
    return replace(current, until=now + _lifetime(current))


def worth_renewing(lease: Lease, now: datetime) -> bool:
    """Say whether a quarter of the lease is used up: renewing more often only costs writes."""
    return lease.until - now < _lifetime(lease) * 3 / 4


def release(current: Lease | None, run: str, token: int) -> Lease | None:
    """Return the lease without holder, or None when it is not this run's to give back. The token stays."""
    if current is None or current.holder != run or current.token != token:
        return None
    return replace(current, holder="")


def _lifetime(lease: Lease) -> timedelta:
    return BRIEF_LIFETIME if lease.brief else LIFETIME
