"""What each object of a bulk operation does to the platform, and how a single one fails.

The vendor documents that an object can fail, with a message; the codes that our messages begin with are ours.
"""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sandbox.simulators.learning360 import attempts
from sandbox.simulators.learning360.fields import ARCHIVED_COURSE, COURSE, STATISTICS, Form
from sandbox.simulators.learning360.moments import read
from sandbox.simulators.learning360.platform import ARCHIVED, PUBLISHED, Course, Integration, Platform, User

IMPORT_COURSES = "importExternalCourses"
ARCHIVE_COURSES = "archiveExternalCourses"
IMPORT_STATISTICS = "importExternalStatistics"
NO_COURSE = "courseNotFound: There is no course with this identifier."


class ItemError(Exception):
    """One object of a bulk operation fails; the message is what its result says."""


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """What is done to one integration of a platform; `rejected` are the messages of external ids that must fail."""

    platform: Platform
    integration: Integration
    rejected: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def import_course(self, item: dict[str, Any], now: datetime) -> str:
        """Add a course or replace it, published from then on; return its id."""
        author = str(item.get("authorId", self.integration.fields["authorId"]))
        self._user(author)
        course = self.platform.course_of(self.integration.id, item["externalId"])
        fields = {name: value for name, value in item.items() if name != "authorId"}
        if course is None:
            group = self.integration.fields["groupId"]
            new = Course(self.platform.new_id(), self.integration.id, group, author, fields, now, now)
            return self.platform.add_course(new).id
        course.fields, course.author, course.modified_at, course.status = fields, author, now, PUBLISHED
        return course.id

    def archive_course(self, item: dict[str, Any], _now: datetime) -> str:
        """Archive a course, if it is not archived already; return its id."""
        course = self._course("externalId", item["externalId"])
        course.status = ARCHIVED
        return course.id

    def import_statistics(self, item: dict[str, Any], _now: datetime) -> str:
        """Make or change an attempt; return its id."""
        if read(item["lastActivityAt"]) < read(item["firstActivityAt"]):
            raise ItemError("invalidInput: lastActivityAt is before firstActivityAt.")
        course = self._course(item["courseIdentifier"]["type"], item["courseIdentifier"]["value"])
        who = item["userIdentifier"]
        user = self._user(who["value"]) if who["type"] == "internalId" else self._user_with(who["value"])
        return attempts.take(self.platform, course, user, item).id

    def _course(self, kind: str, value: str) -> Course:
        own = kind == "externalId"
        course = self.platform.course_of(self.integration.id, value) if own else self.platform.courses.get(value)
        if course is None or course.integration != self.integration.id:
            raise ItemError(NO_COURSE)
        return course

    def _user(self, user_id: str) -> User:
        user = self.platform.users.get(user_id)
        if user is None or user.status == "deleted":
            raise ItemError("userNotFound: There is no user with this identifier.")
        return user

    def _user_with(self, mail: str) -> User:
        found = self.platform.users_with(mail)
        if len(found) > 1:
            raise ItemError("multipleUsersFound: Several users have this mail address.")
        return self._user(found[0].id if found else "")


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """One kind of bulk operation: its type, how many objects it takes, their form, and what each does."""

    type: str
    most: int
    form: Form
    do: Callable[[Work, dict[str, Any], datetime], str]


KINDS: Mapping[str, Kind] = {
    kind.type: kind
    for kind in (
        Kind(IMPORT_COURSES, 10_000, COURSE, Work.import_course),
        Kind(ARCHIVE_COURSES, 1_000, ARCHIVED_COURSE, Work.archive_course),
        Kind(IMPORT_STATISTICS, 10_000, STATISTICS, Work.import_statistics),
    )
}

# fmt: off
OTHER_TYPES = (
    "addContentsToGroupsCatalog", "addContentsToGroupsLibrary", "addSkillReviews", "addUsersToGroups", "createGroups",
    "createSubscriptionEvents", "deleteGroups", "deleteJobs", "deleteLibraries", "deleteSkills",
    "removeContentsFromGroupsCatalog", "removeContentsFromGroupsLibrary", "removeUsersFromGroups",
    "replaceJobsSkills", "replaceUsersJobs", "upsertJobs", "upsertLibraries", "upsertSkills",
)
# fmt: on
"""The vendor's other types: they are begun elsewhere, and stand in the same list."""


def other_kind(name: str) -> Kind:
    """Return a kind of bulk operation that changes nothing here; `ValueError` for a type that the vendor has not."""
    if name not in OTHER_TYPES:
        raise ValueError(f"There is no type {name!r}; there are {', '.join(OTHER_TYPES)}.")
    return Kind(name, 20_000, Form({}), lambda work, _item, _now: work.platform.new_id())


def external_id_of(item: object) -> str:
    """Return the external id of the course that an object is about, "" where it names none."""
    if not isinstance(item, dict):
        return ""
    named = item.get("courseIdentifier", item)
    found = named.get("value", named.get("externalId", "")) if isinstance(named, dict) else ""
    return found if isinstance(found, str) else ""


def result_of(kind: Kind, work: Work, item: Any, now: datetime) -> dict[str, Any]:
    """Do what an object asks for, and return its result."""
    try:
        _check(kind, work, item)
        return {"input": item, "status": "success", "resourceId": kind.do(work, item, now)}
    except ItemError as error:
        return {"input": item, "status": "error", "errorMessage": str(error)}


def _check(kind: Kind, work: Work, item: Any) -> None:
    if fault := kind.form.fault(item):
        raise ItemError(f"invalidInput: {fault}")
    if message := work.rejected.get(external_id_of(item)):
        raise ItemError(message)
