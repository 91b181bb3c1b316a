"""The shapes that GEGI answers in: what the contract has of each record, with ids as text, and nothing else.

A record that is not as agreed spoils the page that it is on: what cannot be read must not look as if it had left.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from rollbook.connectors.cursors import Slice
from rollbook.connectors.identifiers import Id
from rollbook.connectors.results import results_reader
from rollbook.model.records import Json

# Ids are put together by these marks.
_Id = Annotated[Id, Field(pattern=r"^[^/,.]+$")]
_Date = Annotated[date, Field(strict=True)]
_TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
_Name = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, hide_input_in_errors=True)


class _Record(_Read):
    id: _Id


class _School(_Record):
    name: str
    send_new_program_courses: bool


class _Campus(_Record):
    name: str
    time_zone: str


class _Program(_Record):
    title: str


class _ProgramCourse(_Record):
    program_id: _Id
    title: str
    send_to_course_key: bool | None


class _Group(_Record):
    program_id: _Id
    campus_id: _Id
    title: str


class _Course(_Record):
    group_id: _Id
    program_course_id: _Id | None
    title: str
    start_date: _Date
    end_date: _Date
    completed_date: _Date | None
    hours_type: Literal["Attendance", "Attendance Log"]
    send_to_course_key: bool | None
    instructor_ids: list[_Id]


class _Person(_Record):
    first_name: _Name = ""
    last_name: _Name = ""
    email: str | None = None


class _Agreement(_Record):
    student_id: _Id
    group_id: _Id
    status: Literal["active", "stopped", "completed"]
    course_ids: list[_Id]


class _Class(_Record):
    course_id: _Id
    date: _Date
    start_time: _TimeOfDay
    end_time: _TimeOfDay
    room: str | None
    instructor_id: _Id | None
    status: Literal["scheduled", "cancelled"]


class _Source(_Read):
    system: str
    reference: str
    reason: str


class _Held(_Read):
    """Attendance as GEGI holds it; what a person has entered by hand may have no source."""

    id: Id
    source: _Source | None = None


class _Attendance(_Held):
    status: str


class _Entry(_Read):
    in_: str = Field(alias="in")
    out: str | None


class _AttendanceLog(_Held):
    entries: list[_Entry]


RecordT = TypeVar("RecordT", bound=_Read)


class _Page(_Read, Generic[RecordT]):
    items: list[RecordT]
    total: int = Field(ge=0, strict=True)
    next: Id | None


def _reader(model: type[RecordT]) -> Callable[[bytes], Slice]:
    page: type[_Page[RecordT]] = _Page[model]  # type: ignore[valid-type] # a model that is known when this runs

    def read(content: bytes) -> Slice:
        found = page.model_validate_json(content)
        records: list[Json] = [record.model_dump(mode="json", by_alias=True) for record in found.items]
        return Slice(records, found.total, found.next)

    return read


PAGES: dict[str, Callable[[bytes], Slice]] = {
    "school": _reader(_School),
    "campuses": _reader(_Campus),
    "programs": _reader(_Program),
    "programCourses": _reader(_ProgramCourse),
    "groups": _reader(_Group),
    "courses": _reader(_Course),
    "instructors": _reader(_Person),
    "students": _reader(_Person),
    "agreements": _reader(_Agreement),
    "classes": _reader(_Class),
    "attendance": _reader(_Attendance),
    "attendanceLog": _reader(_AttendanceLog),
}
"""What reads a page of each list."""

read_results = results_reader(name="id", target="id")
