"""Reads CourseKey's events as hints of whose attendance to look at, and never as facts."""

from functools import partial
from typing import Annotated

from pydantic import Field

from rollbook.connectors.coursekey.settings import NAME, SCHOOL_ID
from rollbook.connectors.event_bodies import Event, Moment, Told, read
from rollbook.connectors.identifiers import Id
from rollbook.model.records import Hint

_ATTENDANCE = "attendance.updated"

_ExternalId = Annotated[Id, Field(pattern=r"^[^,]+$", max_length=128)]


class _Attendance(Told):
    class_: _ExternalId = Field(alias="class")
    student: _ExternalId
    updatedAt: Moment = None  # noqa: N815 - CourseKey's spelling


class _Changes(Told):
    school: Annotated[Id, Field(pattern=f"^{SCHOOL_ID.pattern}$")]
    changes: list[_Attendance]


class _AttendanceEvent(Told):
    data: _Changes


_read = partial(read, vendor=NAME, contract="docs/apis/coursekey.yaml")


def interpret(body: bytes) -> list[Hint]:
    """Return one hint per student and class whose attendance changed; none for an event of another kind.

    Raises ContractError for a body that is no event as agreed; its sentence quotes nothing of it.
    """
    if _read(Event, body).type != _ATTENDANCE:
        return []
    told = _read(_AttendanceEvent, body).data
    return [
        Hint(
            entity="attendance",
            part=f"{told.school}/{change.class_}",
            ids={"student": change.student},
            at=change.updatedAt,
        )
        for change in told.changes
    ]
