"""The two sides of a run, and which record of one is which of the other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rollbook.flows.coursedog.scheduling.settings import pulls
from rollbook.model.descriptors import TARGET, Context
from rollbook.model.records import Json


@dataclass(frozen=True, slots=True)
class Held:
    """What one side holds of a kind of record, by key.

    `doubled` are the keys that several of its records have; `by_sis_id` are the keys by the SIS's own ids, which
    Coursedog remembers of each record that was ever synced.
    """

    records: Mapping[str, Json]
    doubled: frozenset[str]
    by_sis_id: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """One record on both sides; None where a side does not hold it."""

    key: str
    sis: Json | None
    coursedog: Json | None

    @property
    def any(self) -> Json:
        """The record of a side that has it, the SIS's first."""
        found = self.sis or self.coursedog
        assert found is not None
        return found

    @property
    def term(self) -> str:
        """The term that the record belongs to, empty for one that belongs to none."""
        return str(self.any.get("term", ""))


def held(records: Iterable[Json], _context: Context) -> Held:
    """Return a collection by key."""
    found: dict[str, Json] = {}
    by_sis_id: dict[str, str] = {}
    doubled = set()
    for record in records:
        key, sis_id = record["key"], record.get("sisId")
        if key in found:
            doubled.add(key)
        found[key] = record
        if sis_id:
            by_sis_id[sis_id] = key
    return Held(found, frozenset(doubled), by_sis_id)


def of_source(entity: str, context: Context) -> Held:
    """Return what the source of the run holds."""
    found = context.lookups[entity]
    assert isinstance(found, Held)
    return found


def of_target(entity: str, context: Context) -> Held:
    """Return what the target of the run holds."""
    return of_source(TARGET + entity, context)


def of_sis(entity: str, context: Context) -> Held:
    """Return what the SIS holds."""
    return of_source(entity, context) if pulls(context) else of_target(entity, context)


def of_coursedog(entity: str, context: Context) -> Held:
    """Return what Coursedog holds."""
    return of_target(entity, context) if pulls(context) else of_source(entity, context)


def pair(entity: str, key: str, context: Context) -> Pair:
    """Return the record of that key on both sides."""
    return Pair(key, of_sis(entity, context).records.get(key), of_coursedog(entity, context).records.get(key))


def pairs(entity: str, context: Context) -> Iterator[Pair]:
    """Yield all records of a kind, in the order of their keys."""
    keys = {*of_sis(entity, context).records, *of_coursedog(entity, context).records}
    for key in sorted(keys):
        yield pair(entity, key, context)


def other_key(entity: str, one: Pair, context: Context) -> str | None:
    """Return the other key that a record has on the other side, None where it has the same one or none there."""
    for record, other_side in ((one.coursedog, of_sis(entity, context)), (one.sis, of_coursedog(entity, context))):
        found = other_side.by_sis_id.get(record["sisId"], one.key) if record and record.get("sisId") else one.key
        if found != one.key:
            return found
    return None
