"""From records, in the words of the flows, to the bodies that Ethos takes; the GUIDs of codes are asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from rollbook.connectors.dictionaries import as_text
from rollbook.connectors.sis.codes import Codes
from rollbook.connectors.sis.dictionary import EMPTY, UNKNOWN_CODE
from rollbook.connectors.sis.records import DAYS, STATUSES
from rollbook.model.records import Detail, Json

_HOURS = ("minCreditHours", "maxCreditHours")
_SHORT = "short"


class NotSayableError(Exception):
    """A value has no place in the words of the SIS, so nothing of its record is sent; `detail` says which, and why."""

    def __init__(self, field: str, value: Any, code: str, said: str) -> None:
        super().__init__(code)
        self.detail = Detail(field=field, value=as_text(value), code=code, said=said)


def reference(codes: Codes, resource: str, field: str, code: str | None) -> Json | None:
    """Return the reference to what has a code, None without one; raises NotSayableError for one that leads nowhere."""
    if not code:
        return None
    guid = codes.id(resource, code)
    if guid is None:
        raise NotSayableError(field, code, UNKNOWN_CODE, f"It is not in {resource}.")
    return {"id": guid}


def places(codes: Codes, data: Json) -> Json:
    """Return where a new section belongs."""
    return {
        "number": data["number"],
        "academicPeriod": reference(codes, "academic-periods", "term", data["term"]),
        "course": reference(codes, "courses", "course", data["course"]),
    }


def section(codes: Codes, names: Json, wanted: Json, shown: Json | None) -> Json:
    """Return the properties that fields of a section stand for.

    `names` are the fields to be sent, `wanted` all that is known of how the section should be, and `shown` how Ethos
    shows it; None for a new one, of which nothing is sent where it has nothing.
    """
    body = {
        _PROPERTIES[name]: make(codes, name, value)
        for name, value in names.items()
        if (make := _MAKERS.get(name)) and (shown or value not in (None, ""))
    }
    if "titles" in body and shown:
        (short,) = body["titles"]
        body["titles"] = [one for one in shown["titles"] if one["type"] != short["type"]] + [short]
    if any(name in names and (shown or names[name] is not None) for name in _HOURS):
        body["credits"] = [_credit(wanted, shown)]
    return body


def event(codes: Codes, time: Json) -> Json:
    """Return the properties that a meeting stands for; whose it is, is not among them."""
    first, last, start, end, days = (
        _needed(f"times.$.{name}", time.get(name)) for name in ("startDate", "endDate", "startTime", "endTime", "days")
    )
    room = reference(codes, "rooms", "times.$.room", time.get("room"))
    return {
        "instructionalMethod": reference(codes, "instructional-methods", "times.$.type", time.get("type")),
        "recurrence": {
            "timePeriod": {"startOn": f"{first}T{start}:00", "endOn": f"{last}T{end}:00"},
            "repeatRule": {
                "type": "weekly",
                "interval": 1,
                "daysOfWeek": [_chosen(DAYS, "times.$.days", day) for day in dict.fromkeys(days)],
            },
        },
        "locations": [{"location": {"type": "room", "room": room}}] if room else [],
    }


def teaching(codes: Codes, professor: Json) -> Json:
    """Return the properties that an instructor stands for; of which section, is not among them."""
    number = _needed("professors.$.id", professor["id"])
    role = {"instructorRole": professor["role"]} if professor.get("role") else {}
    return {
        "instructor": reference(codes, "persons", "professors.$.id", number),
        **role,
        "responsibilityPercentage": professor.get("percentage"),
    }


def members(sections: Mapping[str, str], primary: str | None) -> list[Json]:
    """Return the members of a crosslist, whose ids are given by their keys; one is primary, whoever is named."""
    first = primary if primary in sections else next(iter(sections), None)
    return [
        {"section": {"id": guid}, "type": "primary" if key == first else "secondary"} for key, guid in sections.items()
    ]


def status(_codes: Codes, field: str, value: Any) -> Json:
    """Return the status of a section."""
    return {"category": _chosen(STATUSES, field, _needed(field, value))}


def _titles(codes: Codes, field: str, value: Any) -> list[Json]:
    kind = reference(codes, "section-title-types", field, _SHORT)
    return [{"type": kind, "value": _needed(field, value)}]


def _credit(wanted: Json, shown: Json | None) -> Json:
    held: Json = next(iter((shown or {}).get("credits", [])), {})
    least, most = wanted.get("minCreditHours", held.get("minimum")), wanted.get("maxCreditHours", held.get("maximum"))
    least = _needed("minCreditHours", least)
    return {"measure": held.get("measure", "credit"), "minimum": least, "maximum": most}


def _listed(resource: str) -> Callable[[Codes, str, Any], list[Json]]:
    def make(codes: Codes, field: str, value: Any) -> list[Json]:
        found = reference(codes, resource, field, value)
        return [found] if found else []

    return make


def _referred(resource: str) -> Callable[[Codes, str, Any], Json | None]:
    return lambda codes, field, value: reference(codes, resource, field, value)


def _as_it_is(_codes: Codes, _field: str, value: Any) -> Any:
    return None if value == "" else value


def _start(_codes: Codes, field: str, value: Any) -> Any:
    return _needed(field, value)


def _waitlist(_codes: Codes, _field: str, value: Any) -> Json | None:
    return None if value is None else {"waitlistMaximum": value}


def _needed(field: str, value: Any) -> Any:
    if value in (None, ""):
        raise NotSayableError(field, value, EMPTY, "")
    return value


def _chosen(values: Mapping[str, str], field: str, value: str) -> str:
    if value not in values:
        raise NotSayableError(field, value, UNKNOWN_CODE, f"There are {', '.join(values)}.")
    return values[value]


_PROPERTIES = {
    "status": "status",
    "title": "titles",
    "sectionType": "instructionalMethods",
    "campus": "site",
    "instructionMode": "instructionalDeliveryMethod",
    "partOfTerm": "partOfTerm",
    "startDate": "startOn",
    "endDate": "endOn",
    "gradeMode": "gradeSchemes",
    "maxEnrollment": "maxEnrollment",
    "maxWaitlist": "waitlist",
}
_MAKERS: Mapping[str, Callable[[Codes, str, Any], Any]] = {
    "status": status,
    "title": _titles,
    "sectionType": _listed("instructional-methods"),
    "campus": _referred("sites"),
    "instructionMode": _referred("instructional-delivery-methods"),
    "partOfTerm": _as_it_is,
    "startDate": _start,
    "endDate": _as_it_is,
    "gradeMode": _listed("grade-schemes"),
    "maxEnrollment": _as_it_is,
    "maxWaitlist": _waitlist,
}
