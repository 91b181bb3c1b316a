"""Writes good files of course records: every row can be imported, though some people have no account yet."""

import csv
import io
import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.institution.lms.building import DEFAULT_SEED, sample_lms
from sandbox.institution.lms.records import Course, Lms, Person

COLUMNS = (
    "external_course_id", "title", "external_user_id", "external_email", "first_name", "last_name",
    "enrollment_start", "enrollment_end", "credits", "credit_type", "credit_expiration", "complete",
    "date_completed", "attended", "participant_category",
)  # fmt: skip
"""The columns of the file, in their order."""

_OF_THE_COURSE = ("external_course_id", "title")
_LEGACY = tuple(Course(f"LEGACY-{number:02d}", f"Archive, part {number}", 0) for number in range(1, 13))
_FIRST_DAY, _DAYS = date(2024, 1, 1), 700
# One in so many.
_INCOMPLETE, _TWO_CREDITS = 8, 8
_CATEGORIES = ("physician", "other")
_CREDITS = ("0.5", "1", "1.25", "1.5", "2", "12.75")
_LASTS = timedelta(days=730)

Row = dict[str, str]


def course_records(rows: int = 5_000, seed: int = DEFAULT_SEED, course: str = "", skip: int = 0) -> str:
    """Return a CSV file of so many rows: for the global importer, or without course columns for that of one course.

    Of the courses in a global file twelve are unknown to the LMS. Who is not complete is only in courses with required
    objects. Every person has a participant category in one row, and no person, course and credit type comes twice; nor
    does anything that is among the rows of the same seed which are skipped.
    Raises ValueError for more rows than people and courses allow.
    """
    lms = sample_lms()
    courses = [one for one in lms.courses if one.external_id == course] if course else [*lms.demanding, *_LEGACY]
    made = list(itertools.islice(_rows(lms, courses, random.Random(seed)), skip, skip + rows))
    if len(made) < rows:
        raise ValueError(f"There can be {len(made)} rows, not {rows}.")
    columns = [name for name in COLUMNS if not (course and name in _OF_THE_COURSE)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(made)
    return text.getvalue()


def _rows(lms: Lms, courses: list[Course], dice: random.Random) -> Iterator[Row]:
    pairs = list(itertools.product([*lms.people, *lms.strangers], courses))
    dice.shuffle(pairs)
    categorised: set[Person] = set()
    for person, course in pairs:
        for row in _of_pair(person, course, lms.credit_types, dice):
            if person not in categorised:
                categorised.add(person)
                # Only with a category, and so once per person.
                row["enrollment_start"] = row["enrollment_end"] = _day(dice)
                row["participant_category"] = dice.choice(_CATEGORIES)
            yield row


def _of_pair(person: Person, course: Course, credit_types: tuple[str, ...], dice: random.Random) -> Iterator[Row]:
    """Yield a person's rows in one course: one for each credit type, which agree in everything else."""
    shared = {
        "external_course_id": course.external_id,
        "title": course.title,
        "external_user_id": person.external_id,
        "external_email": person.email if not person.external_id or dice.randrange(2) else "",
        "first_name": person.first_name,
        "last_name": person.last_name,
    }
    if course.required_objects and not dice.randrange(_INCOMPLETE):
        yield {**shared, "complete": "0"}
        return
    completed = _FIRST_DAY + timedelta(days=dice.randrange(_DAYS))
    shared |= {
        "complete": "1",
        "date_completed": _spelled(completed, dice),
        "attended": dice.choice(("1", "0", "")),
    }
    for credit_type in dice.sample(credit_types, 1 if dice.randrange(_TWO_CREDITS) else 2):
        expiration = (completed + _LASTS).isoformat() if dice.randrange(2) else ""
        credit = {"credits": dice.choice(_CREDITS), "credit_type": credit_type, "credit_expiration": expiration}
        yield {**shared, **credit}


def _day(dice: random.Random) -> str:
    return (_FIRST_DAY + timedelta(days=dice.randrange(_DAYS))).isoformat()


def _spelled(day: date, dice: random.Random) -> str:
    """Write a moment as a file may have it: a date, or a time with its offset."""
    return dice.choice((f"{day}", f"{day}T14:30:00Z", f"{day}T09:00:00-05:00"))
