"""What a record of Coursedog holds and may be sent, field by field; the words of each kind are the wire's."""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from sandbox.simulators.shapes import Check, Shape, day, list_of, nullable, one_of, part, text, time_of_day

Fields = dict[str, Any]
COURSES, SECTIONS, RELATIONSHIPS = KINDS = ("courses", "sections", "relationships")
CROSSLIST = "crosslist"
TYPES = (CROSSLIST, "linked", "stacked", "same-day", "same-time", "same-room", "same-day-and-time", "non-overlapping")
_COURSE_CODE = re.compile(r"[^,/-]+-[^,/]+")
_DAYS = re.compile(r"M?T?W?R?F?S?U?")
_LONGEST_CODE = 64


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with data: the field, and words that go on after its name."""

    field: str
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """The fields of one kind: those that make its key, those that can be changed, and what they are at first.

    A new record needs those of the key, and those that are nothing at first.
    """

    key: Mapping[str, Check]
    changeable: Mapping[str, Check]
    first: Mapping[str, Any]

    def key_of(self, data: Mapping[str, Any]) -> str:
        """Return the key of a record from its fields."""
        return "/".join(str(data[name]) for name in self.key)

    def fault_of_new(self, data: Mapping[str, Any]) -> Fault | None:
        """Return what is wrong with the data of a new record, nothing for good data."""
        allowed = {**self.key, **self.changeable}
        missing = next((name for name in allowed if name not in data and name not in self.first), "")
        return Fault(missing, "is missing") if missing else _fault(data, allowed)

    def fault_of_change(self, data: Mapping[str, Any]) -> Fault | None:
        """Return what is wrong with the fields that shall change, nothing for good ones."""
        return _fault(data, self.changeable) if data else Fault("data", "must hold a field that shall change")


def _fault(data: Mapping[str, Any], allowed: Mapping[str, Check]) -> Fault | None:
    for name, value in data.items():
        words = allowed[name](value) if name in allowed else "is no field that can be sent"
        if words:
            return Fault(name, words)
    return None


def number(least: float, most: float | None = None, *, whole: bool = False) -> Check:
    """Accept a number of so much."""
    kind = "a whole number" if whole else "a number"
    words = f"must be {kind} of {least} or more" if most is None else f"must be {kind} from {least} to {most}"

    def is_good(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float) or (whole and value != int(value)):
            return False
        return value >= least and (most is None or value <= most)

    return lambda value: "" if is_good(value) else words


def _matching(pattern: re.Pattern[str], example: str, most: int = _LONGEST_CODE) -> Check:
    def is_good(value: Any) -> bool:
        return isinstance(value, str) and len(value) <= most and pattern.fullmatch(value) is not None

    return lambda value: "" if is_good(value) else f"must be such as {example}"


_code = text(1, _LONGEST_CODE)
_key_part = text(1, _LONGEST_CODE, without=",/")
_course_code = _matching(_COURSE_CODE, "BIO-101")
_maybe_code = nullable(_code)
_maybe_day = nullable(day)
_name = nullable(text(0, 300))
_sis_id = text(0, _LONGEST_CODE)
_count = nullable(number(0, whole=True))
_hours = nullable(number(0))
_codes = list_of(_code, unique=True)
_section_key = text(1, 200, without=",")

_PROFESSOR = Shape(
    {
        "instructorId": _code,
        "role": one_of("primary", "secondary"),
        "percentage": nullable(number(0, 100, whole=True)),
    }
)
_TIME = Shape(
    {
        "id": _sis_id,
        "days": _matching(_DAYS, "MWF"),
        "startTime": nullable(time_of_day),
        "endTime": nullable(time_of_day),
        "startDate": _maybe_day,
        "endDate": _maybe_day,
        "classroom": text(0, _LONGEST_CODE),
        "meetingType": text(0, _LONGEST_CODE),
    }
)

_SECTION: Mapping[str, Check] = {
    "status": one_of("active", "pending", "cancelled", "inactive"),
    "sectionName": _name,
    **dict.fromkeys(("sectionType", "campus", "instructionMode", "partOfTerm", "gradeMode", "callNumber"), _maybe_code),
    "startDate": _maybe_day,
    "endDate": _maybe_day,
    "minCreditHours": _hours,
    "maxCreditHours": _hours,
    **dict.fromkeys(("maxEnrollment", "maxWaitlist", "enrollment"), _count),
    "professors": _codes,
    "professorsMeta": list_of(part(_PROFESSOR)),
    "times": list_of(part(_TIME)),
    "sisId": _sis_id,
}
_COURSE: Mapping[str, Check] = {
    "name": _name,
    "longName": _name,
    "description": nullable(text(0, 10_000)),
    "status": one_of("active", "inactive"),
    "minCreditHours": _hours,
    "maxCreditHours": _hours,
    "departments": _codes,
    "campuses": _codes,
    "effectiveStartDate": _maybe_day,
    "effectiveEndDate": _maybe_day,
    "sisId": _sis_id,
}
_RELATIONSHIP: Mapping[str, Check] = {
    "sections": list_of(_section_key, least=2, unique=True),
    "primarySection": nullable(_section_key),
    "waitlist": nullable(one_of("combined", "separate")),
    "combinedMaxEnrollment": _count,
    "sisId": _sis_id,
}
_NO_SIS = {"sisId": ""}

FORMS: Mapping[str, Form] = {
    COURSES: Form(
        {"code": _course_code},
        _COURSE,
        {**dict.fromkeys(_COURSE), "status": "active", "departments": [], "campuses": [], **_NO_SIS},
    ),
    SECTIONS: Form(
        {"termCode": _key_part, "courseCode": _course_code, "sectionNumber": _key_part},
        _SECTION,
        {
            **dict.fromkeys(_SECTION),
            "status": "active",
            "professors": [],
            "professorsMeta": [],
            "times": [],
            **_NO_SIS,
        },
    ),
    RELATIONSHIPS: Form(
        {"termCode": _key_part, "groupId": _key_part},
        _RELATIONSHIP,
        {**dict.fromkeys(name for name in _RELATIONSHIP if name != "sections"), **_NO_SIS},
    ),
}
"""The form of each kind, in the order of `KINDS`."""
