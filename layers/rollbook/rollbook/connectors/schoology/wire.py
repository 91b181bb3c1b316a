"""The shapes that Schoology answers in, as far as they are relied on.

Ids come as numbers in one place and as strings in the next: both are read.
"""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from rollbook.model.records import Json

_DOCUMENT = TypeAdapter(dict[str, Any])


def _absent_is_empty(value: Any) -> Any:
    return "" if value is None else value


Text = Annotated[str, BeforeValidator(_absent_is_empty)]
# How an empty list is shown is not documented.
_Some = BeforeValidator(lambda value: value or [])


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True, hide_input_in_errors=True)


class ItemAnswer(_Read):
    """What became of one item of a bulk call, with whatever names it."""

    response_code: int
    id: Text = ""
    message: Text = ""
    school_uid: Text = ""
    course_code: Text = ""
    section_school_code: Text = ""


class Created(_Read):
    """A single object that was created."""

    id: str


class Account(_Read):
    """A user, as far as a connection check looks."""

    id: str
    role_id: Text = ""


class Role(_Read):
    """A role; `faculty` is 1 for those of staff."""

    id: str
    title: Text = ""
    faculty: int = 0


class Roles(_Read):
    """All roles of the school."""

    role: list[Role] = []


class Listing(_Read):
    """A page of a list; a list that is not paged declares its total too."""

    items: Annotated[list[Json], _Some]
    total: int


class _GradeRows(_Read):
    grade: Annotated[list[Json], _Some] = []


class _Grades(_Read):
    # Required: where Schoology does not know what was asked for below a section, it answers with the section itself.
    grades: Annotated[_GradeRows, BeforeValidator(lambda value: value or {})]


class _Categories(_Read):
    grading_category: Annotated[list[Json], _Some]


class Target(_Read):
    """An address that events are sent to; its id goes back as a number."""

    id: Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
    target: Text = ""
    description: Text = ""


class Targets(_Read):
    """All such addresses of the school."""

    target: Annotated[list[Target], _Some]


class Subscribed(_Read):
    """What became of one subscription."""

    status: int
    message: Text = ""


class Subscriptions(_Read):
    """What became of the subscriptions of one call."""

    subscription: list[Subscribed]


_ITEMS = TypeAdapter(list[ItemAnswer])


def items_reader(collection: str, singular: str) -> Callable[[bytes], list[ItemAnswer]]:
    """Return what reads a bulk answer; enrollments come in one wrapper more than the others, so either is accepted."""

    def read(content: bytes) -> list[ItemAnswer]:
        document = _DOCUMENT.validate_json(content)
        wrapped = document.get(collection)
        return _ITEMS.validate_python((wrapped if isinstance(wrapped, dict) else document).get(singular))

    return read


def listing_reader(word: str) -> Callable[[bytes], Listing]:
    """Return what reads a page of a list under its word."""

    def read(content: bytes) -> Listing:
        document = _DOCUMENT.validate_json(content)
        return Listing.model_validate({"items": document.get(word), "total": document.get("total")})

    return read


def grades_of(content: bytes) -> list[Json]:
    """Read a page of grades as they came."""
    return _Grades.model_validate_json(content).grades.grade


def categories_of(content: bytes) -> list[Json]:
    """Read the grading categories of a section as they came."""
    return _Categories.model_validate_json(content).grading_category


def object_of(content: bytes) -> Json:
    """Read a single object as it came."""
    return _DOCUMENT.validate_json(content)


def words_of(content: bytes) -> str:
    """Return what a refusal says: Schoology answers with nothing or with one bare JSON string."""
    try:
        return TypeAdapter(str).validate_json(content)
    except ValidationError:
        return ""
