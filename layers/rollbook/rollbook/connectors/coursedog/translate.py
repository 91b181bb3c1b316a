"""Between Coursedog's records and those that all systems with class schedules are spoken of in. Pure."""

from collections.abc import Mapping
from typing import Any

from rollbook.model.changes import Change
from rollbook.model.records import Json

_SECTION = {
    "status": "status",
    "title": "sectionName",
    "sectionType": "sectionType",
    "campus": "campus",
    "instructionMode": "instructionMode",
    "partOfTerm": "partOfTerm",
    "startDate": "startDate",
    "endDate": "endDate",
    "minCreditHours": "minCreditHours",
    "maxCreditHours": "maxCreditHours",
    "gradeMode": "gradeMode",
    "maxEnrollment": "maxEnrollment",
    "maxWaitlist": "maxWaitlist",
    "callNumber": "callNumber",
    "enrollment": "enrollment",
    "professors": "professorsMeta",
    "times": "times",
}
_COURSE = {
    "title": "name",
    "longTitle": "longName",
    "description": "description",
    "status": "status",
    "minCreditHours": "minCreditHours",
    "maxCreditHours": "maxCreditHours",
    "departments": "departments",
    "campuses": "campuses",
}
_RELATIONSHIP = {
    "sections": "sections",
    "primary": "primarySection",
    "waitlist": "waitlist",
    "maxEnrollment": "combinedMaxEnrollment",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "courses": _COURSE,
    "sections": _SECTION,
    "relationships": _RELATIONSHIP,
}
"""By kind, Coursedog's name of each field."""

_TIME = {"room": "classroom", "type": "meetingType"}
_PROFESSOR = {"id": "instructorId"}
_INSIDE = {"times": _TIME, "professors": _PROFESSOR}
_NAMES = {"term": "termCode", "course": "courseCode", "number": "sectionNumber", "group": "groupId"}
CROSSLIST = "crosslist"
"""The only type of relationships that is written."""

SINGULAR = {"courses": "course", "sections": "section", "relationships": "relationship"}
"""What one record of each kind is called."""


def record(entity: str, shown: Json) -> Json:
    """Return a record as it is read, from what Coursedog shows of it."""
    return _RECORDS[entity](shown)


def sent(entity: str, fields: Json) -> Json:
    """Return fields as they are sent; instructors are named twice there, and both belong together."""
    found = {_WORDS[entity][name]: _outward(name, value) for name, value in fields.items()}
    if "professors" in fields:
        found["professors"] = [one["id"] for one in fields["professors"]]
    return found


def names(change: Change) -> Json:
    """Return the fields that make the key of a new record."""
    data = change.data or {}
    found = {wire: data[word] for word, wire in _NAMES.items() if word in data}
    return found or {"code": data.get("key")}


def word(entity: str, field: str) -> str:
    """Return what a field of Coursedog's is called here; as it came where it has no other name."""
    return {wire: name for name, wire in {**_NAMES, **_WORDS[entity]}.items()}.get(field, field)


def _outward(name: str, value: Any) -> Any:
    if name in _INSIDE:
        inside = _INSIDE[name]
        return [{inside.get(inner, inner): one for inner, one in item.items()} for item in value]
    return None if value == "" else value


def _inward(name: str, value: Any) -> Any:
    if name in _INSIDE:
        inside = {wire: inner for inner, wire in _INSIDE[name].items()}
        return [{inside.get(wire, wire): one for wire, one in item.items()} for item in value]
    return value


def _fields(entity: str, shown: Json) -> Json:
    return {name: _inward(name, shown[wire]) for name, wire in _WORDS[entity].items()}


def _held(shown: Json) -> Json:
    return {"id": shown["id"], "sisId": shown["sisId"], "version": str(shown["version"])}


def _term(shown: Json) -> Json:
    dates = {name: shown[name] for name in ("startDate", "endDate")}
    return {"key": shown["id"], "id": shown["id"], "title": shown["displayName"], **dates}


def _course(shown: Json) -> Json:
    dates = {"from": shown["effectiveStartDate"], "until": shown["effectiveEndDate"]}
    return {"key": shown["code"], **_held(shown), **dates, "fields": _fields("courses", shown)}


def _section(shown: Json) -> Json:
    places = {name: shown[wire] for name, wire in _NAMES.items() if wire in shown}
    return {
        "key": "/".join(places.values()),
        **_held(shown),
        **places,
        "lastEditedAt": shown["lastEditedAt"],
        "lastEditedBy": shown["lastEditedBy"],
        "fields": _fields("sections", shown),
    }


def _relationship(shown: Json) -> Json:
    places = {name: shown[wire] for name, wire in _NAMES.items() if wire in shown}
    fields = _fields("relationships", shown)
    return {
        "key": "/".join(places.values()),
        **_held(shown),
        **places,
        "type": shown["type"],
        "lastEditedAt": shown["lastEdited"],
        "lastEditedBy": shown["lastEditedBy"],
        "fields": {**fields, "sections": sorted(fields["sections"])},
    }


def _user(shown: Json) -> Json:
    return {"key": shown["id"], "id": shown["id"], "roles": shown["roles"], "products": shown["products"]}


_RECORDS = {
    "terms": _term,
    "courses": _course,
    "sections": _section,
    "relationships": _relationship,
    "users": _user,
}
