"""What a company holds on 360Learning: users, groups, integrations with their courses, attempts and tags."""

import dataclasses
import itertools
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sandbox.simulators.learning360.moments import written

PUBLISHED, ARCHIVED, DELETED = "published", "archived", "deleted"
NATIVE, EXTERNAL = "native", "external"
Fields = dict[str, Any]


@dataclasses.dataclass(slots=True)
class User:
    """Somebody with an account; `status` is active, invited or deleted."""

    id: str
    mail: str
    first_name: str
    last_name: str
    status: str
    lang: str

    def as_json(self) -> Fields:
        """Return the user as the API shows it."""
        names = {"firstName": self.first_name, "lastName": self.last_name}
        return {"_id": self.id, "mail": self.mail, **names, "status": self.status, "lang": self.lang}


@dataclasses.dataclass(slots=True)
class Group:
    """A group, with the role of each of its members by the user's id."""

    id: str
    name: str
    roles: dict[str, str]
    parent: str | None = None

    def as_json(self) -> Fields:
        """Return the group as the API shows it."""
        parent = {} if self.parent is None else {"parentId": self.parent}
        return {"_id": self.id, "name": self.name, "public": False, **parent}


@dataclasses.dataclass(slots=True)
class Integration:
    """The place to which one external platform's courses come; one that was deleted is no longer active."""

    id: str
    fields: Fields
    active: bool = True

    def as_json(self) -> Fields:
        """Return the integration as the API shows it."""
        return {"_id": self.id, **self.fields}


@dataclasses.dataclass(slots=True)
class Course:
    """A course, with the fields of the external one, and the ids of its tags in the order in which they came."""

    id: str
    integration: str
    group: str
    author: str
    fields: Fields
    created_at: datetime
    modified_at: datetime
    status: str = PUBLISHED
    tags: list[str] = dataclasses.field(default_factory=list)

    def as_json(self, platform: str) -> Fields:
        """Return the course as the API shows every course; `platform` is the one that it comes from."""
        own: Fields = {name: self.fields[name] for name in ("name", "description", "duration") if name in self.fields}
        lang = self.fields["defaultLang"]
        return {
            "_id": self.id,
            **own,
            "sourceLang": lang,
            "defaultLang": lang,
            "authorId": self.author,
            "groupId": self.group,
            "coAuthorIds": [],
            "createdAt": written(self.created_at),
            "modifiedAt": written(self.modified_at),
            "status": self.status,
            "translations": [],
            "type": EXTERNAL,
            "externalPlatform": platform,
        }

    def as_external(self) -> Fields:
        """Return the course as the API shows it to its integration, which says nothing of its status."""
        ids = {"authorId": self.author, "courseId": self.id}
        return {"translations": [], **self.fields, **ids}


@dataclasses.dataclass(slots=True)
class Attempt:
    """One attempt of one user at one course; `time_spent` is milliseconds."""

    id: str
    course: str
    user: str
    lang: str
    first: datetime
    last: datetime
    time_spent: float
    progress: float
    completed_at: datetime | None = None
    judged: Fields = dataclasses.field(default_factory=dict)

    def as_json(self) -> Fields:
        """Return the attempt as the API shows it."""
        completed = {} if self.completed_at is None else {"completedAt": written(self.completed_at)}
        return {
            "_id": self.id,
            "versionNumber": 1,
            "lang": self.lang,
            "firstActivityAt": written(self.first),
            "lastActivityAt": written(self.last),
            "timeSpent": self.time_spent,
            "progress": int(self.progress),
            "courseId": self.course,
            "userId": self.user,
            **({"score": int(self.judged["score"])} if "score" in self.judged else {}),
            **completed,
        }


@dataclasses.dataclass(slots=True)
class Tag:
    """A tag; `external_id` is the one of whoever keeps it in step, nothing for a tag that people made."""

    id: str
    name: str
    is_main: bool
    external_id: str | None = None

    def as_json(self) -> Fields:
        """Return the tag without where it comes from."""
        external = {} if self.external_id is None else {"externalId": self.external_id}
        return {"_id": self.id, "name": self.name, "isMain": self.is_main, **external}


class Platform:
    """Everything that one company holds, by id in the order of creation; no id is given twice."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.integrations: dict[str, Integration] = {}
        self.courses: dict[str, Course] = {}
        self.attempts: dict[str, Attempt] = {}
        self.tags: dict[str, Tag] = {}
        self._courses_by_key: dict[tuple[str, str], Course] = {}
        self._attempts_by_key: dict[tuple[str, str], list[Attempt]] = {}
        self._numbers = itertools.count(1)

    def new_id(self) -> str:
        """Return an id that nothing has."""
        return f"{0x68A0_0000_0000_0000_0000_0000 + next(self._numbers):024x}"

    def active_integrations(self) -> list[Integration]:
        """Return the integrations that were not deleted."""
        return [one for one in self.integrations.values() if one.active]

    def add_course(self, course: Course) -> Course:
        """Add a course under its integration and external id."""
        self.courses[course.id] = self._courses_by_key[course.integration, course.fields["externalId"]] = course
        return course

    def course_of(self, integration: str, external_id: str) -> Course | None:
        """Return the course that an integration has under an external id, archived or not."""
        return self._courses_by_key.get((integration, external_id))

    def add_attempt(self, attempt: Attempt) -> Attempt:
        """Add an attempt of a user at a course."""
        self.attempts[attempt.id] = attempt
        self._attempts_by_key.setdefault((attempt.course, attempt.user), []).append(attempt)
        return attempt

    def attempts_of(self, course: str, user: str) -> list[Attempt]:
        """Return what a user attempted at a course, in the order of creation."""
        return self._attempts_by_key.get((course, user), [])

    def users_with(self, mail: str) -> list[User]:
        """Return the users who are not deleted and have a mail address, however it is written."""
        return [one for one in self.living() if one.mail.casefold() == mail.casefold()]

    def living(self) -> Iterable[User]:
        """Yield the users who are not deleted."""
        return (one for one in self.users.values() if one.status != DELETED)
