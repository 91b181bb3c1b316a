"""From a change, in the words of the flow, to the entity that EthosCE takes, and whether a shown one is the same. Pure.

EthosCE shows moments in whole seconds since 1970 and takes them in ISO 8601, UTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from rollbook.model.changes import Change
from rollbook.model.records import Json

_MOMENTS = ("enrollment_start", "enrollment_end", "date_completed", "credit_expiration")


@dataclass(frozen=True, slots=True)
class Kind:
    """How one collection of what people did in a course is written and compared.

    `body` makes the fields that are posted, beside whom it is about and where; `naming` are those by which, with person
    and course, a record is found again.
    """

    body: Callable[[Json], Json]
    naming: tuple[str, ...] = ()


def data_of(change: Change) -> Json:
    """Return what is wanted, or of a removal what there is."""
    return change.data or change.before or {}


def course_body(data: Json) -> Json:
    """Return the shell of a course."""
    return {
        "type": "course",
        "title": data.get("title"),
        "field_external_id": data.get("externalId"),
        "field_imported": True,
    }


def _enrollment(data: Json) -> Json:
    return {
        "enrollment_start": moment(data.get("start")),
        "enrollment_end": moment(data.get("end")),
        "participant_category": data.get("participantCategory") or None,
        "counts_for_pars": bool(data.get("pars")),
    }


def _completion(data: Json) -> Json:
    return {"complete": True, "date_completed": moment(data.get("completedAt")), "attended": data.get("attended")}


def _credit(data: Json) -> Json:
    return {
        "credit_type": data.get("type"),
        "credits": None if data.get("credits") is None else str(data["credits"]),
        "credit_expiration": moment(data.get("expiresAt")),
    }


KINDS: Mapping[str, Kind] = {
    "enrollments": Kind(_enrollment),
    "completions": Kind(_completion),
    "credits": Kind(_credit, naming=("credit_type",)),
}
"""By collection; courses are not among them."""


def body(kind: Kind, change: Change, course: str) -> Json:
    """Return what is posted about a person in the course of this nid."""
    data = data_of(change)
    return {"nid": course, "uid": data.get("user"), **kind.body(data)}


def matches(kind: Kind, change: Change, shown: Json) -> bool:
    """Say whether EthosCE holds what is wanted; a moment that is left to EthosCE is whatever it is."""
    wanted = kind.body(data_of(change))
    return all(
        _comparable(name, value) == _comparable(name, shown[name])
        for name, value in wanted.items()
        if value is not None or name != "date_completed"
    )


def moment(text: Any) -> str | None:
    """Return a moment in UTC; what is none as it is, for EthosCE to refuse it with its record."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return str(text)
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at.tzinfo else str(text)


def _comparable(name: str, value: Any) -> Any:
    """Return a value so that its spelling does not matter."""
    if name in _MOMENTS and isinstance(value, str):
        return _seconds(value)
    if name == "credits":
        return _decimal(value)
    return value or None if name == "participant_category" else value


def _seconds(text: str) -> int | str:
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return text


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
