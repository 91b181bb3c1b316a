"""The shapes that Coursedog answers in: what the contract has of each record that is relied on, and nothing else.

A record that is not as agreed spoils the page that it is on: what cannot be read must not look as if it had left.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, TypeAdapter
from pydantic.alias_generators import to_camel

from rollbook.connectors.amounts import Amount
from rollbook.connectors.days import Day
from rollbook.connectors.header_keys import HeaderKey
from rollbook.connectors.identifiers import Id
from rollbook.connectors.offsets import Slice
from rollbook.model.records import Json

_KeyPart = Annotated[str, Field(min_length=1, pattern=r"^[^,/]+$")]
_Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
_Count = Annotated[int, Field(ge=0)] | None
_Hours = Amount | None


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, hide_input_in_errors=True)


class _Term(_Read):
    id: _KeyPart
    display_name: str
    start_date: Day
    end_date: Day
    historical: bool


class _Record(_Read):
    id: Id
    version: Annotated[int, Field(ge=1, strict=True)]
    sis_id: _Text = ""


class _Course(_Record):
    code: _KeyPart
    name: str | None
    long_name: str | None
    description: str | None
    status: Literal["active", "inactive"]
    min_credit_hours: _Hours
    max_credit_hours: _Hours
    departments: list[str]
    campuses: list[str]
    effective_start_date: Day | None
    effective_end_date: Day | None


class _Professor(_Read):
    instructor_id: str
    role: Literal["primary", "secondary"]
    percentage: int | None


class _Time(_Read):
    id: _Text
    days: str
    start_time: str | None
    end_time: str | None
    start_date: Day | None
    end_date: Day | None
    classroom: str
    meeting_type: str


class _Section(_Record):
    term_code: _KeyPart
    course_code: _KeyPart
    section_number: _KeyPart
    status: Literal["active", "pending", "cancelled", "inactive"]
    section_name: str | None
    section_type: str | None
    campus: str | None
    instruction_mode: str | None
    part_of_term: str | None
    grade_mode: str | None
    call_number: str | None
    start_date: Day | None
    end_date: Day | None
    min_credit_hours: _Hours
    max_credit_hours: _Hours
    max_enrollment: _Count
    max_waitlist: _Count
    enrollment: _Count
    professors_meta: list[_Professor]
    times: list[_Time]
    last_edited_at: AwareDatetime | None
    last_edited_by: _Text


class _Relationship(_Record):
    term_code: _KeyPart
    group_id: _KeyPart
    type: str
    sections: list[str]
    primary_section: str | None
    waitlist: Literal["combined", "separate"] | None
    combined_max_enrollment: _Count
    last_edited: AwareDatetime | None
    last_edited_by: _Text


class _User(_Read):
    id: Id
    roles: list[str]
    products: list[str]


class _Terms(_Read):
    terms: list[_Term]


class Error(_Read):
    """What is wrong with an item: a code, the field that it is about, and words that may quote a record."""

    code: str
    field: str = ""
    message: str = ""


class Result(_Read):
    """What became of one item: an HTTP status, Coursedog's id for it, and what is wrong with it."""

    status: int
    id: Id | None
    errors: list[Error]


class _Results(_Read):
    results: list[Result]


class Webhook(_Read):
    """Where events go."""

    url: str


class _Session(_Read):
    token: HeaderKey


ModelT = TypeVar("ModelT", bound=_Read)
Reader = Callable[[bytes], Slice]


class _Envelope(_Read):
    """A page, whatever its list and its total are called."""

    records: list[Json]
    total: int = Field(ge=0, strict=True)


def _reader(model: type[ModelT], most: int, records: str = "items", total: str = "total") -> Reader:
    rows: TypeAdapter[list[ModelT]] = TypeAdapter(list[model])  # type: ignore[valid-type] # known when this runs

    def read(content: bytes) -> Slice:
        page = _OBJECT.validate_json(content)
        envelope = _Envelope.model_validate({"records": page.get(records), "total": page.get(total)})
        return Slice(_dumped(rows.validate_python(envelope.records)), envelope.total, most)

    return read


def _dumped(models: list[ModelT]) -> list[Json]:
    return [model.model_dump(mode="json", by_alias=True) for model in models]


_OBJECT: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
_MOST = 200
LISTS: dict[str, Reader] = {
    "courses": _reader(_Course, _MOST, "data", "listLength"),
    "sections": _reader(_Section, _MOST),
    "relationships": _reader(_Relationship, _MOST),
    "users": _reader(_User, _MOST),
}
"""What reads a page of each list."""


def read_terms(content: bytes) -> list[Json]:
    """Return all terms."""
    return _dumped(_Terms.model_validate_json(content).terms)


def read_changes(content: bytes) -> Slice:
    """Return a page of events, as they are."""
    page = _OBJECT.validate_json(content)
    envelope = _Envelope.model_validate({"records": page.get("items"), "total": page.get("total")})
    return Slice(envelope.records, envelope.total, _MOST)


def read_results(content: bytes) -> list[Result]:
    """Return what became of each item."""
    return _Results.model_validate_json(content).results


def read_token(content: bytes) -> SecretStr:
    """Return the token of a session."""
    return _Session.model_validate_json(content).token
