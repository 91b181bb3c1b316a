"""From the resources of Ethos to the records that all systems with class schedules are spoken of in.

Nothing is asked here but the codes of what a resource refers to.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from rollbook.connectors.sis.codes import Codes
from rollbook.model.records import Json

STATUSES: Final = {"active": "open", "pending": "pending", "cancelled": "cancelled", "inactive": "closed"}
"""By status of a section, its category in Ethos."""

DAYS: Final = {
    "M": "monday",
    "T": "tuesday",
    "W": "wednesday",
    "R": "thursday",
    "F": "friday",
    "S": "saturday",
    "U": "sunday",
}
"""By letter, the day of the week."""

_FROM_STATUS = {there: here for here, there in STATUSES.items()}
_SECTION_TITLES, _COURSE_TITLES = "section-title-types", "course-title-types"


def term(shown: Json) -> Json:
    """Return a term as it is read."""
    dates = {"startDate": shown["startOn"][:10], "endDate": shown["endOn"][:10]}
    return {"key": shown["code"], "id": shown["id"], "title": shown["title"], **dates}


def course(codes: Codes, shown: Json) -> Json:
    """Return a course as it is read."""
    fields = {
        "title": _title(codes, _COURSE_TITLES, shown, "short"),
        "longTitle": _title(codes, _COURSE_TITLES, shown, "long"),
        "description": shown["description"],
        "status": shown["status"]["category"],
        **_credits(shown),
        "departments": [codes.code("educational-institution-units", one) for one in shown["departments"]],
        "campuses": [codes.code("sites", one) for one in shown["sites"]],
    }
    return {
        "key": codes.learn("courses", shown),
        **_held(shown),
        "from": shown["startOn"],
        "until": shown["endOn"],
        "fields": fields,
    }


def section_key(codes: Codes, shown: Json) -> str:
    """Return what people know a section by."""
    return "/".join(_places(codes, shown).values())


def section(codes: Codes, shown: Json, events: Iterable[Json], teachings: Iterable[Json]) -> Json:
    """Return a section as it is read, with its meetings and instructors."""
    fields = {
        "status": _FROM_STATUS[shown["status"]["category"]],
        "title": _title(codes, _SECTION_TITLES, shown, "short"),
        "sectionType": _first(codes, "instructional-methods", shown["instructionalMethods"]),
        "campus": _maybe(codes, "sites", shown["site"]),
        "instructionMode": _maybe(codes, "instructional-delivery-methods", shown["instructionalDeliveryMethod"]),
        "partOfTerm": shown["partOfTerm"],
        "startDate": shown["startOn"],
        "endDate": shown["endOn"],
        **_credits(shown),
        "gradeMode": _first(codes, "grade-schemes", shown["gradeSchemes"]),
        "maxEnrollment": shown["maxEnrollment"],
        "maxWaitlist": (shown["waitlist"] or {}).get("waitlistMaximum"),
        "callNumber": shown["code"] or None,
        "enrollment": shown["enrollment"],
        "professors": [professor(codes, one) for one in teachings],
        "times": [time(codes, one) for one in events],
    }
    places = _places(codes, shown)
    edited = {"lastEditedAt": None, "lastEditedBy": ""}
    return {"key": "/".join(places.values()), **_held(shown), **places, **edited, "fields": fields}


def time(codes: Codes, event: Json) -> Json:
    """Return a meeting of a section."""
    period, days = event["recurrence"]["timePeriod"], event["recurrence"]["repeatRule"]["daysOfWeek"]
    rooms = [one["location"]["room"] for one in event["locations"]]
    return {
        "id": event["id"],
        "days": "".join(letter for letter, day in DAYS.items() if day in days),
        "startTime": period["startOn"][11:16],
        "endTime": period["endOn"][11:16],
        "startDate": period["startOn"][:10],
        "endDate": period["endOn"][:10],
        "room": _first(codes, "rooms", rooms) or "",
        "type": _maybe(codes, "instructional-methods", event["instructionalMethod"]) or "",
    }


def professor(codes: Codes, teaching: Json) -> Json:
    """Return an instructor of a section."""
    return {
        "id": codes.code("persons", teaching["instructor"]),
        "role": teaching["instructorRole"],
        "percentage": teaching["responsibilityPercentage"],
    }


def relationship(term_code: str, shown: Json, keys: Mapping[str, str]) -> Json:
    """Return a crosslist as it is read; `keys` are those of its sections, by their ids."""
    members = {keys[one["section"]["id"]]: one["type"] for one in shown["sections"]}
    fields = {
        "sections": sorted(members),
        "primary": next((key for key, kind in members.items() if kind == "primary"), None),
        "waitlist": shown["waitlist"],
        "maxEnrollment": shown["maxEnrollment"],
    }
    return {
        "key": f"{term_code}/{shown['code']}",
        **_held(shown),
        "term": term_code,
        "group": shown["code"],
        "type": "crosslist",
        "lastEditedAt": None,
        "lastEditedBy": "",
        "fields": fields,
    }


def _held(shown: Json) -> Json:
    return {"id": shown["id"], "sisId": shown["id"], "version": ""}


def _places(codes: Codes, shown: Json) -> dict[str, str]:
    return {
        "term": codes.code("academic-periods", shown["academicPeriod"]),
        "course": codes.code("courses", shown["course"]),
        "number": shown["number"],
    }


def _title(codes: Codes, types: str, shown: Json, kind: str) -> str | None:
    return next((one["value"] for one in shown["titles"] if codes.code(types, one["type"]) == kind), None)


def _credits(shown: Json) -> Json:
    """Return the credit hours; where no most is named it is the least."""
    credit = next(iter(shown["credits"]), {"minimum": None, "maximum": None})
    most = credit["minimum"] if credit["maximum"] is None else credit["maximum"]
    return {"minCreditHours": credit["minimum"], "maxCreditHours": most}


def _maybe(codes: Codes, resource: str, reference: Json | None) -> str | None:
    return codes.code(resource, reference) if reference else None


def _first(codes: Codes, resource: str, references: list[Json]) -> str | None:
    return _maybe(codes, resource, next(iter(references), None))
