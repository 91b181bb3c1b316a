"""What the system holds: one table per resource by GUID, and the codes that people know each resource by.

The same resource gets the same GUID in every simulator, so that nothing depends on when it was made.
"""

import itertools
import uuid
from collections.abc import Iterator
from typing import Any

from sandbox.simulators.sis.media import VERSIONS

Resource = dict[str, Any]
_NAMESPACE = uuid.UUID("6f1ed0a4-7a52-5c1c-9d3e-0d5f0a8f4711")
_FIRST_NEW_CODE = 50001


class Holdings:
    """All resources. Of those with a code, `ids` and `codes` lead from one to the other."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Resource]] = {name: {} for name in VERSIONS}
        self._ids: dict[tuple[str, str], str] = {}
        self._codes: dict[str, str] = {}
        self._numbers = itertools.count(1)
        self._call_numbers = itertools.count(_FIRST_NEW_CODE)

    def add(self, name: str, fields: Resource, code: str = "") -> Resource:
        """Add a resource, under its code where it has one, and return it with its GUID."""
        guid = str(uuid.uuid5(_NAMESPACE, f"{name}:{code}" if code else f"{name}#{next(self._numbers)}"))
        resource = self.tables[name][guid] = {"id": guid, **fields}
        if code:
            self._ids[name, code] = guid
            self._codes[guid] = code
        return resource

    def id_of(self, name: str, code: str) -> str:
        """Return the GUID behind a code; `ValueError` for one that there is not."""
        if (name, code) not in self._ids:
            raise ValueError(f"There is no {code!r} in {name}.")
        return self._ids[name, code]

    def code_of(self, guid: str) -> str:
        """Return the code of a resource that has one."""
        return self._codes[guid]

    def new_call_number(self) -> str:
        """Return the next call number."""
        return str(next(self._call_numbers))

    def of_section(self, name: str, section: str) -> Iterator[Resource]:
        """Yield the events or instructors of a section."""
        return (one for one in self.tables[name].values() if one["section"]["id"] == section)

    def crosslist_of(self, section: str) -> Resource | None:
        """Return the crosslist in which a section stands."""
        crosslists = self.tables["section-crosslists"].values()
        return next((one for one in crosslists if section in members(one)), None)

    def key_of(self, section: Resource) -> str:
        """Return what people know a section by, such as "202710/BIO-101/001"."""
        term, course = self.code_of(section["academicPeriod"]["id"]), self.code_of(section["course"]["id"])
        return f"{term}/{course}/{section['number']}"

    def key_of_crosslist(self, crosslist: Resource) -> str:
        """Return what people know a crosslist by, such as "202710/XL01"."""
        first = self.tables["sections"][members(crosslist)[0]]
        return f"{self.code_of(first['academicPeriod']['id'])}/{crosslist['code']}"

    def remove_section(self, section: str) -> None:
        """Remove a section with its events and instructors, and from its crosslist, which goes below two sections."""
        for name in ("instructional-events", "section-instructors"):
            for one in list(self.of_section(name, section)):
                del self.tables[name][one["id"]]
        if crosslist := self.crosslist_of(section):
            crosslist["sections"] = [one for one in crosslist["sections"] if one["section"]["id"] != section]
            if len(crosslist["sections"]) < 2:  # noqa: PLR2004 - a list of one is none
                del self.tables["section-crosslists"][crosslist["id"]]
            elif all(one["type"] == "secondary" for one in crosslist["sections"]):
                crosslist["sections"][0] = {**crosslist["sections"][0], "type": "primary"}
        del self.tables["sections"][section]


def members(crosslist: Resource) -> list[str]:
    """Return the ids of a crosslist's sections."""
    return [one["section"]["id"] for one in crosslist["sections"]]
