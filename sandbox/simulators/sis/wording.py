"""Translates sections and crosslists between people's words ("MWF", "09:00") and the resources of Ethos, both ways."""

from collections.abc import Mapping
from typing import Any

from sandbox.simulators.sis.holdings import Holdings, Resource, members

Fields = Mapping[str, Any]
_STATUSES: Mapping[str, str] = {
    "active": "open",
    "pending": "pending",
    "cancelled": "cancelled",
    "inactive": "closed",
}
_FROM_STATUS = {there: here for here, there in _STATUSES.items()}
_DAYS = {
    "M": "monday",
    "T": "tuesday",
    "W": "wednesday",
    "R": "thursday",
    "F": "friday",
    "S": "saturday",
    "U": "sunday",
}


def titles(holdings: Holdings, types: str, **values: str) -> list[Resource]:
    """Return titles by their types' codes."""
    return [{"type": {"id": holdings.id_of(types, code)}, "value": value} for code, value in values.items()]


def section_of(holdings: Holdings, fields: Fields) -> Resource:
    """Return the properties of a section that these fields stand for; what SIS and key give is not among them."""
    return {
        "titles": titles(holdings, "section-title-types", short=fields["title"]),
        "site": _known(holdings, "sites", fields["campus"]),
        "startOn": fields["startDate"],
        "endOn": fields["endDate"],
        "status": {"category": _STATUSES[fields["status"]]},
        "credits": [
            {"measure": "credit", "minimum": fields["minCreditHours"], "maximum": fields["maxCreditHours"]},
        ],
        "maxEnrollment": fields["maxEnrollment"],
        "waitlist": {"waitlistMaximum": fields["maxWaitlist"]},
        "instructionalMethods": _listed(_known(holdings, "instructional-methods", fields["sectionType"])),
        "instructionalDeliveryMethod": _known(holdings, "instructional-delivery-methods", fields["instructionMode"]),
        "gradeSchemes": _listed(_known(holdings, "grade-schemes", fields["gradeMode"])),
        "partOfTerm": fields["partOfTerm"],
    }


def event_of(holdings: Holdings, section: str, time: Fields) -> Resource:
    """Return the event that a time stands for."""
    room = _known(holdings, "rooms", time["room"])
    return {
        "section": {"id": section},
        "instructionalMethod": _known(holdings, "instructional-methods", time["type"]),
        "recurrence": {
            "timePeriod": {
                "startOn": f"{time['startDate']}T{time['startTime']}:00+00:00",
                "endOn": f"{time['endDate']}T{time['endTime']}:00+00:00",
            },
            "repeatRule": {
                "type": "weekly",
                "interval": 1,
                "daysOfWeek": [_DAYS[day] for day in time["days"]],
                "ends": {"date": time["endDate"]},
            },
        },
        "locations": [{"location": {"type": "room", "room": room}}] if room else [],
    }


def teaching_of(holdings: Holdings, section: str, professor: Fields) -> Resource:
    """Return the assignment of an instructor that a professor stands for."""
    return {
        "section": {"id": section},
        "instructor": {"id": holdings.id_of("persons", professor["id"])},
        "instructorRole": professor["role"],
        "responsibilityPercentage": professor["percentage"],
    }


def fields_of(holdings: Holdings, section: Resource) -> dict[str, Any]:
    """Return a section with its times and professors in people's words."""
    (credit,) = section.get("credits") or [{}]
    least = credit.get("minimum")
    return {
        "status": _FROM_STATUS[section["status"]["category"]],
        "title": section["titles"][0]["value"],
        "sectionType": _code(holdings, _first(section.get("instructionalMethods"))),
        "campus": _code(holdings, section.get("site")),
        "instructionMode": _code(holdings, section.get("instructionalDeliveryMethod")),
        "partOfTerm": section.get("partOfTerm"),
        "startDate": section["startOn"],
        "endDate": section.get("endOn"),
        "minCreditHours": least,
        "maxCreditHours": credit.get("maximum") or least,
        "gradeMode": _code(holdings, _first(section.get("gradeSchemes"))),
        "maxEnrollment": section.get("maxEnrollment"),
        "maxWaitlist": (section.get("waitlist") or {}).get("waitlistMaximum"),
        "callNumber": section["code"],
        "enrollment": section["enrollment"],
        "professors": [_professor(holdings, one) for one in holdings.of_section("section-instructors", section["id"])],
        "times": [time_of(holdings, one) for one in holdings.of_section("instructional-events", section["id"])],
    }


def time_of(holdings: Holdings, event: Resource) -> dict[str, Any]:
    """Return an event in people's words."""
    period = event["recurrence"]["timePeriod"]
    days = set(event["recurrence"]["repeatRule"]["daysOfWeek"])
    return {
        "id": event["id"],
        "days": "".join(letter for letter, day in _DAYS.items() if day in days),
        "startTime": period["startOn"][11:16],
        "endTime": period["endOn"][11:16],
        "startDate": period["startOn"][:10],
        "endDate": period["endOn"][:10],
        "room": _code(holdings, room_of(event)) or "",
        "type": _code(holdings, event.get("instructionalMethod")) or "",
    }


def room_of(event: Resource) -> Resource | None:
    """Return the reference to an event's room, nothing where it has none."""
    location = _first(event.get("locations"))
    room: Resource | None = location["location"]["room"] if location else None
    return room


def crosslist_of(group: str, sections: Mapping[str, str], fields: Fields) -> Resource:
    """Return the properties of a crosslist, whose sections' ids are given by their keys."""
    return {
        "code": group,
        "sections": [
            {"section": {"id": sections[key]}, "type": "primary" if key == fields["primary"] else "secondary"}
            for key in fields["sections"]
        ],
        "waitlist": fields["waitlist"],
        "maxEnrollment": fields["maxEnrollment"],
    }


def crosslist_fields_of(holdings: Holdings, crosslist: Resource) -> dict[str, Any]:
    """Return a crosslist in people's words."""
    sections = holdings.tables["sections"]
    keys = {one["type"]: holdings.key_of(sections[one["section"]["id"]]) for one in crosslist["sections"]}
    return {
        "sections": sorted(holdings.key_of(sections[guid]) for guid in members(crosslist)),
        "primary": keys["primary"],
        "waitlist": crosslist.get("waitlist", "separate"),
        "maxEnrollment": crosslist.get("maxEnrollment"),
    }


def _professor(holdings: Holdings, teaching: Resource) -> dict[str, Any]:
    return {
        "id": holdings.code_of(teaching["instructor"]["id"]),
        "role": teaching.get("instructorRole", "secondary"),
        "percentage": teaching.get("responsibilityPercentage"),
    }


def _known(holdings: Holdings, name: str, code: str | None) -> Resource | None:
    return {"id": holdings.id_of(name, code)} if code else None


def _code(holdings: Holdings, reference: Resource | None) -> str | None:
    return holdings.code_of(reference["id"]) if reference else None


def _listed(reference: Resource | None) -> list[Resource]:
    return [reference] if reference else []


def _first(listed: list[Resource] | None) -> Resource | None:
    return listed[0] if listed else None
