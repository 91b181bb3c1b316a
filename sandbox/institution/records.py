"""The records of an institution: one dictionary per OneRoster collection, and the few ways to make and find them."""

import copy
import dataclasses
import random
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

Record = dict[str, Any]

HREF_ROOT = "https://sis.maple-ridge.example/ims/oneroster/rostering/v1p2"
COLLECTIONS = ("orgs", "academicSessions", "courses", "classes", "users", "enrollments")
# The `type` of a reference is singular, its address plural (OneRoster 1.2, GUIDRef).
REFERENCE_PATHS = {
    "org": "orgs",
    "academicSession": "academicSessions",
    "course": "courses",
    "class": "classes",
    "user": "users",
}


@dataclasses.dataclass(slots=True)
class Institution:
    """All that the SIS holds: per collection, records by `sourcedId` in the order in which they came."""

    orgs: dict[str, Record] = dataclasses.field(default_factory=dict)
    academicSessions: dict[str, Record] = dataclasses.field(default_factory=dict)  # noqa: N815 - OneRoster's word
    courses: dict[str, Record] = dataclasses.field(default_factory=dict)
    classes: dict[str, Record] = dataclasses.field(default_factory=dict)
    users: dict[str, Record] = dataclasses.field(default_factory=dict)
    enrollments: dict[str, Record] = dataclasses.field(default_factory=dict)

    def collection(self, name: str) -> dict[str, Record]:
        """Return one collection by its OneRoster name; `KeyError` for a name that is none."""
        if name not in COLLECTIONS:
            raise KeyError(name)
        collection: dict[str, Record] = getattr(self, name)
        return collection

    def as_json(self) -> dict[str, list[Record]]:
        """Return every collection as a list of its records."""
        return {name: list(self.collection(name).values()) for name in COLLECTIONS}

    def copy(self) -> "Institution":
        """Return an institution that shares nothing with this one."""
        return copy.deepcopy(self)

    def schools(self) -> list[Record]:
        """Return the orgs that are schools."""
        return [org for org in self.orgs.values() if org["type"] == "school"]

    def enrollments_of(self, user_id: str) -> Iterator[Record]:
        """Yield the enrollments of one user."""
        return (record for record in self.enrollments.values() if record["user"]["sourcedId"] == user_id)

    def classes_in(self, school_id: str, term_ids: Iterable[str]) -> list[Record]:
        """Return the classes of one school that meet in exactly these terms."""
        wanted = set(term_ids)
        return [
            record
            for record in self.classes.values()
            if record["school"]["sourcedId"] == school_id and terms_of(record) == wanted
        ]


def terms_of(class_record: Record) -> set[str]:
    """Return the sourcedIds of the terms in which a class meets."""
    return {term["sourcedId"] for term in class_record["terms"]}


def reference(kind: str, sourced_id: str) -> Record:
    """Make a OneRoster reference to a record of this kind ("org", "user", "class" and so on)."""
    return {"href": f"{HREF_ROOT}/{REFERENCE_PATHS[kind]}/{sourced_id}", "sourcedId": sourced_id, "type": kind}


def new_record(dice: random.Random, modified: str, **fields: Any) -> Record:
    """Make an active record with a new opaque sourcedId; `modified` is an ISO 8601 moment in UTC."""
    sourced_id = str(uuid.UUID(int=dice.getrandbits(128), version=4))
    return {"sourcedId": sourced_id, "status": "active", "dateLastModified": modified, "metadata": {}, **fields}


def new_enrollment(
    dice: random.Random, modified: str, user_id: str, class_record: Record, *, role: str, primary: bool = False
) -> Record:
    """Make the enrollment of a user in a class, in the class's own school."""
    return new_record(
        dice,
        modified,
        user=reference("user", user_id),
        **{"class": reference("class", class_record["sourcedId"])},
        school=reference("org", class_record["school"]["sourcedId"]),
        role=role,
        primary="true" if primary else "false",
    )
