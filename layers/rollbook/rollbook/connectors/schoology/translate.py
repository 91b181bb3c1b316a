"""From a change, in the words of the flow, to what Schoology takes, and whether what it holds is the same. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json

_ACTIVE = "1"


@dataclass(frozen=True, slots=True)
class Kind:
    """One collection that is written in bulk.

    `collection` and `singular` are the words around its items; `keys` are the fields that name an item, also in
    answers; `named_by` is the natural key in the flow's words, empty where a record has no id to be written by; `item`
    makes what is sent for a change; `known` reads one of its fields from what Schoology shows, where it is not simply
    there under its name.
    """

    collection: str
    singular: str
    keys: tuple[str, ...]
    named_by: str
    item: Callable[[Change], Json]
    known: Mapping[str, Callable[[Json], Any]]

    def key_of(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """Return an item's natural key; Schoology does not tell upper case from lower."""
        return tuple(plain(fields.get(key)).casefold() for key in self.keys)

    def renames(self, change: Change) -> bool:
        """Say whether a change gives another natural key to a record that Schoology holds under a known id."""
        if not (self.named_by and change.target and change.operation is Operation.UPDATE):
            return False
        return change.before is not None and change.before.get(self.named_by) != data_of(change)[self.named_by]

    def matches(self, item: Json, shown: Json) -> bool:
        """Say whether every field that would be sent is as Schoology shows it."""
        return all(
            plain(value) == plain(self.known[field](shown) if field in self.known else shown.get(field))
            for field, value in item.items()
        )


def plain(value: Any) -> str:
    """Return a value so that 7 and "7", nothing and "", and lists in any order are the same."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | set):
        return ",".join(sorted(plain(one) for one in value))
    return str(value).strip()


def id_of(row: Json) -> str:
    """Return the id of a row as Schoology shows it; users are shown with `uid` too."""
    return plain(row.get("id") or row.get("uid"))


def data_of(change: Change) -> Json:
    """Return what the target should hold, or, for a removal, what it held."""
    data = change.before if change.operation is Operation.REMOVE else change.data
    return data or {}


def user_item(change: Change) -> Json:
    """Return a person; what the source leaves empty is sent empty, so that it is cleared."""
    data = data_of(change)
    return {
        "school_uid": data["schoolUid"],
        "username": data["username"] or "",
        "name_first": data["givenName"],
        "name_middle": data["middleName"] or "",
        "name_last": data["familyName"],
        "name_first_preferred": data["preferredGivenName"] or "",
        "primary_email": data["email"] or "",
        "role_id": data["roleId"],
        "building_id": data["building"],
        "additional_buildings": plain(data["additionalBuildings"]),
    }


def course_item(change: Change) -> Json:
    """Return a course."""
    data = data_of(change)
    return {
        "course_code": data["courseCode"],
        "title": data["title"],
        "department": data["department"] or "",
        "building_id": data["building"],
    }


def section_item(change: Change) -> Json:
    """Return a section with the ids of its grading periods."""
    data = data_of(change)
    return {
        "section_school_code": data["sectionSchoolCode"],
        "section_code": data["sectionCode"],
        "title": data["title"],
        "grading_periods": [int(change.resolved[f"terms/{term}"].target) for term in data["terms"]],
        "location": data["location"] or "",
    }


def course_of(change: Change) -> str:
    """Return the Schoology id of the course that a section belongs to."""
    return change.resolved[f"courses/{data_of(change)['course']}"].target


def enrollment_item(change: Change) -> Json:
    """Return a membership by SIS keys, marked for deletion when it is to be removed."""
    section_school_code, school_uid = enrollment_key(change)
    named = {"section_school_code": section_school_code, "school_uid": school_uid}
    if change.operation is Operation.REMOVE:
        return {**named, "delete": "1"}
    return {**named, "admin": "1" if data_of(change)["role"] == "teacher" else "0"}


def changes_course(change: Change) -> bool:
    """Say whether a section belongs to another course than before."""
    return change.before is not None and change.before.get("course") != data_of(change)["course"]


def enrollment_key(change: Change) -> tuple[str, str]:
    """Return the section's code and the person's uid as they are now, or for a removal at least as they were sent."""
    data = data_of(change)
    needs = (f"sections/{data.get('class')}", f"users/{data.get('user')}")
    if change.operation is Operation.REMOVE and change.target and not all(need in change.resolved for need in needs):
        section_school_code, _, school_uid = change.target.partition("/")
        return _unescaped(section_school_code), _unescaped(school_uid)
    section, user = (change.resolved[need] for need in needs)
    return section.data["sectionSchoolCode"], user.data["schoolUid"]


def enrollment_target(section_school_code: str, school_uid: str) -> str:
    """Return the name under which a membership is remembered: Schoology takes it by these keys, not by an id."""
    return f"{_escaped(section_school_code)}/{_escaped(school_uid)}"


def existing_term(change: Change) -> str:
    """Return the id of the grading period that a term is mapped to, empty when it has none."""
    return plain(data_of(change).get("existing"))


def term_item(change: Change) -> Json:
    """Return a grading period."""
    data = data_of(change)
    return {"title": data["title"], "start": data["startDate"], "end": data["endDate"]}


def term_matches(change: Change, shown: Json) -> bool:
    """Say whether a grading period is as wanted; Schoology may show dates with a time of day."""
    return all(
        plain(shown.get(field))[: len(plain(value))] == plain(value) for field, value in term_item(change).items()
    )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("/", "%2F")


def _unescaped(text: str) -> str:
    return text.replace("%2F", "/").replace("%25", "%")


def _additional_buildings(shown: Json) -> list[str]:
    return [part.strip() for part in plain(shown.get("additional_buildings")).split(",") if part.strip()]


KINDS = {
    "users": Kind(
        "users", "user", ("school_uid",), "schoolUid", user_item, {"additional_buildings": _additional_buildings}
    ),
    "courses": Kind("courses", "course", ("course_code",), "courseCode", course_item, {}),
    "sections": Kind(
        "sections",
        "section",
        ("section_school_code",),
        "sectionSchoolCode",
        section_item,
        {"title": lambda shown: shown.get("section_title", shown.get("title"))},
    ),
    "enrollments": Kind("enrollments", "enrollment", ("section_school_code", "school_uid"), "", enrollment_item, {}),
}
"""The collections that Schoology takes in bulk, by the names that flows use."""


def enrollment_matches(item: Json, shown: Json) -> bool:
    """Say whether a membership is active and of the wanted kind; one that is to be removed never matches."""
    return "delete" not in item and plain(shown.get("admin")) == item["admin"] and plain(shown.get("status")) == _ACTIVE
