"""Builds the sample LMS from a seed."""

import random
from collections.abc import Iterator

from sandbox.institution.lms.records import Course, Lms, Person
from sandbox.institution.names import FAMILY_NAMES, GIVEN_NAMES, account_name

DEFAULT_SEED = 4711
CREDIT_TYPES = ("AMA PRA Category 1", "ANCC", "Attendance")
_PEOPLE, _STRANGERS, _COURSES = 400, 30, 40
_DOMAIN = "health.maple-ridge.example"
# Every so many-th person never came through the single sign-on, so that only the e-mail address names them.
_WITHOUT_ID = 5
# Every so many-th course requires nothing, and every so many-th of all has no external id.
_WITHOUT_OBJECTS, _UNNAMED = 5, 13
_SUBJECTS = (
    "Airway Management", "Antibiotic Stewardship", "Chest Pain", "Diabetes in Adults", "Emergency Ultrasound",
    "Fall Prevention", "Hand Hygiene", "Heart Failure", "Opioid Prescribing", "Pain in Children", "Sepsis",
    "Stroke", "Wound Care",
)  # fmt: skip
_FORMS = ("Grand Rounds", "Online Module", "Workshop", "Update")


def sample_lms(seed: int = DEFAULT_SEED) -> Lms:
    """Build the LMS: 400 people and 40 courses, of which 8 require nothing; and 30 strangers."""
    dice = random.Random(seed)
    everybody = [_person(dice, number) for number in range(1, _PEOPLE + _STRANGERS + 1)]
    return Lms(
        people=tuple(everybody[:_PEOPLE]),
        strangers=tuple(everybody[_PEOPLE:]),
        courses=tuple(_courses(dice)),
        credit_types=CREDIT_TYPES,
    )


def _person(dice: random.Random, number: int) -> Person:
    given, family = dice.choice(GIVEN_NAMES), dice.choice(FAMILY_NAMES)
    # Leading zeros, which spreadsheets like to lose.
    external_id = f"{number:06d}" if number % _WITHOUT_ID else ""
    return Person(external_id, f"{account_name(given, family, str(number))}@{_DOMAIN}", given, family)


def _courses(dice: random.Random) -> Iterator[Course]:
    for number in range(1, _COURSES + 1):
        title = f"{_SUBJECTS[number % len(_SUBJECTS)]}: {_FORMS[number % len(_FORMS)]}"
        yield Course(
            external_id=f"CE-{number:03d}" if number % _UNNAMED else "",
            title=title,
            required_objects=dice.randint(1, 4) if number % _WITHOUT_OBJECTS else 0,
            credit_type=dice.choice(CREDIT_TYPES),
            credits=dice.choice(("0.5", "1", "1.25", "2")),
        )
