"""The shapes that Ethos answers in: what the contract has of each resource that is relied on, and nothing else.

A resource that is not as agreed spoils the page that it is on: what cannot be read must not look as if it had left.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from rollbook.connectors.amounts import Amount
from rollbook.connectors.days import Day
from rollbook.connectors.header_keys import HeaderKey
from rollbook.connectors.identifiers import Id
from rollbook.model.records import Json

_KeyPart = Annotated[str, Field(min_length=1, pattern=r"^[^,/]+$")]
_Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d")]
_Count = Annotated[int, Field(ge=0)] | None
_Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, hide_input_in_errors=True)


class _Reference(_Read):
    id: Id


class _Resource(_Read):
    id: Id


class _Kind(_Read):
    type: str


class _Period(_Resource):
    code: _KeyPart
    title: str
    start_on: _Moment
    end_on: _Moment
    category: _Kind


class _Coded(_Resource):
    code: str


class _Abbreviated(_Resource):
    abbreviation: str


class _Room(_Resource):
    number: str
    building: _Reference


class _Credential(_Read):
    type: str
    value: str


class _Person(_Resource):
    credentials: list[_Credential]


class _Title(_Read):
    type: _Reference
    value: str


class _Credit(_Read):
    measure: str
    minimum: Amount
    maximum: Amount | None = None


class _CourseStatus(_Read):
    category: Literal["active", "inactive"]


class _Course(_Resource):
    titles: list[_Title]
    description: str | None = None
    subject: _Reference
    number: _KeyPart
    credits: list[_Credit]
    start_on: Day
    end_on: Day | None = None
    status: _CourseStatus
    departments: list[_Reference] = []
    sites: list[_Reference] = []


class _SectionStatus(_Read):
    category: Literal["open", "closed", "pending", "cancelled"]


class _Waitlist(_Read):
    waitlist_maximum: _Count = None


class _Section(_Resource):
    code: str
    titles: list[_Title]
    number: _KeyPart
    academic_period: _Reference
    course: _Reference
    site: _Reference | None = None
    start_on: Day
    end_on: Day | None = None
    status: _SectionStatus
    credits: list[_Credit] = []
    max_enrollment: _Count = None
    waitlist: _Waitlist | None = None
    instructional_methods: list[_Reference] = []
    instructional_delivery_method: _Reference | None = None
    grade_schemes: list[_Reference] = []
    part_of_term: str | None = None
    enrollment: Annotated[int, Field(ge=0)]


class _TimePeriod(_Read):
    start_on: _Moment
    end_on: _Moment


class _RepeatRule(_Read):
    type: Literal["weekly"]
    interval: Literal[1]
    days_of_week: list[_Weekday]


class _Recurrence(_Read):
    time_period: _TimePeriod
    repeat_rule: _RepeatRule


class _Place(_Read):
    room: _Reference


class _Location(_Read):
    location: _Place


class _Event(_Resource):
    section: _Reference
    instructional_method: _Reference | None = None
    recurrence: _Recurrence
    locations: list[_Location] = []


class _Teaching(_Resource):
    section: _Reference
    instructor: _Reference
    instructor_role: Literal["primary", "secondary"] = "secondary"
    responsibility_percentage: int | None = None


class _Member(_Read):
    section: _Reference
    type: Literal["primary", "secondary"]


class _Crosslist(_Resource):
    code: _KeyPart
    sections: list[_Member]
    waitlist: Literal["separate", "combined"] = "separate"
    max_enrollment: _Count = None


class Error(_Read):
    """What speaks against a call: a code such as `Section.Duplicate`, and words that may quote a record."""

    code: str = ""
    title: str = ""
    description: str = ""


class _Errors(_Read):
    errors: list[Error]


ModelT = TypeVar("ModelT", bound=_Resource)


class Reader:
    """Reads the pages and the single resources of one kind."""

    def __init__(self, model: type[ModelT]) -> None:
        rows: TypeAdapter[list[ModelT]] = TypeAdapter(list[model])  # type: ignore[valid-type] # known when this runs
        self.many: Callable[[bytes], list[Json]] = lambda content: [_dumped(one) for one in rows.validate_json(content)]
        self.one: Callable[[bytes], Json] = lambda content: _dumped(model.model_validate_json(content))


def _dumped(model: _Read) -> Json:
    return model.model_dump(mode="json", by_alias=True)


READERS: Mapping[str, Reader] = {
    "academic-periods": Reader(_Period),
    "buildings": Reader(_Coded),
    "course-title-types": Reader(_Coded),
    "courses": Reader(_Course),
    "educational-institution-units": Reader(_Coded),
    "grade-schemes": Reader(_Coded),
    "instructional-delivery-methods": Reader(_Coded),
    "instructional-events": Reader(_Event),
    "instructional-methods": Reader(_Abbreviated),
    "persons": Reader(_Person),
    "rooms": Reader(_Room),
    "section-crosslists": Reader(_Crosslist),
    "section-instructors": Reader(_Teaching),
    "section-title-types": Reader(_Coded),
    "sections": Reader(_Section),
    "sites": Reader(_Coded),
    "subjects": Reader(_Abbreviated),
}
"""What reads each resource."""


def read_token(content: bytes) -> SecretStr:
    """Return a token, which is the whole body."""
    return _TOKEN.validate_python(content.decode("ascii", "replace").strip())


_TOKEN: TypeAdapter[SecretStr] = TypeAdapter(HeaderKey)


def errors_of(content: bytes) -> list[Error]:
    """Return what speaks against a call, nothing where the refusal does not say it."""
    try:
        return _Errors.model_validate_json(content).errors
    except ValidationError:
        return []


def words_of(content: bytes) -> str:
    """Return the codes of a refusal as one word, which a sentence about a whole call may hold."""
    return "_".join(dict.fromkeys(error.code.replace(".", "_") for error in errors_of(content) if error.code))
