"""Reads Coursedog's events as hints of which section or relationship to look at, and never as facts."""

from functools import partial
from typing import Annotated

from pydantic import Field

from rollbook.connectors.coursedog.settings import NAME
from rollbook.connectors.event_bodies import Event, Moment, Told, read
from rollbook.model.records import Hint

_SECTION = frozenset({"section.saved", "section.deleted"})
_RELATIONSHIP = frozenset({"relationship.saved", "relationship.deleted"})

_KeyPart = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^,/]+$")]
_SectionKey = Annotated[str, Field(max_length=200, pattern=r"^[^,/]+/[^,/]+/[^,/]+$")]


class _Section(Told):
    term: _KeyPart = Field(alias="termCode")
    course: _KeyPart = Field(alias="courseCode")
    number: _KeyPart = Field(alias="sectionNumber")
    at: Moment = Field(default=None, alias="savedAt")


class _Relationship(Told):
    term: _KeyPart = Field(alias="termCode")
    group: _KeyPart = Field(alias="groupId")
    sections: list[_SectionKey]
    at: Moment = Field(default=None, alias="savedAt")


class _SectionEvent(Told):
    data: _Section


class _RelationshipEvent(Told):
    data: _Relationship


_read = partial(read, vendor=NAME, contract="docs/apis/coursedog.yaml")


def interpret(body: bytes) -> list[Hint]:
    """Return a hint for the section that was saved, or one per section of a relationship; none for another event.

    Raises ContractError for a body that is no event as agreed; its sentence quotes nothing of it.
    """
    kind = _read(Event, body).type
    if kind in _SECTION:
        section = _read(_SectionEvent, body).data
        key = f"{section.term}/{section.course}/{section.number}"
        return [Hint(entity="section", part=key, ids={"section": key}, at=section.at)]
    if kind in _RELATIONSHIP:
        told = _read(_RelationshipEvent, body).data
        ids = {"relationship": f"{told.term}/{told.group}"}
        return [Hint(entity="relationship", part=key, ids=ids, at=told.at) for key in told.sections]
    return []
