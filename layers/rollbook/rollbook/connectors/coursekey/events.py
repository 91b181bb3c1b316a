"""Reads CourseKey's events as hints of whose attendance to look at, and never as facts."""

from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, WrapValidator
from pydantic import ValidatorFunctionWrapHandler as Reader

from rollbook.connectors.coursekey.settings import NAME, SCHOOL_ID
from rollbook.connectors.identifiers import Id
from rollbook.model.errors import ContractError
from rollbook.model.records import Hint

_ATTENDANCE = "attendance.updated"


def _or_none(given: Any, read: Reader) -> Any:
    """Take a moment that cannot be read for none: it only says since when the change waits."""
    try:
        return read(given)
    except ValidationError:
        return None


_ExternalId = Annotated[Id, Field(pattern=r"^[^,]+$", max_length=128)]
_Moment = Annotated[AwareDatetime | None, WrapValidator(_or_none)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Event(_Told):
    type: str


class _Attendance(_Told):
    class_: _ExternalId = Field(alias="class")
    student: _ExternalId
    updatedAt: _Moment = None  # noqa: N815 - CourseKey's spelling


class _Changes(_Told):
    school: Annotated[Id, Field(pattern=f"^{SCHOOL_ID.pattern}$")]
    changes: list[_Attendance]


class _AttendanceEvent(_Told):
    data: _Changes


def interpret(body: bytes) -> list[Hint]:
    """Return one hint per student and class whose attendance changed; none for an event of another kind.

    Raises ContractError for a body that is no event as agreed; its sentence quotes nothing of it.
    """
    if _read(_Event, body).type != _ATTENDANCE:
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


_ToldT = TypeVar("_ToldT", bound=_Told)


def _read(model: type[_ToldT], body: bytes) -> _ToldT:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join("…" if isinstance(step, int) else step for step in first["loc"])
    # Raised out here, so that pydantic's error, which knows the body, does not travel along.
    problem = f"its {place} cannot be read" if place else "it is no JSON object"
    raise ContractError(
        f"An event of {NAME} was not understood: {problem}. Nothing was done because of it; whatever changed is found "
        "by the next scheduled or manual run. If it stays, compare it with docs/apis/coursekey.yaml."
    )
