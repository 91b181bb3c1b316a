"""Rows that must agree with each other, found among more of them than memory should hold (CR5, CR6).

What rows are compared by lies as digests in a database on disk; only what disagrees comes back, in the order of lines.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from rollbook.model.records import Json
from rollbook.model.tables import Agreement

_KEY, _SAME = 16, 8
_BATCH = 5_000
_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE mark (agreement INTEGER, key BLOB, same BLOB, line INTEGER);
    CREATE TABLE torn (
        agreement INTEGER, key BLOB, first INTEGER, same BLOB, second INTEGER, PRIMARY KEY (agreement, key)
    ) WITHOUT ROWID;
"""
_TORN = """
    INSERT INTO torn (agreement, key, first)
    SELECT agreement, key, min(line) FROM mark GROUP BY agreement, key HAVING min(same) <> max(same)
"""
# CROSS JOIN keeps the order of the two: every mark is read once, and looked up among the few that are torn.
_FIRST = """
    REPLACE INTO torn
    SELECT torn.agreement, torn.key, first, mark.same, NULL
    FROM mark CROSS JOIN torn USING (agreement, key) WHERE mark.line = first
"""
_SECOND = """
    REPLACE INTO torn
    SELECT torn.agreement, torn.key, first, torn.same, min(mark.line)
    FROM mark CROSS JOIN torn USING (agreement, key) WHERE mark.same <> torn.same GROUP BY torn.agreement, torn.key
"""
_OTHERS = """
    SELECT mark.line, mark.agreement, CASE WHEN mark.same = torn.same THEN second ELSE first END
    FROM mark CROSS JOIN torn USING (agreement, key) ORDER BY mark.line, mark.agreement
"""


class Agreements:
    """What the rows of one file have to agree in."""

    def __init__(self, agreements: Sequence[Agreement]) -> None:
        self._agreements = agreements
        self._pending: list[tuple[int, bytes, bytes, int]] = []
        self._folder = TemporaryDirectory()
        self._rows = sqlite3.connect(Path(self._folder.name) / "marks", isolation_level=None)
        self._rows.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()
        self._folder.cleanup()

    def add(self, row: Json) -> None:
        """Remember what a row has to agree in."""
        for number, agreement in enumerate(self._agreements):
            key = agreement.key(row)
            if key is None:
                continue
            line = row["line"]
            same = agreement.same(row) if agreement.same else str(line)
            self._pending.append((number, _digest(key, _KEY), _digest(same, _SAME), line))
        if len(self._pending) >= _BATCH:
            self._store()

    def disagreeing(self) -> Iterator[tuple[int, Json]]:
        """Yield line and defect of every row that does not agree with another, by line."""
        self._store()
        for statement in (_TORN, _FIRST, _SECOND):
            self._rows.execute(statement)
        for line, number, other in self._rows.execute(_OTHERS):
            reason = self._agreements[number].reason
            sentence = f"{reason.sentence} See line {other}."
            yield line, {"column": "", "sentence": sentence, "remedy": reason.remedy}

    def _store(self) -> None:
        self._rows.execute("BEGIN")
        self._rows.executemany("INSERT INTO mark VALUES (?, ?, ?, ?)", self._pending)
        self._rows.execute("COMMIT")
        self._pending.clear()


def _digest(text: str, size: int) -> bytes:
    return blake2b(text.encode(), digest_size=size).digest()
