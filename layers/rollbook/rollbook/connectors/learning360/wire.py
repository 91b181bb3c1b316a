"""The shapes that 360Learning answers in: what is relied on of each object, and nothing else.

An object that is not as agreed spoils the page that it is on: what cannot be read must not look as if it had left.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from rollbook.connectors.amounts import Amount
from rollbook.connectors.header_keys import HeaderKey
from rollbook.connectors.identifiers import Id
from rollbook.model.records import Json

_TELLING = frozenset({"invalidInput", "invalidRequest"})
"""Codes that say nothing without their message."""

_Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, hide_input_in_errors=True)


class _Object(_Read):
    id: Annotated[Id, Field(alias="_id")]


class Integration(_Object):
    """The place to which one external platform's courses come."""

    external_platform: str
    author_id: str
    group_id: str


class User(_Object):
    """Somebody with an account; `status` is active, invited or deleted."""

    mail: _Text = ""
    status: str
    lang: str


class Group(_Object):
    """A group of the company."""

    name: str


class Role(_Read):
    """What somebody may do in a group."""

    user_id: str
    role: str


class BulkOperation(_Object):
    """A bulk operation; its status is pending, queued, running, completed or error."""

    type: str
    created_at: AwareDatetime
    status: Literal["pending", "queued", "running", "completed", "error"]
    error_message: _Text = ""

    @property
    def is_over(self) -> bool:
        """Say whether it goes on no more."""
        return self.status in {"completed", "error"}


class Result(_Read):
    """What became of one object of a bulk operation: the id of what it made or met, or why it failed."""

    input: Json
    status: Literal["success", "error"]
    resource_id: Id | None = None
    error_message: _Text = ""


class ExternalCourse(_Read):
    """A course as its integration sees it; `fields` are all that the vendor shows."""

    course_id: Id
    fields: Json


class Course(_Object):
    """A course as the list of all courses shows it; its status is published, archived or deleted."""

    status: str


class Attempt(_Object):
    """One attempt of a user at a course; `time_spent` is milliseconds."""

    first_activity_at: AwareDatetime | None = None
    last_activity_at: AwareDatetime | None = None
    time_spent: Amount
    progress: Amount


class Tag(_Object):
    """A tag; `external_id` is the one of whoever keeps it in step, empty for a tag that people made."""

    name: str
    is_main: bool
    external_id: _Text = ""


class CourseTag(_Read):
    """A tag that a course has."""

    tag_id: Id


class _Token(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: HeaderKey


class _Error(_Read):
    code: _Text = ""
    message: _Text = ""


class _Refusal(_Read):
    error: Annotated[_Error, BeforeValidator(lambda value: {"code": value} if isinstance(value, str) else value)]


ReadT = TypeVar("ReadT", bound=_Read)


def rows_of(model: type[ReadT]) -> Callable[[bytes], list[ReadT]]:
    """Return what reads a page of such objects."""
    rows: TypeAdapter[list[ReadT]] = TypeAdapter(list[model])  # type: ignore[valid-type] # known when this runs
    return rows.validate_json


def read_external_course(content: bytes) -> ExternalCourse:
    """Read a course as its integration sees it."""
    fields: Any = TypeAdapter(Json).validate_json(content)
    return ExternalCourse.model_validate({"courseId": fields.get("courseId"), "fields": fields})


read_integrations = rows_of(Integration)
read_users = rows_of(User)
read_roles = rows_of(Role)
read_operations = rows_of(BulkOperation)
read_results = rows_of(Result)
read_courses = rows_of(Course)
read_attempts = rows_of(Attempt)
read_tags = rows_of(Tag)
read_course_tags = rows_of(CourseTag)
read_ids: Callable[[bytes], list[str]] = TypeAdapter(list[Id]).validate_json


def read_token(content: bytes) -> HeaderKey:
    """Read the answer to the request for a token."""
    return _Token.model_validate_json(content).access_token


def code_of(content: bytes) -> str:
    """Return the code of a refusal, empty where there is none."""
    return _error_of(content).code


def words_of(content: bytes) -> str:
    """Return what a refusal says: its code, with the message where a code says nothing without it."""
    error = _error_of(content)
    return f"{error.code}: {error.message}" if error.code in _TELLING and error.message else error.code


def _error_of(content: bytes) -> _Error:
    try:
        return _Refusal.model_validate_json(content).error
    except ValidationError:
        return _Error()
