"""The lists of Schoology, read completely or not at all: users, courses, sections, and what is below a section."""

import json
from collections.abc import Iterable, Iterator, Mapping

from rollbook.connectors.answers import Answer
from rollbook.connectors.calls import Call
from rollbook.connectors.schoology.door import Door
from rollbook.connectors.schoology.paging import Slice, pages
from rollbook.connectors.schoology.settings import NAME
from rollbook.connectors.schoology.translate import id_of, plain
from rollbook.connectors.schoology.wire import listing_reader, object_of
from rollbook.model.errors import IncompleteReadError
from rollbook.model.records import Json

MOST_CODES = 50
"""Sections that one call may be asked for by their codes (Schoology's documentation of sections)."""

# Sections of ended grading periods are left out of lists unless they are asked for.
_WITH_PAST: dict[str, str | int] = {"include_past": 1}


def listed(
    door: Door,
    path: str,
    word: str,
    *,
    at: Mapping[str, str] | None = None,
    query: Mapping[str, str | int] | None = None,
    if_there: bool = False,
) -> Iterator[Slice]:
    """Yield the pages of a list that declares its total, each when it is needed.

    Raises IncompleteReadError when it moves meanwhile; with `if_there` a list that Schoology does not have is empty.
    """

    def fetch(start: int, limit: int) -> Slice:
        call = Call("GET", path, at=at or {}, query={**(query or {}), "start": start, "limit": limit})
        answer = door.look(call) if if_there and not start else answered(door, call)
        if answer is None:
            return Slice([], 0)
        listing = answer.parse(listing_reader(word))
        return Slice(listing.items, listing.total)

    return pages(f"The rows of {NAME}'s {path}", by_id, fetch)


def rows(slices: Iterable[Slice]) -> list[Json]:
    """Return all rows of a list."""
    return [row for part in slices for row in part.rows]


def answered(door: Door, call: Call) -> Answer:
    """Return the answer to a read; raises IncompleteReadError when what was just listed has gone."""
    answer = door.look(call) if call.at else door.ask(call)
    if answer is None:
        raise IncompleteReadError(
            f"{NAME} has no {call.path} for one that it has just listed. It changed while it was read; run again."
        )
    return answer


def by_id(row: Json) -> tuple[str, ...]:
    """Name a row by its id."""
    return (id_of(row),)


def all_sections(door: Door, *, past: bool) -> Iterator[Json]:
    """Yield the sections of every course with their course's code; those of ended grading periods only with `past`.

    Raises IncompleteReadError when a section is there twice: then it went to another course meanwhile.
    """
    # First all courses, then their sections: the longer the reading of one list takes, the sooner it moves.
    query = _WITH_PAST if past else {}
    courses = [(id_of(row), row.get("course_code")) for part in listed(door, "/courses", "course") for row in part.rows]
    seen: set[str] = set()
    for course, code in courses:
        for row in rows(listed(door, "/courses/{course}/sections", "section", at={"course": course}, query=query)):
            if id_of(row) in seen:
                raise IncompleteReadError(
                    f"A section of {NAME} changed its course while sections were read; run again."
                )
            seen.add(id_of(row))
            yield {"course_id": course, **row, "course_code": code}


def sections_of(door: Door, codes: Iterable[str]) -> Iterator[Json]:
    """Yield the sections that have these codes, each once, past ones too; a code that no section has is left out."""
    # Schoology does not tell upper case from lower.
    wanted = list({code.casefold(): code for code in codes if code}.values())
    # A comma separates codes in a list, so a code that holds one is asked for alone.
    alone = [code for code in wanted if "," in code]
    together = [code for code in wanted if "," not in code]
    for code in alone:
        answer = door.look(Call("GET", "/sections/ext/{code}", at={"code": code}))
        if answer:
            yield answer.parse(object_of)
    for first in range(0, len(together), MOST_CODES):
        asked = ",".join(together[first : first + MOST_CODES])
        yield from rows(listed(door, "/sections", "section", query={"section_school_codes": asked, **_WITH_PAST}))


def code_of(section: Json) -> str:
    """Return the code by which a section is known to the SIS, empty when it is not known there."""
    return plain(section.get("section_school_code"))


class Shelf:
    """Rows that wait until all have come, because each page must declare the total; as JSON they take little room."""

    def __init__(self, found: Iterable[Json]) -> None:
        self._packed = [json.dumps(row, ensure_ascii=False).encode() for row in found]

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Json]:
        return (json.loads(packed) for packed in self._packed)
