"""The fields of courses, sections and relationships, by their paths, and what people call them.

A path names a field (`title`), a list (`times`), or a field of the objects in a list (`times.$.room`).
"""

from collections.abc import Iterable
from typing import Any, Final

from rollbook.model.records import Json
from rollbook.sync.merge import ordered

COURSES, SECTIONS, RELATIONSHIPS = "courses", "sections", "relationships"

STATUS: Final = "status"
"""What a section is made, cancelled, or taken out by."""

TIMES: Final = "times"
"""The meetings of a section."""

WORDS: Final = {
    COURSES: {
        "title": "title",
        "longTitle": "long title",
        "description": "description",
        "status": "status",
        "minCreditHours": "lowest credit hours",
        "maxCreditHours": "highest credit hours",
        "departments": "departments",
        "campuses": "campuses",
    },
    SECTIONS: {
        "status": "status",
        "title": "title",
        "sectionType": "section type",
        "campus": "campus",
        "instructionMode": "instruction mode",
        "partOfTerm": "part of term",
        "startDate": "start date",
        "endDate": "end date",
        "minCreditHours": "lowest credit hours",
        "maxCreditHours": "highest credit hours",
        "gradeMode": "grade mode",
        "maxEnrollment": "maximum enrollment",
        "maxWaitlist": "maximum waitlist",
        "callNumber": "call number",
        "enrollment": "enrollment",
        "professors": "instructors",
        "professors.$.id": "who the instructor is",
        "professors.$.role": "role of an instructor",
        "professors.$.percentage": "share of an instructor",
        "times": "meetings",
        "times.$.id": "the SIS's id of a meeting",
        "times.$.days": "days of a meeting",
        "times.$.startTime": "start time of a meeting",
        "times.$.endTime": "end time of a meeting",
        "times.$.startDate": "first day of a meeting",
        "times.$.endDate": "last day of a meeting",
        "times.$.room": "room of a meeting",
        "times.$.type": "type of a meeting",
    },
    RELATIONSHIPS: {
        "sections": "sections",
        "primary": "primary section",
        "waitlist": "waitlist",
        "maxEnrollment": "maximum enrollment",
    },
}
"""The paths of each kind of record, in people's words."""

OF_THE_SIS: Final = {
    COURSES: frozenset[str](),
    SECTIONS: frozenset({"callNumber", "enrollment", "times.$.id"}),
    RELATIONSHIPS: frozenset[str](),
}
"""The paths that the SIS alone says, and that cannot be written there."""

_FIGURES = ("percentage",)
"""What holds a number in the objects of a list, and None where there is none; all else is text."""

_NOUNS = {COURSES: "course", SECTIONS: "section", RELATIONSHIPS: "relationship"}


def noun(entity: str) -> str:
    """Return what one record of a kind is called."""
    return _NOUNS[entity]


def named(entity: str, paths: Iterable[str]) -> str:
    """Return paths in people's words, each once: "title and room of a meeting"."""
    words = WORDS[entity]
    said = list(dict.fromkeys(words.get(path, path) for path in paths))
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def lineage(path: str) -> list[str]:
    """Return a path and those that it belongs to, the nearest first: `times.$.room`, then `times`."""
    parts = path.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1) if parts[length - 1] != "$"]


def projected(record: Json, wanted: Iterable[str]) -> Json:
    """Return the wanted fields of a record as they are compared: no order says anything, nor how nothing is written."""
    held: Json = record["fields"]
    return ordered({name: _compared(held.get(name)) for name in wanted})


def _compared(value: Any) -> Any:
    if not isinstance(value, list):
        return None if value == "" else value
    if all(isinstance(one, str) for one in value):
        return sorted(value)
    return [
        {name: "" if inner is None and name not in _FIGURES else inner for name, inner in one.items()} for one in value
    ]
