"""Which records each OneRoster path shows: the collections, views upon them, and views of one school or class."""

import dataclasses
from collections.abc import Callable
from typing import Protocol

from sandbox.institution import Institution, Record
from sandbox.simulators.eschoolplus.errors import unknown_object


class Holder(Protocol):
    """What holds collections: an institution, or its gradebook."""

    def collection(self, name: str) -> dict[str, Record]:
        """Return the records of a collection by sourcedId."""


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """A path's records: the collection they come from, whose name is the word around them, and which are shown.

    `/schools` answers with `orgs`, `/terms` with `academicSessions`, `/students` with `users` (rostering OpenAPI file).
    """

    collection: str
    shows: Callable[[Record], bool] = lambda _: True

    def records(self, holder: Holder) -> list[Record]:
        """Return the records that this view shows, in the order of the collection."""
        return [record for record in holder.collection(self.collection).values() if self.shows(record)]

    def record(self, holder: Holder, sourced_id: str) -> Record:
        """Return one record of this view; a 404 refusal for an id that it does not show."""
        record = holder.collection(self.collection).get(sourced_id)
        if record is None or not self.shows(record):
            raise unknown_object(f"object with the sourcedId {sourced_id!r}")
        return record


def _has_type(kind: str) -> Callable[[Record], bool]:
    return lambda record: record["type"] == kind


def _has_role(role: str) -> Callable[[Record], bool]:
    return lambda user: any(entry["role"] == role for entry in user["roles"])


TOP_VIEWS = {
    "academicSessions": View("academicSessions"),
    "terms": View("academicSessions", _has_type("term")),
    "gradingPeriods": View("academicSessions", _has_type("gradingPeriod")),
    "orgs": View("orgs"),
    "schools": View("orgs", _has_type("school")),
    "courses": View("courses"),
    "classes": View("classes"),
    "users": View("users"),
    "students": View("users", _has_role("student")),
    "teachers": View("users", _has_role("teacher")),
    "enrollments": View("enrollments"),
}
SCHOOL_WORDS = ("classes", "courses", "enrollments", "students", "teachers", "terms")
CLASS_WORDS = ("students", "teachers")


def school_view(institution: Institution, school_id: str, word: str) -> View:
    """Return the view of one school; a 404 refusal for a school that is not there."""
    TOP_VIEWS["schools"].record(institution, school_id)
    return dataclasses.replace(TOP_VIEWS[word], shows=_of_school(institution, school_id, word))


def class_view(institution: Institution, class_id: str, word: str, school_id: str = "") -> View:
    """Return who sits in one class now, of one school if it is given; a 404 refusal for a class that is not there."""
    classes = school_view(institution, school_id, "classes") if school_id else TOP_VIEWS["classes"]
    classes.record(institution, class_id)
    role = word.removesuffix("s")
    members = {
        enrollment["user"]["sourcedId"]
        for enrollment in institution.enrollments.values()
        if enrollment["class"]["sourcedId"] == class_id
        and enrollment["role"] == role
        and enrollment["status"] == "active"
    }
    return View("users", lambda user: user["sourcedId"] in members)


def _of_school(institution: Institution, school_id: str, word: str) -> Callable[[Record], bool]:
    if word in {"students", "teachers"}:
        role = word.removesuffix("s")
        return lambda user: any(
            entry["role"] == role and entry["org"]["sourcedId"] == school_id for entry in user["roles"]
        )
    if word == "terms":
        held = {
            term["sourcedId"]
            for record in institution.classes.values()
            if record["school"]["sourcedId"] == school_id
            for term in record["terms"]
        }
        return lambda session: session["sourcedId"] in held
    owner = "org" if word == "courses" else "school"
    return lambda record: bool(record[owner]["sourcedId"] == school_id)
