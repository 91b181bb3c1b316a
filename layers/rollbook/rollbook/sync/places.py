"""Places: how much may go on at once in a system that counts it, whoever of us has begun it (PL10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rollbook.model.records import Json

LIFETIME = timedelta(minutes=15)
"""A holder takes its place again whenever it looks after its work, so this outlasts a step; a dead one's gets free."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who holds a place: the name of a flow's lease, and the run that has it; and until when, if not taken again."""

    lease: str
    run: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Places:
    """The places that are taken, by what they are taken for."""

    taken: Mapping[str, Place] = field(default_factory=dict)

    def to_json(self) -> Json:
        """Return the places as a register's value."""
        return {name: [place.lease, place.run, place.until.isoformat()] for name, place in self.taken.items()}

    @classmethod
    def from_json(cls, value: Json) -> "Places":
        """Return the places that a register holds."""
        return cls({name: Place(lease, run, datetime.fromisoformat(at)) for name, (lease, run, at) in value.items()})


def take(current: Places, name: str, lease: str, run: str, *, now: datetime, most: int) -> Places | None:
    """Return the places with one of this name, its own again or a free one; None while all `most` are taken.

    Two runs never hold the same lease, so what another run of it has left is free.
    """
    others = {
        other: place
        for other, place in current.taken.items()
        if other != name and place.until > now and (place.lease != lease or place.run == run)
    }
    return Places({**others, name: Place(lease, run, now + LIFETIME)}) if len(others) < most else None


def leave(current: Places, name: str) -> Places | None:
    """Return the places without the one of this name, None when there is none."""
    if name not in current.taken:
        return None
    return Places({other: place for other, place in current.taken.items() if other != name})
