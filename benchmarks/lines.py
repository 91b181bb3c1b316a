"""Records to compare: enrollments in their canonical spelling, made one by one so that they fill no memory."""

from collections.abc import Iterator
from dataclasses import dataclass

_CLASS_SIZE = 25
_CLASSES_OF_A_STUDENT = 5


@dataclass(frozen=True, slots=True)
class Case:
    """What differs between the records and their baseline.

    `known` says whether there is a baseline at all; every `changed_every`-th record differs from it (0: none).
    `from_json` makes our side parse and spell each record itself, as the plan does, instead of digesting the line.
    """

    name: str
    title: str
    known: bool = True
    changed_every: int = 0
    from_json: bool = False

    def expected(self, records: int) -> dict[str, int]:
        """Return what a comparison must find."""
        updated = -(-records // self.changed_every) if self.changed_every else 0
        created = 0 if self.known else records
        return {"created": created, "updated": updated, "removed": 0, "unchanged": records - created - updated}


CASES = {
    case.name: case
    for case in (
        Case("unchanged", "nothing changed"),
        Case("changed", "1 % changed", changed_every=100),
        Case("first", "first load", known=False),
        Case("from-json", "nothing changed, from JSON", from_json=True),
    )
}


def lines(records: int, changed_every: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield the key and the canonical line of so many enrollments; those that changed have another role."""
    students = records // _CLASSES_OF_A_STUDENT + 1
    for number in range(records):
        course_class = f"c1a55000-0000-4000-8000-{number // _CLASS_SIZE:012x}"
        user = f"5e200000-0000-4000-8000-{number % students:012x}"
        role = "teacher" if changed_every and number % changed_every == 0 else "student"
        yield f"{course_class}/{user}", f'{{"class":"{course_class}","role":"{role}","user":"{user}"}}'.encode()
