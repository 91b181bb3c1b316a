"""Reads Coursedog's events as hints of which section or relationship to look at, and never as facts."""

from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, WrapValidator
from pydantic import ValidatorFunctionWrapHandler as Reader

from rollbook.connectors.coursedog.settings import NAME
from rollbook.model.errors import ContractError
from rollbook.model.records import Hint

_SECTION = frozenset({"section.saved", "section.deleted"})
_RELATIONSHIP = frozenset({"relationship.saved", "relationship.deleted"})


def _or_none(given: Any, read: Reader) -> Any:
    """Take a moment that cannot be read for none: it only says since when the change waits."""
    try:
        return read(given)
    except ValidationError:
        return None


_KeyPart = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^,/]+$")]
_SectionKey = Annotated[str, Field(max_length=200, pattern=r"^[^,/]+/[^,/]+/[^,/]+$")]
_Moment = Annotated[AwareDatetime | None, WrapValidator(_or_none)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Event(_Told):
    type: str


class _Section(_Told):
    term: _KeyPart = Field(alias="termCode")
    course: _KeyPart = Field(alias="courseCode")
    number: _KeyPart = Field(alias="sectionNumber")
    at: _Moment = Field(default=None, alias="savedAt")


class _Relationship(_Told):
    term: _KeyPart = Field(alias="termCode")
    group: _KeyPart = Field(alias="groupId")
    sections: list[_SectionKey]
    at: _Moment = Field(default=None, alias="savedAt")


class _SectionEvent(_Told):
    data: _Section


class _RelationshipEvent(_Told):
    data: _Relationship


def interpret(body: bytes) -> list[Hint]:
    """Return a hint for the section that was saved, or one per section of a relationship; none for another event.

    Raises ContractError for a body that is no event as agreed; its sentence quotes nothing of it.
    """
    kind = _read(_Event, body).type
    if kind in _SECTION:
        section = _read(_SectionEvent, body).data
        key = f"{section.term}/{section.course}/{section.number}"
        return [Hint(entity="section", part=key, ids={"section": key}, at=section.at)]
    if kind in _RELATIONSHIP:
        told = _read(_RelationshipEvent, body).data
        ids = {"relationship": f"{told.term}/{told.group}"}
        return [Hint(entity="relationship", part=key, ids=ids, at=told.at) for key in told.sections]
    return []


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
        "by the next scheduled or manual run. If it stays, compare it with docs/apis/coursedog.yaml."
    )
