"""What a learning management system for continuing education begins with: people, courses, kinds of credit."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """Somebody who learns; `external_id` is the id of the single sign-on, empty for who never used it."""

    external_id: str
    email: str
    first_name: str
    last_name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Course:
    """A course, its external id (empty for one that no file can name), and how many objects it requires.

    Who completes it by the system's own doing is awarded `credits` of `credit_type`; nothing where they are empty.
    """

    external_id: str
    title: str
    required_objects: int
    credit_type: str = ""
    credits: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Lms:
    """The people and courses at the start, and the strangers: people of the files who have no account yet."""

    people: tuple[Person, ...]
    strangers: tuple[Person, ...]
    courses: tuple[Course, ...]
    credit_types: tuple[str, ...]

    @property
    def demanding(self) -> tuple[Course, ...]:
        """The courses that a file can name and that complete nobody on enrollment."""
        return tuple(course for course in self.courses if course.external_id and course.required_objects)
