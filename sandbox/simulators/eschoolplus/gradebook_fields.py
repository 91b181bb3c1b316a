"""The objects of the gradebook as a caller may send them: their fields, and what each field holds.

Written from the OpenAPI file of the OneRoster 1.2 gradebook service: `assignDate` and `dueDate` are moments in UTC,
`scoreDate` is a day, flags are the texts "true" and "false", a reference has exactly `href`, `sourcedId` and `type`,
and nothing may stand beside the listed fields but in `metadata`. `status` and `dateLastModified` may be left out,
since the server sets them.
"""

import dataclasses
import math
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sandbox.institution import Record
from sandbox.simulators.eschoolplus.errors import invalid_data

# Says what is wrong with a value, "" for nothing.
Check = Callable[[Any], str]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_SCORE_STATUSES = ("exempt", "fully graded", "not submitted", "partially graded", "submitted")
_EXTENSION = re.compile(r"ext:[A-Za-z0-9._-]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field of an object."""

    check: Check
    required: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """What an object of one collection looks like; `word` is what stands around a single one."""

    word: str
    fields: dict[str, Field]

    def check(self, content: Any, where: str) -> Record:
        """Return an object that fits; a `RefusalError` (400) names the field that does not."""
        if not isinstance(content, dict):
            raise invalid_data(where, "must be an object.")
        for name in content:
            if name not in self.fields:
                raise invalid_data(f"{where}.{name}", "is no field of OneRoster; extensions belong into metadata.")
        for name, field in self.fields.items():
            if name not in content:
                if field.required:
                    raise invalid_data(f"{where}.{name}", "is required.")
            elif complaint := field.check(content[name]):
                raise invalid_data(f"{where}.{name}", complaint)
        return content


def _text(value: Any) -> str:
    return "" if isinstance(value, str) else "must be a text."


def _filled(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "must be a text that is not empty."


def _number(value: Any) -> str:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    is_number = is_whole or (isinstance(value, float) and math.isfinite(value))
    return "" if is_number else f"must be a number, not {value!r}."


def _object(value: Any) -> str:
    return "" if isinstance(value, dict) else "must be an object."


def _one_of(*words: str) -> Check:
    return lambda value: "" if value in words else f"must be one of {', '.join(words)}, not {value!r}."


def _score_status(value: Any) -> str:
    if isinstance(value, str) and (value in _SCORE_STATUSES or _EXTENSION.fullmatch(value)):
        return ""
    return f"must be one of {', '.join(_SCORE_STATUSES)} or an extension (ext:...), not {value!r}."


def _moment(value: Any) -> str:
    wish = f"must be an ISO 8601 moment in UTC such as 2026-09-30T20:00:00.000Z, not {value!r}."
    return _readable(value, _MOMENT, datetime.fromisoformat, wish)


def _day(value: Any) -> str:
    return _readable(value, _DAY, date.fromisoformat, f"must be an ISO 8601 day such as 2026-09-30, not {value!r}.")


def _readable(value: Any, pattern: re.Pattern[str], read: Callable[[str], object], wish: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        return wish
    try:
        read(value)
    except ValueError:
        return wish
    return ""


def _reference(kind: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, dict) or set(value) != {"href", "sourcedId", "type"}:
            return "must be a reference with href, sourcedId and type."
        if value["type"] != kind:
            return f"must be a reference of the type {kind}, not {value['type']!r}."
        if _filled(value["sourcedId"]):
            return "must be a reference whose sourcedId is a text that is not empty."
        is_address = isinstance(value["href"], str) and _ADDRESS.fullmatch(value["href"])
        return "" if is_address else "must be a reference whose href is an absolute address."

    return check


def _objectives(inner: str) -> Check:
    """Check a learningObjectiveSet: a list of objects with a source and a list that has something in it."""

    def check(value: Any) -> str:
        is_list = isinstance(value, list)
        fits = is_list and all(
            isinstance(one, dict)
            and set(one) == {"source", inner}
            and not _filled(one["source"])
            and isinstance(one[inner], list)
            and one[inner]
            for one in value
        )
        return "" if fits else f"must be a list of objects with source and {inner}."

    return check


_EVERY = {
    "sourcedId": Field(_filled, required=True),
    "status": Field(_one_of("active", "tobedeleted")),
    "dateLastModified": Field(_moment),
    "metadata": Field(_object),
}
_FLAG = Field(_one_of("true", "false"))

FORMS = {
    "categories": Form("category", {**_EVERY, "title": Field(_filled, required=True), "weight": Field(_number)}),
    "lineItems": Form(
        "lineItem",
        {
            **_EVERY,
            "title": Field(_filled, required=True),
            "description": Field(_text),
            "assignDate": Field(_moment, required=True),
            "dueDate": Field(_moment, required=True),
            "class": Field(_reference("class"), required=True),
            "school": Field(_reference("org"), required=True),
            "category": Field(_reference("category"), required=True),
            "gradingPeriod": Field(_reference("academicSession")),
            "academicSession": Field(_reference("academicSession")),
            "scoreScale": Field(_reference("scoreScale")),
            "resultValueMin": Field(_number),
            "resultValueMax": Field(_number),
            "learningObjectiveSet": Field(_objectives("learningObjectiveIds")),
        },
    ),
    "results": Form(
        "result",
        {
            **_EVERY,
            "lineItem": Field(_reference("lineItem"), required=True),
            "student": Field(_reference("user"), required=True),
            "class": Field(_reference("class")),
            "scoreScale": Field(_reference("scoreScale")),
            "scoreStatus": Field(_score_status, required=True),
            "score": Field(_number),
            "textScore": Field(_text),
            "scoreDate": Field(_day, required=True),
            "comment": Field(_text),
            "learningObjectiveSet": Field(_objectives("learningObjectiveResults")),
            "inProgress": _FLAG,
            "incomplete": _FLAG,
            "late": _FLAG,
            "missing": _FLAG,
        },
    ),
}
