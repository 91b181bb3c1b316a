"""An installation that was used before it was provisioned: accounts, courses and sections that people made by hand.

Some carry the SIS's keys, some can only be recognised by username or e-mail, and a few point at two people at once.
"""

import dataclasses
import random
from collections import Counter

from sandbox.institution import Institution, Record
from sandbox.institution.calendar import CURRENT_TERM
from sandbox.institution.records import terms_of
from sandbox.simulators.schoology.courses import EMPTY_COURSE
from sandbox.simulators.schoology.sections import EMPTY_SECTION
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.schoology.user_fields import EMPTY_USER

_ROLES = {"teacher": "Teacher", "student": "Student"}
_SHARE_BY_USERNAME = 0.25
_SHARE_BY_EMAIL = 0.15
_OLD_DOMAIN = "mail.old-ridge.example"


@dataclasses.dataclass(frozen=True, slots=True)
class OldAccounts:
    """How many accounts can be matched by what, how many of them have another e-mail, and what else was there."""

    school_uid: int
    username: int
    email: int
    other_emails: int
    conflicts: int
    courses: int
    sections: int


class OldInstallation:
    """Fills a school that nobody has provisioned yet with what was there before."""

    def __init__(self, school: School, institution: Institution) -> None:
        self._school = school
        self._institution = institution

    def old_accounts(self, users: int = 400, other_emails: int = 30, seed: int = 1, conflicts: int = 4) -> OldAccounts:
        """Make accounts for the first students and teachers of the SIS, and a third of its courses.

        Of the accounts about 60 % carry the `school_uid`, 25 % only the username, 15 % only the e-mail address of
        their person; `other_emails` percent of those with `school_uid` or username have an address of their own.
        Conflicts are further accounts, with the e-mail of one person and the username of another, who have none.
        `ValueError` where the school is in use already.
        """
        if len(self._school.users) > 1 or len(self._school.courses):
            raise ValueError("The school is in use already; reset it before.")
        dice = random.Random(f"old_accounts/{seed}")
        people = _people(self._institution)
        reachable = _with_an_email_alone(self._institution)
        chosen = people[:users]
        by_email = _drawn(dice, [one for one in chosen if one["sourcedId"] in reachable], len(chosen) * _SHARE_BY_EMAIL)
        by_key = [one for one in chosen if one["sourcedId"] not in by_email]
        by_username = _drawn(dice, by_key, len(chosen) * _SHARE_BY_USERNAME)
        elsewhere = _drawn(dice, by_key, len(by_key) * other_emails / 100)
        for person in chosen:
            this = person["sourcedId"]
            keys = _keys(person, by_email=this in by_email, by_username=this in by_username)
            if this in elsewhere:
                keys["primary_email"] = f"{person['username']}@{_OLD_DOMAIN}"
            elif this not in reachable:
                keys["primary_email"] = ""
            self._add_account(person, keys)
        spare = [one for one in people[users:] if one["sourcedId"] in reachable]
        courses, sections = self._add_courses(dice)
        return OldAccounts(
            school_uid=len(by_key) - len(by_username),
            username=len(by_username),
            email=len(by_email),
            other_emails=len(elsewhere),
            conflicts=self._add_conflicts(spare[: 2 * conflicts]),
            courses=courses,
            sections=sections,
        )

    def _add_conflicts(self, people: list[Record]) -> int:
        pairs = list(zip(people[::2], people[1::2], strict=False))
        for one, other in pairs:
            self._add_account(one, {"username": other["username"], "primary_email": one["email"]})
        return len(pairs)

    def _add_courses(self, dice: random.Random) -> tuple[int, int]:
        """Add a third of the courses, and what meets of them in the current term; return how many of both."""
        courses = _drawn(dice, list(self._institution.courses.values()), len(self._institution.courses) / 3)
        term = next(one for one in self._institution.academicSessions.values() if one["title"] == CURRENT_TERM)
        rows = {course_id: self._add_course(self._institution.courses[course_id]) for course_id in sorted(courses)}
        classes = [
            record
            for record in self._institution.classes.values()
            if record["course"]["sourcedId"] in rows and term["sourcedId"] in terms_of(record)
        ]
        for record in classes:
            self._add_section(rows[record["course"]["sourcedId"]], record)
        return len(rows), len(classes)

    def _add_account(self, person: Record, keys: Row) -> None:
        roles = {role["role"] for role in person["roles"]}
        title = next(title for role, title in _ROLES.items() if role in roles)
        self._school.users.add(
            {
                **EMPTY_USER,
                "id": next(self._school.ids),
                "name_first": person["givenName"],
                "name_middle": person.get("middleName", ""),
                "name_last": person["familyName"],
                "role_id": self._school.role_titled(title),
                "building_id": self._building(person["primaryOrg"]),
                **keys,
            }
        )

    def _add_course(self, course: Record) -> Row:
        return self._school.courses.add(
            {
                **EMPTY_COURSE,
                "id": next(self._school.ids),
                "title": course["title"],
                "course_code": course["courseCode"],
                "building_id": self._building(course["org"]),
            }
        )

    def _add_section(self, course: Row, record: Record) -> None:
        period = self._school.grading_periods.find("title", CURRENT_TERM)
        assert period is not None
        self._school.sections.add(
            {
                **EMPTY_SECTION,
                "id": next(self._school.ids),
                "course_id": course["id"],
                "title": record["title"],
                "section_code": record["classCode"],
                "grading_periods": [period["id"]],
            }
        )

    def _building(self, org: Record) -> int:
        """Return the id of the building of a SIS school."""
        code = self._institution.orgs[org["sourcedId"]]["identifier"]
        building_id: int = next(one["id"] for one in self._school.buildings if one["building_code"] == code)
        return building_id


def _keys(person: Record, *, by_email: bool, by_username: bool) -> Row:
    """Return the keys of an account that matches by all of them, by username and e-mail, or by e-mail alone."""
    return {
        "school_uid": "" if by_email or by_username else person["identifier"],
        "username": f"old.{person['username']}" if by_email else person["username"],
        "primary_email": person.get("email", ""),
    }


def _people(institution: Institution) -> list[Record]:
    """Return who may have an account: the active students and teachers."""
    return [
        person
        for person in institution.users.values()
        if person["status"] == "active"
        and person["enabledUser"] == "true"
        and any(role["role"] in _ROLES for role in person["roles"])
    ]


def _with_an_email_alone(institution: Institution) -> set[str]:
    """Return the sourcedIds of those whose e-mail address nobody else has; an account's must be its own."""
    owners = Counter(person.get("email", "").casefold() for person in institution.users.values())
    return {
        person["sourcedId"]
        for person in institution.users.values()
        if "email" in person and owners[person["email"].casefold()] == 1
    }


def _drawn(dice: random.Random, records: list[Record], count: float) -> set[str]:
    """Draw about so many records, and return their sourcedIds."""
    return {record["sourcedId"] for record in dice.sample(records, min(round(count), len(records)))}
