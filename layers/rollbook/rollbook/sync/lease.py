"""Leases: two runs of one flow never overlap, a dead run frees itself, a late worker is told by its token (PL11)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LIFETIME = timedelta(minutes=40)
"""Every step looks after the lease when it starts and may take 15 minutes; what is left then is at least 30."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a flow, until when, under which fencing token; `holder` is empty when nobody does."""

    holder: str
    token: int
    until: datetime

    def to_json(self) -> dict[str, Any]:
        """Return the lease as a register's value."""
        return {"holder": self.holder, "token": self.token, "until": self.until.isoformat()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Lease":
        """Return the lease that a register holds."""
        return cls(str(value["holder"]), int(value["token"]), datetime.fromisoformat(value["until"]))


def acquire(current: Lease | None, run: str, now: datetime) -> Lease | None:
    """Return the lease for this run with a larger token than ever before, or None while another run holds it.

    A run that holds it already (its begin step was repeated) gets it again.
    """
    if current and current.holder not in ("", run) and now < current.until:
        return None
    return Lease(run, (current.token if current else 0) + 1, now + LIFETIME)


def renew(current: Lease | None, run: str, token: int, now: datetime) -> Lease | None:
    """Return the lease with a new end, or None when it is not this run's under this token any more."""
    if current is None or current.holder != run or current.token != token:
        return None
    return Lease(run, token, now + LIFETIME)


def worth_renewing(lease: Lease, now: datetime) -> bool:
    """Say whether a quarter of the lease is used up: renewing more often only costs writes."""
    return lease.until - now < LIFETIME * 3 / 4


def release(current: Lease | None, run: str, token: int) -> Lease | None:
    """Return the lease without holder, or None when it is not this run's to give back. The token stays."""
    if current is None or current.holder != run or current.token != token:
        return None
    return Lease("", token, current.until)
