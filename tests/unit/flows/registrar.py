"""A registrar who uploads files of course records, the LMS that they go to, and what becomes of their rows."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from rollbook.connectors import load
from rollbook.flows.courserecords.importing.settings import ImportSettings
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check
from rollbook.model.messages import BeginRequest
from rollbook.model.records import Json, Page, Reason, Scope
from rollbook.model.runs import RunRecord
from rollbook.steps.looking import Rules
from rollbook.steps.plan import Terms
from sandbox.twins.conductor import Conductor
from sandbox.twins.stores import MemoryStores, VirtualClock
from tests.unit.flows.courserecords import FLOW, course, user
from tests.unit.flows.district import NEW_YORK

CONNECTOR = load("ethosce")
ASSIGNED = Reason(sentence="It is already assigned.", remedy="Nothing can be done.")
ITS_OWN = "by the LMS"


@dataclass
class Learning:
    """The LMS: it changes nothing, and completes whom nothing keeps from it; `written` is what the last run brought."""

    users: list[Json] = field(
        default_factory=lambda: [user("7", "u1", "ada@x.example"), user("8", "u2", "ben@x.example")]
    )
    courses: list[Json] = field(default_factory=lambda: [course("ANA-1"), course("OPEN", objects=0)])
    held: dict[tuple[str, ...], Any] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    calls: int = 0

    def read(self, entity: str, _scope: Scope) -> Iterator[Page]:
        rows = {"users": self.users, "courses": self.courses}[entity]
        yield Page(list(rows), len(rows))

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        return [self._written(entity, change) for change in changes]

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        raise AssertionError(f"No answer was lost, so none of the {len(changes)} {entity} is read back.")

    def check(self) -> Check:
        raise AssertionError("Nobody asked.")

    def _written(self, entity: str, change: Change) -> Written:
        data = change.data or {}
        if entity == "courses":
            self.courses.append(course(data["externalId"], objects=0))
            name: tuple[str, ...] = (entity, data["externalId"])
        else:
            name = (entity, data["course"], data["user"], *([data["type"]] if entity == "credits" else []))
        if name in self.held:
            return Written(digest=change.digest, reason=ASSIGNED)
        self.held[name] = data
        self.written.append(" ".join(name))
        if entity == "enrollments":
            self._complete_whom_nothing_keeps(data["course"], data["user"])
        return Written(digest=change.digest, target="/".join(name))

    def _complete_whom_nothing_keeps(self, name: str, person: str) -> None:
        (objects,) = [one["requiredObjects"] for one in self.courses if one["externalId"] == name]
        if not objects:
            self.held.setdefault(("completions", name, person), ITS_OWN)


class Registrar:
    """Uploads files and reads results; `ends` is how the rows of the last run ended, by their line."""

    def __init__(self, **settings: Any) -> None:
        self.lms = Learning()
        self.settings = ImportSettings.model_validate(settings)
        self.rows: list[dict[str, str]] = []
        self.result = ""
        self._runs = 0
        self._stores, self._clock = MemoryStores(), VirtualClock(datetime(2026, 10, 5, 12, tzinfo=UTC))

    def upload(self, *rows: str | dict[str, str], name: str = "global/history.csv") -> RunRecord:
        """Upload a file of rows, or a text, and play the run that it starts."""
        key = f"uploads/{FLOW.name}/{name}"
        text = rows[0] if isinstance(rows[0], str) else _text([row for row in rows if isinstance(row, dict)])
        self._stores.uploads.files[key] = text.encode()
        return self._run(trigger="upload", upload=key)

    def look_again(self, after: timedelta = timedelta(minutes=1)) -> RunRecord:
        """Play a run that looks at all open files."""
        self._clock.sleep(after.total_seconds())
        return self._run()

    @property
    def ends(self) -> list[str]:
        return [row["rollbook_outcome"] for row in self.rows]

    @property
    def reasons(self) -> list[str]:
        return [row["rollbook_reason"] for row in self.rows]

    def _run(self, **more: Any) -> RunRecord:
        self._runs += 1
        self._clock.sleep(60)
        self.lms.written = []
        conductor = Conductor(
            terms=Terms(
                rules=Rules(flow=FLOW, settings=self.settings, zone=NEW_YORK), writes=CONNECTOR.writes, limits=None
            ),
            source=lambda: self.lms,
            target=lambda: self.lms,
            connector=CONNECTOR,
            clock=self._clock,
            stores=self._stores,
        )
        record = conductor.run(BeginRequest(run=f"run-{self._runs}", flow=FLOW.name, **more))
        self.result = self._stores.uploads.results.get(f"{FLOW.name}/run-{self._runs}", b"").decode("utf-8-sig")
        self.rows = list(csv.DictReader(io.StringIO(self.result, newline="")))
        return record


def _text(rows: list[dict[str, str]]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
