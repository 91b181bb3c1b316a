"""What a body may hold, by resource: the properties, and which of them a new resource must have."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from sandbox.simulators.shapes import Check, day, list_of, nullable, one_of, text
from sandbox.simulators.sis.errors import Problem, raise_for, schema_error
from sandbox.simulators.sis.holdings import Resource

NIL = "00000000-0000-0000-0000-000000000000"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-][0-9]{2}:[0-9]{2})?")
_MOST_SEATS = 9999
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """An object that has these properties and no others; all that are required, and perhaps the rest."""

    properties: Mapping[str, Check]
    required: tuple[str, ...] = ()

    def words(self, value: Any) -> str:
        """Return what is wrong with a value; nothing for a good one."""
        if not isinstance(value, dict):
            return "must be an object"
        for name in self.required:
            if name not in value:
                return f"must have {name}"
        for name, one in value.items():
            if name not in self.properties:
                return f"must not have {name}"
            if words := self.properties[name](one):
                return f"has a property {name} that {words}"
        return ""


def guid(value: Any) -> str:
    """Accept a GUID in small letters."""
    return "" if isinstance(value, str) and _GUID.fullmatch(value) else "must be a GUID"


def wall_clock(value: Any) -> str:
    """Accept a moment such as 2027-01-11T09:00:00, with or without an offset."""
    good = isinstance(value, str) and _MOMENT.fullmatch(value) and not day(value[:10])
    return "" if good else "must be a moment such as 2027-01-11T09:00:00"


def number(least: float, most: float, *, whole: bool = True) -> Check:
    """Accept a number between two others."""
    kinds = (int,) if whole else (int, float)

    def words(value: Any) -> str:
        good = isinstance(value, kinds) and not isinstance(value, bool) and least <= value <= most
        return "" if good else f"must be a number from {least} to {most}"

    return words


_reference = Form({"id": guid}, ("id",)).words
_seats = nullable(number(0, _MOST_SEATS))
_title = Form({"type": _reference, "value": text(1, 100)}, ("type", "value")).words
_hours = number(0, _MOST_SEATS, whole=False)
_credit = Form(
    {"measure": one_of("credit", "ceu", "hours"), "minimum": _hours, "maximum": nullable(_hours)},
    ("measure", "minimum"),
).words
_period = Form({"startOn": wall_clock, "endOn": wall_clock}, ("startOn", "endOn")).words
_rule = Form(
    {
        "type": one_of("weekly"),
        "interval": number(1, 1),
        "daysOfWeek": list_of(one_of(*WEEKDAYS), least=1, unique=True),
        "ends": Form({"date": day}, ("date",)).words,
    },
    ("type", "interval", "daysOfWeek"),
).words
_location = Form({"type": one_of("room"), "room": _reference}, ("type", "room")).words
_member = Form({"section": _reference, "type": one_of("primary", "secondary")}, ("section", "type")).words

FORMS: Mapping[str, Form] = {
    "sections": Form(
        {
            "id": guid,
            "titles": list_of(_title, least=1),
            "number": text(1, 5),
            "academicPeriod": _reference,
            "course": _reference,
            "site": nullable(_reference),
            "startOn": day,
            "endOn": nullable(day),
            "status": Form({"category": one_of("open", "closed", "pending", "cancelled")}, ("category",)).words,
            "credits": list_of(_credit, least=1, most=1),
            "maxEnrollment": _seats,
            "waitlist": nullable(Form({"waitlistMaximum": _seats}, ("waitlistMaximum",)).words),
            "instructionalMethods": list_of(_reference, most=1),
            "instructionalDeliveryMethod": nullable(_reference),
            "gradeSchemes": list_of(_reference, most=1),
            "partOfTerm": nullable(text(1, 3)),
        },
        ("titles", "number", "academicPeriod", "course", "startOn"),
    ),
    "instructional-events": Form(
        {
            "id": guid,
            "section": _reference,
            "instructionalMethod": nullable(_reference),
            "recurrence": Form({"timePeriod": _period, "repeatRule": _rule}, ("timePeriod", "repeatRule")).words,
            "locations": list_of(Form({"location": _location}, ("location",)).words, most=1),
        },
        ("section", "recurrence"),
    ),
    "section-instructors": Form(
        {
            "id": guid,
            "section": _reference,
            "instructor": _reference,
            "instructorRole": one_of("primary", "secondary"),
            "responsibilityPercentage": nullable(number(0, 100)),
        },
        ("section", "instructor"),
    ),
    "section-crosslists": Form(
        {
            "id": guid,
            "code": text(1, 10),
            "sections": list_of(_member, least=2),
            "waitlist": one_of("separate", "combined"),
            "maxEnrollment": _seats,
        },
        ("code", "sections"),
    ),
}
"""The resources that are written."""


def check_new(name: str, body: Resource) -> None:
    """Let a body pass that makes a good new resource; an `EthosError` otherwise."""
    missing = [one for one in FORMS[name].required if one not in body]
    raise_for(
        Problem("Section.Course.NotSpecified", "The section must have a course.")
        if (name, one) == ("sections", "course")
        else Problem("Missing.Required.Property", f"The body must have {one}.")
        for one in missing
    )
    _check(name, body, NIL)


def check_changed(name: str, body: Resource, held: Resource) -> None:
    """Let a body pass that changes a resource well; an `EthosError` otherwise."""
    _check(name, body, held["id"])


def _check(name: str, body: Resource, own_id: str) -> None:
    """Judge the properties that are there, and an id, which must be the resource's own one."""
    if words := Form(FORMS[name].properties).words(body):
        raise schema_error(f"The body {words}.")
    if body.get("id", own_id) != own_id:
        raise schema_error(f"The id in the body must be {own_id}.")
