"""What the rules look up: the people and courses of the LMS, and what the rows say together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rollbook.flows.courserecords.importing.faults import is_sound
from rollbook.flows.courserecords.importing.rows import (
    NAMED_BY_ID,
    course_key,
    enrollment_of,
    folded,
    key_of_course,
    person_of,
    value,
)
from rollbook.model.descriptors import TARGET, Context
from rollbook.model.records import Json
from rollbook.model.tables import ROWS

USERS, COURSES = f"{TARGET}users", f"{TARGET}courses"


class Ambiguous:
    """Stands for several records of the LMS that have the same name."""


AMBIGUOUS = Ambiguous()
Found = str | Ambiguous | None


@dataclass(frozen=True, slots=True)
class People:
    """Who is in the LMS: the id there by user id and by e-mail address; `owners` are the user ids by id there."""

    by_id: Mapping[str, Found]
    by_mail: Mapping[str, Found]
    owners: Mapping[str, str]

    def of(self, row: Json) -> "Found | Contradiction":
        """Return the id of a row's person, None for somebody who is not there yet.

        The user id counts, and where nobody has it, the e-mail address of somebody who has no other.
        """
        user, mail = folded(row, "external_user_id"), folded(row, "external_email")
        named = self.by_id.get(user) if user else None
        addressed = self.by_mail.get(mail) if mail else None
        if named is None and isinstance(addressed, str):
            return CONTRADICTION if user and self.owners.get(addressed) else addressed
        if isinstance(named, str) and isinstance(addressed, str) and named != addressed:
            return CONTRADICTION
        return named if named is not None else addressed


@dataclass(frozen=True, slots=True)
class Course:
    """A course of the LMS: its external id as the LMS writes it, and how many objects it requires."""

    external_id: str
    required_objects: int


class Contradiction:
    """Stands for a user id and an e-mail address of two different people."""


CONTRADICTION = Contradiction()


@dataclass(frozen=True, slots=True)
class Enrolling:
    """What the rows of one person in one course say of the enrollment, as written."""

    start: str = ""
    end: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """What only all rows tell: how people are enrolled, by the enrollment's key, and who is named in two ways.

    `doubled` holds a course by its key and a person by the id in the LMS, where not all rows name the user id.
    """

    enrolling: Mapping[str, Enrolling]
    doubled: frozenset[tuple[str, str]]


@dataclass(slots=True)
class _Named:
    by_id: set[str] = field(default_factory=set)
    by_mail: set[str] = field(default_factory=set)


def people(records: Iterable[Json], _context: Context) -> People:
    """Return who is in the LMS."""
    by_id: dict[str, Found] = {}
    by_mail: dict[str, Found] = {}
    owners: dict[str, str] = {}
    for user in records:
        reference, external = str(user["id"]), (user["externalId"] or "").casefold()
        _note(by_id, external, reference)
        _note(by_mail, (user["email"] or "").casefold(), reference)
        owners[reference] = external
    return People(by_id, by_mail, owners)


def courses(records: Iterable[Json], _context: Context) -> dict[str, Course | Ambiguous]:
    """Return the courses of the LMS by the keys that rows give them."""
    found: dict[str, Course | Ambiguous] = {}
    for course in records:
        if external := course["externalId"]:
            key = key_of_course(external)
            found[key] = AMBIGUOUS if key in found else Course(external, int(course["requiredObjects"]))
    return found


def together(records: Iterable[Json], context: Context) -> Together:
    """Return what the rows that are sound tell together; of several files the newest, which comes first, counts."""
    known: People = context.lookups[USERS]
    enrolling: dict[str, Enrolling] = {}
    named: dict[str, _Named] = {}
    for row in records:
        if is_sound(row):
            _add(enrolling, row)
            reference = known.of(row)
            if isinstance(reference, str):
                ways = named.setdefault(course_key(row), _Named())
                (ways.by_id if person_of(row).startswith(NAMED_BY_ID) else ways.by_mail).add(reference)
    doubled = {(course, one) for course, ways in named.items() for one in ways.by_id & ways.by_mail}
    return Together(enrolling, frozenset(doubled))


def _add(enrolling: dict[str, Enrolling], row: Json) -> None:
    told = Enrolling(value(row, "enrollment_start"), value(row, "enrollment_end"), value(row, "participant_category"))
    if told == _NOTHING:
        return
    key = enrollment_of(row)
    before = enrolling.get(key, _NOTHING)
    dates = before if before.start or before.end else told
    enrolling[key] = replace(dates, category=before.category or told.category)


def _note(names: dict[str, Found], name: str, reference: str) -> None:
    if name:
        names[name] = AMBIGUOUS if name in names else reference


_NOTHING = Enrolling()

LOOKUPS: Mapping[str, Any] = {USERS: people, COURSES: courses, ROWS: together}
