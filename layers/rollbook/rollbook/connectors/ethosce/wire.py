"""The shapes that EthosCE answers in: what is relied on of each entity, with ids as text, and nothing else.

`restws` shows what the database holds: numbers, also moments in seconds since 1970, may come as text; references are
objects. A record that is not as agreed spoils the page that it is on.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rollbook.connectors.identifiers import Id
from rollbook.model.records import Json


def _referred(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else value


_Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
_Maybe = Annotated[str | None, BeforeValidator(lambda value: value or None)]
_Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]
_Count = Annotated[int, Field(ge=0)]
_Reference = Annotated[Id, BeforeValidator(_referred)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _User(_Read):
    id: Id = Field(alias="uid")
    externalId: _Maybe = Field(default=None, alias="field_external_id")  # noqa: N815 - the flow's spelling
    email: _Maybe = Field(default=None, alias="mail")


class _Course(_Read):
    id: Id = Field(alias="nid")
    externalId: _Maybe = Field(default=None, alias="field_external_id")  # noqa: N815 - the flow's spelling
    title: _Text
    requiredObjects: _Count = Field(alias="field_required_objects")  # noqa: N815 - the flow's spelling
    imported: _Flag = Field(alias="field_imported")


class _Enrollment(_Read):
    id: Id = Field(alias="eid")
    nid: _Reference
    uid: _Reference
    enrollment_start: int | None
    enrollment_end: int | None
    participant_category: _Text
    counts_for_pars: _Flag


class _Report(_Read):
    id: Id = Field(alias="crid")
    nid: _Reference
    uid: _Reference
    complete: _Flag
    date_completed: int | None
    attended: bool | None


class _Credit(_Read):
    id: Id = Field(alias="ccaid")
    nid: _Reference
    uid: _Reference
    credit_type: str
    credits: Decimal
    credit_expiration: int | None


RecordT = TypeVar("RecordT", bound=_Read)


class _Page(_Read, Generic[RecordT]):
    list: list[RecordT]
    count: _Count


class _Created(_Read):
    id: Id


Listed = tuple[list[Json], int]
"""The records of a page, and how many the list has from its beginning."""


def _reader(model: type[RecordT]) -> Callable[[bytes], Listed]:
    page: type[_Page[RecordT]] = _Page[model]  # type: ignore[valid-type] # a model that is known when this runs

    def read(content: bytes) -> Listed:
        found = page.model_validate_json(content)
        return [record.model_dump() for record in found.list], found.count

    return read


READERS: dict[str, Callable[[bytes], Listed]] = {
    "users": _reader(_User),
    "courses": _reader(_Course),
    "enrollments": _reader(_Enrollment),
    "completions": _reader(_Report),
    "credits": _reader(_Credit),
}
"""What reads a page of each collection."""


def read_created(content: bytes) -> str:
    """Return the id of an entity that was posted."""
    return _Created.model_validate_json(content).id
