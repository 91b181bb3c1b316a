"""Settling: say of every row of an import what became of it, and close the files that nothing of waits (CR2, CR10)."""

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rollbook.model.changes import Outcome, OutcomeKind
from rollbook.model.descriptors import Flow
from rollbook.model.errors import IncompleteReadError
from rollbook.model.messages import RunReference
from rollbook.model.ports import Stores
from rollbook.model.records import Reason
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import FlowSettings
from rollbook.model.tables import ROWS, Settled, Table
from rollbook.steps import uploads
from rollbook.steps.notes import FILES

_ENDS = {
    OutcomeKind.REFUSED: "refused",
    OutcomeKind.HELD: "held",
    OutcomeKind.LEFT_OUT: "waiting",
    OutcomeKind.BLOCKED: "blocked",
    OutcomeKind.UNCERTAIN: "unknown",
    OutcomeKind.SUPERSEDED: "unknown",
    OutcomeKind.APPLIED: "imported",
    OutcomeKind.UNCHANGED: "unchanged",
}
"""What a row is called after the worst end of its records, the worst first."""

_TOLD = frozenset({*_ENDS, OutcomeKind.NOTICE})

_OPEN = frozenset({"held", "waiting", "blocked", "unknown", "not sent"})
_RANKS = list(_ENDS)
_SIZE = 10_000


@dataclass(frozen=True)
class Settling:
    """What is needed to settle an import: the flow, its settings, and what makes a file of the rows."""

    flow: Flow
    settings: FlowSettings
    write: Callable[[Table, Iterable[Settled]], Iterable[bytes]]


def settle(record: RunRecord, settling: Settling, stores: Stores, now: datetime) -> None:
    """Write the result of an import's run, and close the files of which no row waits, or that have waited too long.

    A preview settles nothing; of a file that could not be read there is a result already.
    """
    run, table = record.reference, settling.flow.table
    if table is None or run.preview or record.status is Status.SKIPPED:
        return
    waiting: Counter[str] = Counter()
    try:
        with closing(_Ends(run, stores)) as ends:
            rows = _settled(run, table, ends, stores, waiting, well=record.status is not Status.FAILED)
            stores.uploads.put_result(run.flow, run.run, settling.write(table, rows))
    except IncompleteReadError:
        return
    oldest = now - settling.flow.waits(settling.settings)
    uploaded = {
        key: datetime.fromisoformat(moment)
        for note in stores.plans.notes(run.run, FILES)
        for key, moment in note.items()
    }
    done = [(key, at) for key, at in uploaded.items() if key in waiting and (not waiting[key] or at < oldest)]
    uploads.finish(stores.registers, run.flow, done)


def _settled(
    run: RunReference, table: Table, ends: "_Ends", stores: Stores, waiting: Counter[str], *, well: bool
) -> Iterator[Settled]:
    for row in stores.snapshots.read(run.run, ROWS):
        records = table.records(row)
        end, reason = ends.of(records) or ("unchanged" if well else "not sent", None)
        waiting[row["file"]] += end in _OPEN
        yield Settled(row, end, reason or ends.notice(records))


class _Ends:
    """How the records of a run ended, by stream and key, in a file, for they may be millions."""

    def __init__(self, run: RunReference, stores: Stores) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._rows = sqlite3.connect(Path(self._folder.name) / "ends", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute(
            "CREATE TABLE said (stream TEXT, key TEXT, notice INT, rank INT, sentence TEXT, remedy TEXT, "
            "PRIMARY KEY (stream, key, notice)) WITHOUT ROWID"
        )
        for stream in run.streams:
            outcomes = stores.plans.outcomes(run.run, stream)
            self._rows.execute("BEGIN")
            self._rows.executemany(
                "INSERT INTO said VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET rank = excluded.rank, "
                "sentence = excluded.sentence, remedy = excluded.remedy WHERE excluded.rank < rank",
                (_row(stream, outcome) for outcome in outcomes if outcome.kind in _TOLD),
            )
            self._rows.execute("COMMIT")

    def of(self, records: Iterable[tuple[str, str]]) -> tuple[str, Reason | None] | None:
        """Return the worst end of these records with its reason, None where the run says of none of them."""
        found = self._said(records, notice=False)
        if not found:
            return None
        rank, sentence, remedy = min(found)
        return _ENDS[_RANKS[rank]], Reason(sentence=sentence, remedy=remedy) if sentence else None

    def notice(self, records: Iterable[tuple[str, str]]) -> Reason | None:
        """Return what a person should know of these records, although they went."""
        found = self._said(records, notice=True)
        return Reason(sentence=found[0][1], remedy=found[0][2]) if found else None

    def close(self) -> None:
        """Let the file go."""
        self._rows.close()
        self._folder.cleanup()

    def _said(self, records: Iterable[tuple[str, str]], *, notice: bool) -> list[tuple[int, str, str]]:
        query = "SELECT rank, sentence, remedy FROM said WHERE stream = ? AND key = ? AND notice = ?"
        return [row for record in records for row in self._rows.execute(query, (*record, notice))]


def _row(stream: str, outcome: Outcome) -> tuple[str, str, bool, int, str, str]:
    reason = outcome.reason or Reason(sentence="", remedy="")
    notice = outcome.kind is OutcomeKind.NOTICE
    rank = 0 if notice else _RANKS.index(outcome.kind)
    return stream, outcome.key, notice, rank, reason.sentence, reason.remedy
