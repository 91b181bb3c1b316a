"""What a source holds and what a target should hold, one record at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

Json = dict[str, Any]


class Frozen(BaseModel):
    """A value that travels between steps as JSON and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Detail(Frozen):
    """One field that a reason is about: the value that was to be sent, and the target's own code and words (CD8)."""

    field: str = ""
    value: str = ""
    code: str = ""
    said: str = ""


class Reason(Frozen):
    """Why a record was not applied, and what a person can do; neither may name a person (PL19).

    `details` stay with the record: they may hold what is personal, so no e-mail, log or run record has them.
    """

    sentence: str
    remedy: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A record of another stream of the same flow, by its source's natural key."""

    stream: str
    key: str


@dataclass(frozen=True, slots=True)
class There:
    """A record as the target was read to hold it: its id, and its data in the flow's words.

    `mark` is the target's own mark of this state, where it takes one as the condition of a write; `scope` is what the
    guard counts its removal by.
    """

    target: str
    data: Json
    mark: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Desired:
    """One record as the target should hold it.

    `data` is in OneRoster's vocabulary; `scope` is what the guard counts by (a school);
    `requires` must have been applied before this record can be. `changed_at` is when it changed at the source, where
    that is known (PL15). `notice` is something about it that a person should know although it goes. Of a stream whose
    rules read the target, `there` is what the target holds of the record, None when it does not hold it; `original`
    is what both sides held alike last, and `agreed` what they will when this is done (CD6).
    """

    key: str
    data: Json
    scope: str
    requires: tuple[Reference, ...] = ()
    changed_at: datetime | None = None
    notice: Reason | None = None
    there: There | None = None
    original: Json | None = None
    agreed: Json | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source record that the flow's rules cannot let through; one that is `held` waits for a person to allow it."""

    key: str
    reason: Reason
    held: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source record that is not for the target now, and why; nobody has to do anything about it.

    `undecided_since` is there when time alone will decide: when the record changed, to read it again from there.
    """

    key: str
    reason: Reason
    undecided_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a collection: its records, and the total that the system declared with it."""

    records: list[Json]
    declared: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of a collection to read; everything by default.

    `where` holds field → value pairs that must all match. `parts` names the parts that are wanted (class sections, by
    the code that both systems know them by), None for all; `part_field` is the field of the system's classes that holds
    this code, where it has several. `since` leaves out, where the collection allows it, what has not changed since.
    `terms` are the academic terms that are wanted of what belongs to one, None for all that are not over.
    """

    where: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] | None = None
    part_field: str = ""
    since: datetime | None = None
    terms: tuple[str, ...] | None = None


class Hint(Frozen):
    """What an event of a system says: a record of one part (a class section) may have changed, so look at it.

    `entity` is the kind of record and `ids` name it in the system's own words; empty `ids` mean the whole part. `at` is
    when the system says that it happened, None for a wish of a person.
    """

    entity: str
    part: str
    ids: dict[str, str] = {}
    at: AwareDatetime | None = None
