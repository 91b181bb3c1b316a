"""What a source holds and what a target should hold, one record at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

Json = dict[str, Any]


class Frozen(BaseModel):
    """A value that travels between steps as JSON and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(Frozen):
    """Why a record was not applied, and what a person can do; neither may name a person (PL19)."""

    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A record of another stream of the same flow, by its source's natural key."""

    stream: str
    key: str


@dataclass(frozen=True, slots=True)
class Desired:
    """One record as the target should hold it.

    `data` is in OneRoster's vocabulary; `scope` is what the guard counts by (a school);
    `requires` must have been applied before this record can be.
    """

    key: str
    data: Json
    scope: str
    requires: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source record that the flow's rules cannot let through."""

    key: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a collection: its records, and the total that the system declared with it."""

    records: list[Json]
    declared: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of a collection to read; everything by default.

    `where` holds field → value pairs that must all match.
    """

    where: Mapping[str, str] = field(default_factory=dict)
