"""A row by what it is about: its course, its person, and the records that it stands for.

The LMS tells no capital letters from small ones, so neither do keys.
"""

from rollbook.model.records import Json

COURSES, COMPLETIONS, CREDITS, ENROLLMENTS = "courses", "completions", "credits", "enrollments"
GLOBAL = "global"
NAMED_BY_ID, NAMED_BY_MAIL = "id:", "mail:"

YES = "1"


def value(row: Json, column: str) -> str:
    """Return what a row has in a column, empty where it has nothing."""
    found: str = row["values"].get(column, "")
    return found


def folded(row: Json, column: str) -> str:
    """Return what a row has in a column in the way in which the LMS compares it."""
    return value(row, column).casefold()


def is_global(row: Json) -> bool:
    """Say whether the row names its course, instead of standing in a file for one course (CR1)."""
    return bool(row["importer"] == GLOBAL)


def is_complete(row: Json) -> bool:
    """Say whether the person has completed the course; where the row says nothing, the person has not."""
    return value(row, "complete") == YES


def course_of(row: Json) -> str:
    """Return the external id of the row's course, empty where it names none."""
    return value(row, "external_course_id") if is_global(row) else str(row["course"] or "")


def person_of(row: Json) -> str:
    """Return the name that a row gives its person in keys, empty where it names nobody; the user id goes first."""
    if user := folded(row, "external_user_id"):
        return f"{NAMED_BY_ID}{user}"
    mail = folded(row, "external_email")
    return f"{NAMED_BY_MAIL}{mail}" if mail else ""


def enrollment_of(row: Json) -> str:
    """Return the key of the enrollment, and of the completion: course and person; empty where one is missing."""
    course, person = course_key(row), person_of(row)
    return f"{course}/{_part(person)}" if course and person else ""


def credit_of(row: Json) -> str:
    """Return the key of the row's credit, empty where it has none."""
    enrollment, kind = enrollment_of(row), folded(row, "credit_type")
    return f"{enrollment}/{_part(kind)}" if enrollment and kind and value(row, "credits") else ""


def course_key(row: Json) -> str:
    """Return the key of the row's course, empty where it names none."""
    return key_of_course(course_of(row))


def key_of_course(external_id: str) -> str:
    """Return the key of a course by its external id."""
    return _part(external_id.casefold())


def place_of(row: Json) -> str:
    """Return the key of a row that can have no other: where it stands."""
    return f"{row['file']}:{row['line']}"


def keys_of(row: Json) -> tuple[tuple[str, str], ...]:
    """Return stream and key of the records that a row stands for as far as it says, the most telling last."""
    enrollment, credit = enrollment_of(row), credit_of(row)
    found = [
        (COURSES, course_key(row) if is_global(row) else ""),
        (ENROLLMENTS, enrollment),
        (COMPLETIONS, enrollment if is_complete(row) else ""),
        (CREDITS, credit if is_complete(row) else ""),
    ]
    return tuple((stream, key) for stream, key in found if key)


def _part(text: str) -> str:
    """Return a part of a key: with a slash of its own it could be taken for two."""
    # What is folded has no capital F, so no other text becomes the same.
    return text.replace("/", "%2F")
