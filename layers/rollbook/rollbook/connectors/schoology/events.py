"""Reads Schoology's events as hints of what to look at, and never as facts.

They come unsigned, late, twice or in any order, ids as numbers or as text. Whatever an event leaves out makes its hint
wider: without an item it is about the whole section.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from rollbook.connectors.schoology.settings import NAME
from rollbook.model.errors import ContractError
from rollbook.model.records import Hint

_LONGEST_ID = 20
_SILENT = frozenset({"attendance", "section_completion", "dropbox_submission"})


def _as_text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _as_id(value: Any) -> str:
    text = _as_text(value)
    return text if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID else ""


def _as_moment(value: Any) -> datetime | None:
    """Read Unix seconds; a moment that no calendar has is none."""
    seconds = _as_id(value).lstrip("0")
    try:
        return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
    except (OverflowError, ValueError, OSError):
        return None


_Text = Annotated[str, BeforeValidator(_as_text)]
_Id = Annotated[str, BeforeValidator(_as_id)]
_Moment = Annotated[datetime | None, BeforeValidator(_as_moment)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Object(_Told):
    """What an event shows of a grade or an item, where it is asked to."""

    id: _Id = ""
    assignment_id: _Id = ""
    timestamp: _Moment = None


class _Record(_Told):
    section_school_code: _Text = ""
    id: _Id = ""
    school_uid: _Text = ""
    object: Annotated[_Object, BeforeValidator(lambda value: value if isinstance(value, dict) else {})] = _Object()


class _Event(_Told):
    type: str
    timestamp: _Moment = None
    data: Any


_RECORDS = TypeAdapter(list[_Record])


def interpret(body: bytes) -> list[Hint]:
    """Return one hint per record of an event that belongs to a section of the SIS.

    Raises ContractError for a body that is none of the documented events; its sentence quotes nothing of it.
    """
    event = _event(body)
    trigger = event.type.partition(".")[0]
    if trigger in _SILENT:
        return []
    if trigger not in _HINTS:
        raise _unclear("its type is none that the vendor documents")
    records = _records(event.data)
    return [_HINTS[trigger](record, event.timestamp) for record in records if record.section_school_code]


def _event(body: bytes) -> _Event:
    try:
        return _Event.model_validate_json(body)
    except ValidationError as error:
        places = {str(problem["loc"][0]) for problem in error.errors(include_input=False) if problem["loc"]}
    # Raised out here, so that pydantic's error, which knows the body, does not travel along.
    raise _unclear(f"its {' and '.join(sorted(places))} cannot be read" if places else "it is no JSON object")


def _records(data: Any) -> list[_Record]:
    try:
        return _RECORDS.validate_python(data if isinstance(data, list) else [data])
    except ValidationError:
        pass
    raise _unclear("its data is no list of records")


def _unclear(problem: str) -> ContractError:
    return ContractError(
        f"An event of {NAME} was not understood: {problem}. Nothing was done because of it; whatever changed is found "
        "by the next scheduled or manual run. If it stays, compare it with the vendor's documentation of event objects."
    )


def _grade(record: _Record, sent: datetime | None) -> Hint:
    """Hint at one person's grade; at the item's grades where it is not said whose, for then it may be anybody's."""
    at = record.object.timestamp or sent
    item, user = record.object.assignment_id, record.school_uid
    if item and not user:
        return _hint("grade_item", record, at, {"item": item})
    return _hint("grade", record, at, {"item": item, "user": user} if item else {})


def _item(record: _Record, sent: datetime | None) -> Hint:
    item = record.id or record.object.id
    return _hint("grade_item", record, sent, {"item": item} if item else {})


def _hint(entity: str, record: _Record, at: datetime | None, ids: dict[str, str]) -> Hint:
    return Hint(entity=entity, part=record.section_school_code, ids=ids, at=at)


_HINTS: dict[str, Callable[[_Record, datetime | None], Hint]] = {"grades": _grade, "grade_item": _item}
