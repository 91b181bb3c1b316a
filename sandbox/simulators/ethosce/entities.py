"""The entities of EthosCE: their fields, how these are shown, and what may be posted.

Ids, numbers and moments are shown as text, as Drupal's database gives them: moments in seconds since 1970, decimals
with two places; a reference is an object with `uri`, `id` and `resource`. What is posted has moments in ISO 8601, UTC.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.simulators.shapes import Check, Shape, flag, moment, nullable, one_of, text

Row = dict[str, Any]
Show = Callable[[Any, str], Any]

_ID = re.compile(r"[1-9][0-9]{0,9}")
_CREDITS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")
_UTC = ("Z", "+00:00")


def entity_id(value: Any) -> str:
    """Accept an id of an entity."""
    return "" if isinstance(value, str) and _ID.fullmatch(value) else "must be an id such as '17'"


def utc_moment(value: Any) -> str:
    """Accept a moment in UTC."""
    return "" if not moment(value) and value.endswith(_UTC) else "must be a moment in UTC such as 2026-09-14T12:00:00Z"


def decimal_credits(value: Any) -> str:
    """Accept up to four digits before the point and two after it."""
    return "" if isinstance(value, str) and _CREDITS.fullmatch(value) else "must be a decimal such as '1.25'"


def _as_it_is(value: Any, _root: str) -> Any:
    return value


def _number(value: Any, _root: str) -> str:
    return str(value)


def _two_places(value: Any, _root: str) -> str:
    return f"{Decimal(value):.2f}"


def _reference(resource: str) -> Show:
    return lambda value, root: {"uri": f"{root}/{resource}/{value}", "id": str(value), "resource": resource}


@dataclasses.dataclass(frozen=True, slots=True)
class Entity:
    """One entity: its name and id field, how its fields are shown, which of them filter, and what may be posted."""

    name: str
    id: str
    fields: Mapping[str, Show]
    filters: tuple[str, ...]
    shape: Shape | None = None

    def shown(self, row: Row, root: str) -> dict[str, Any]:
        """Return a row as a caller sees it; `root` is the address of the system."""
        return {
            name: None if row[name] is None else show(row[name], root)
            for name, show in {self.id: _number, **self.fields}.items()
        }


_name = text(1, 255)
_external_id = text(1, 128)
_WHO_AND_WHERE: Mapping[str, Check] = {"nid": entity_id, "uid": entity_id}
_SEAT: Mapping[str, Show] = {"nid": _reference("node"), "uid": _reference("user")}

USER = Entity(
    "user",
    "uid",
    {"name": _as_it_is, "mail": _as_it_is, "field_external_id": _as_it_is, "created": _number},
    ("name", "mail", "field_external_id"),
)
NODE = Entity(
    "node",
    "nid",
    {
        "type": _as_it_is,
        "title": _as_it_is,
        "field_external_id": _as_it_is,
        "field_imported": _as_it_is,
        "field_required_objects": _number,
        "field_credit_type": _as_it_is,
        "field_credits": _two_places,
        "created": _number,
    },
    ("type", "title", "field_external_id"),
    Shape({"type": one_of("course"), "title": _name, "field_external_id": _external_id, "field_imported": flag}),
)
COURSE_ENROLLMENT = Entity(
    "course_enrollment",
    "eid",
    {
        **_SEAT,
        "enrollment_start": _number,
        "enrollment_end": _number,
        "participant_category": _as_it_is,
        "counts_for_pars": _as_it_is,
        "created": _number,
    },
    ("nid", "uid"),
    Shape(
        {
            **_WHO_AND_WHERE,
            "enrollment_start": nullable(utc_moment),
            "enrollment_end": nullable(utc_moment),
            "participant_category": nullable(text(1, 64)),
            "counts_for_pars": flag,
        }
    ),
)
COURSE_REPORT = Entity(
    "course_report",
    "crid",
    {**_SEAT, "complete": _as_it_is, "date_completed": _number, "attended": _as_it_is, "created": _number},
    ("nid", "uid"),
    Shape(
        {
            **_WHO_AND_WHERE,
            "complete": lambda value: "" if value is True else "must be true",
            "date_completed": nullable(utc_moment),
            "attended": nullable(flag),
        }
    ),
)
COURSE_CREDIT_AWARDED = Entity(
    "course_credit_awarded",
    "ccaid",
    {
        **_SEAT,
        "credit_type": _as_it_is,
        "credits": _two_places,
        "credit_expiration": _number,
        "created": _number,
    },
    ("nid", "uid", "credit_type"),
    Shape(
        {
            **_WHO_AND_WHERE,
            "credit_type": text(1, 128),
            "credits": decimal_credits,
            "credit_expiration": nullable(utc_moment),
        }
    ),
)
ENTITIES = (USER, NODE, COURSE_ENROLLMENT, COURSE_REPORT, COURSE_CREDIT_AWARDED)


def seconds(value: str | None) -> int | None:
    """Return a posted moment as it is kept: in whole seconds since 1970."""
    return None if value is None else int(datetime.fromisoformat(value).timestamp())
