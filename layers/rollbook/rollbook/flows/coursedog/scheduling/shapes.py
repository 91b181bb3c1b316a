"""The shape in which a record goes to a side, and in which that side was read to hold it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from rollbook.flows.coursedog.scheduling import wording
from rollbook.flows.coursedog.scheduling.fields import COURSES, OF_THE_SIS, TIMES
from rollbook.flows.coursedog.scheduling.sides import Pair
from rollbook.model.records import Json, Reason

_NAMES = ("key", "term", "course", "number", "group")


def shape(record: Json, fields: Json, **more: Any) -> Json:
    """Return a record's names with the fields that it should hold, or holds."""
    return {**{name: record[name] for name in _NAMES if name in record}, **more, "fields": fields}


def scope(one: Pair) -> str:
    """Return what the guard counts a record by: its term, where it has one."""
    return one.term or COURSES


def kept(entity: str, paths: Iterable[str]) -> Reason | None:
    """Return what is said of fields that were kept from being wiped, None where there are none."""
    said = sorted(set(paths))
    return wording.kept(entity, said) if said else None


def new_for_sis(values: Json, entity: str) -> Json:
    """Return the fields with which a record is entered in the SIS: without those that the SIS alone says."""
    return with_events({name: value for name, value in values.items() if name not in OF_THE_SIS[entity]}, {})


def with_events(values: Json, there: Json) -> Json:
    """Return fields whose meetings have an id only where the SIS holds a meeting of that id: others are new to it."""
    if not values.get(TIMES):
        return values
    known = {one["id"] for one in there.get(TIMES) or ()}
    meetings = [{**one, "id": one["id"] if one["id"] in known else ""} for one in values[TIMES]]
    return {**values, TIMES: meetings}


def moment(text: str | None) -> datetime | None:
    """Return when a record was edited, in UTC; None where that is not known."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
