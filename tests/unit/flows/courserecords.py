"""Course records in files, an LMS as small as the rules allow, and what the import makes of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rollbook import flows
from rollbook.flows.courserecords.importing.settings import ImportSettings
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reason, Refusal
from tests.unit.flows.district import NEW_YORK

FLOW = flows.load("courserecords.import")
STREAMS = tuple(stream.name for stream in FLOW.streams)
assert FLOW.table is not None
TABLE = FLOW.table

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
GLOBAL_FILE = "uploads/courserecords.import/global/history.csv"
Said = Desired | Refusal | LeftOut


def row(line: int = 2, /, **values: str) -> Json:
    """Return a row of a global file: Ada in the course ANA-1, which has a required object."""
    given = {"external_course_id": "ANA-1", "title": "Anatomy", "external_user_id": "u1", **values}
    return {
        "file": GLOBAL_FILE,
        "importer": "global",
        "course": None,
        "line": line,
        "values": {name: cell for name, cell in given.items() if cell},
        "defects": [],
    }


def course_row(line: int = 2, /, course: str = "ANA-1", **values: str) -> Json:
    """Return a row of a file for one course."""
    return {
        **row(line, **{"external_course_id": "", "title": "", **values}),
        "file": f"uploads/courserecords.import/course/{course}/history.csv",
        "importer": "course",
        "course": course,
    }


def completed(line: int = 2, /, **values: str) -> Json:
    """Return a row of a global file about somebody who has completed the course."""
    return row(line, **{"complete": "1", **values})


def credited(line: int = 2, /, **values: str) -> Json:
    """Return the same with a credit."""
    return completed(line, **{"credits": "1.5", "credit_type": "CME", **values})


def user(name: str, external_id: str | None = None, email: str | None = None) -> Json:
    return {"id": name, "externalId": external_id, "email": email}


def course(external_id: str | None, objects: int = 1) -> Json:
    return {"id": f"n-{external_id}", "externalId": external_id, "title": "As in the LMS", "requiredObjects": objects}


@dataclass
class Lms:
    """The collections of the LMS, the settings, and what it is known to hold; each test changes what it is about."""

    users: list[Json] = field(
        default_factory=lambda: [user("7", "u1", "ada@college.example"), user("8", "u2", "Ben@College.Example")]
    )
    courses: list[Json] = field(default_factory=lambda: [course("ANA-1"), course("OPEN", objects=0)])
    settings: Json = field(default_factory=dict)
    known: Collection[str] = ()
    zone: ZoneInfo = NEW_YORK

    def said(self, stream: str, *rows: Json) -> list[Said]:
        """Return all that a stream says of rows."""
        return list(FLOW.stream(stream).desired(iter(rows), self.context(stream, rows)))

    def everything(self, rows: Sequence[Json]) -> dict[str, list[Said]]:
        """Return all that is said of rows, by stream."""
        return {stream: self.said(stream, *rows) for stream in STREAMS}

    def made(self, stream: str, *rows: Json) -> dict[str, Json]:
        """Return what a stream sends, by key."""
        return {item.key: item.data for item in self.said(stream, *rows) if isinstance(item, Desired)}

    def keeps(self, *rows: Json) -> Said:
        """Return the one thing that is said of rows of which nothing goes."""
        (item,) = [item for items in self.everything(rows).values() for item in items]
        assert not isinstance(item, Desired)
        return item

    def why(self, *rows: Json) -> Reason:
        """Return why a row is refused, of which nothing goes."""
        item = self.keeps(*rows)
        assert isinstance(item, Refusal)
        assert not item.held
        return item.reason

    def context(self, stream: str, rows: Iterable[Json]) -> Context:
        """Return what the rules of a stream may know."""
        told = {"target/users": self.users, "target/courses": self.courses, "rows": list(rows)}
        chosen = ImportSettings.model_validate(self.settings)
        context = Context(now=NOW, zone=self.zone, settings=chosen)
        described = FLOW.stream(stream)
        for name, make in described.lookups.items():
            context = replace(context, lookups={**context.lookups, name: make(iter(told[name]), context)})
        return replace(context, known=dict.fromkeys(described.knows, self.known))


def disagreeing(*rows: Json) -> dict[int, set[str]]:
    """Return what is said of rows that do not agree, by line."""
    found: dict[int, set[str]] = {}
    for agreement in TABLE.agreements:
        groups: dict[str, list[Json]] = {}
        for one in rows:
            key = agreement.key(one)
            if key is not None:
                groups.setdefault(key, []).append(one)
        for group in groups.values():
            alike = agreement.same is not None and len({agreement.same(one) for one in group}) == 1
            if len(group) > 1 and not alike:
                for one in group:
                    found.setdefault(one["line"], set()).add(agreement.reason.sentence)
    return found


def only(made: dict[str, Any]) -> Any:
    """Return the one value."""
    (found,) = made.values()
    return found
