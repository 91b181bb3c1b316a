"""Students and staff: their numbers, names, addresses and roles."""

import random
from collections.abc import Iterator

from sandbox.institution.calendar import BEFORE_SCHOOL
from sandbox.institution.names import FAMILY_NAMES, GIVEN_NAMES, account_name
from sandbox.institution.records import Record, new_record, reference

STAFF_DOMAIN = "maple-ridge.example"
STUDENT_DOMAIN = "students.maple-ridge.example"


class PeopleOffice:
    """Makes people with district numbers that start with zeros and are never given twice."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._student_numbers = _numbers(dice, "00{:05d}")
        self._staff_numbers = _numbers(dice, "0{:05d}")

    def student(self, school: Record, grade: str, modified: str = BEFORE_SCHOOL) -> Record:
        """Make a student of one school in one grade ("01" to "12")."""
        number = next(self._student_numbers)
        return self._person(number, "student", school, STUDENT_DOMAIN, modified) | {"grades": [grade]}

    def staff(self, org: Record, role: str) -> Record:
        """Make an employee of one org in a OneRoster role such as "teacher" or "principal"."""
        return self._person(next(self._staff_numbers), role, org, STAFF_DOMAIN, BEFORE_SCHOOL)

    def _person(self, number: str, role: str, org: Record, domain: str, modified: str) -> Record:
        given, family = self._dice.choice(GIVEN_NAMES), self._dice.choice(FAMILY_NAMES)
        username = account_name(given, family, number)
        person = new_record(
            self._dice,
            modified,
            enabledUser="true",
            username=username,
            userIds=[{"type": "districtId", "identifier": number}],
            givenName=given,
            familyName=family,
            identifier=number,
            email=f"{username}@{domain}",
            primaryOrg=reference("org", org["sourcedId"]),
            roles=[role_in(org, role, primary=True)],
        )
        if self._dice.random() < 0.6:  # noqa: PLR2004 - the rest have no middle name, as in life
            person["middleName"] = self._dice.choice(GIVEN_NAMES)
        return person


def role_in(org: Record, role: str, *, primary: bool) -> Record:
    """Make one entry of a user's list of roles."""
    return {
        "roleType": "primary" if primary else "secondary",
        "role": role,
        "org": reference("org", org["sourcedId"]),
    }


def _numbers(dice: random.Random, pattern: str) -> Iterator[str]:
    return (pattern.format(number) for number in dice.sample(range(1_000, 99_999), 20_000))
