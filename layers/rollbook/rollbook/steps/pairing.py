"""Finding the records of two systems that may be the same, among more of them than memory should hold (SG7).

Both sides lie in a temporary database that SQLite keeps on disk and removes when it is closed. What they are compared
by is in it as digests; everything else is read back once, when the report is written.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from types import TracebackType
from typing import Self

from rollbook.model.descriptors import Criterion, Profile
from rollbook.model.ports import Finding, Match
from rollbook.model.records import Reason
from rollbook.sync.matching import KEY, Candidate, Verdict, folded, judge

_SIZE = 16
_CACHE_KIB = 8 * 1024

# A mark is `own` when the target is to have it, and only a hint when the source alone knows it. Hints of a record count
# when nothing that is its own finds anything.
_TABLES = """
    CREATE TABLE source (
        number INTEGER PRIMARY KEY, key TEXT UNIQUE, flows INTEGER, name TEXT, email TEXT, profile TEXT
    );
    CREATE TABLE target (number INTEGER PRIMARY KEY, id TEXT UNIQUE, keyed INTEGER, name TEXT, profile TEXT);
    CREATE TABLE source_mark (
        criterion INTEGER, value BLOB, source INTEGER, own INTEGER, PRIMARY KEY (criterion, value, source)
    ) WITHOUT ROWID;
    CREATE TABLE target_mark (
        criterion INTEGER, value BLOB, target INTEGER, PRIMARY KEY (criterion, value, target)
    ) WITHOUT ROWID;
    CREATE TABLE claim (
        source INTEGER, target INTEGER, criterion INTEGER, PRIMARY KEY (source, target, criterion)
    ) WITHOUT ROWID;
    CREATE TABLE pressure (target INTEGER PRIMARY KEY, claimants INTEGER, owners INTEGER);
    CREATE TABLE verdict (
        source INTEGER PRIMARY KEY, match TEXT, target INTEGER, matched_by TEXT, candidates TEXT, place TEXT,
        sentence TEXT, remedy TEXT
    );
"""

_CLAIM = """
    INSERT OR IGNORE INTO claim
    SELECT here.source, there.target, here.criterion
    FROM source_mark AS here JOIN target_mark AS there USING (criterion, value)
    WHERE own = :own AND (:own OR here.source NOT IN (SELECT source FROM claim))
"""
_PRESSURE = """
    INSERT INTO pressure
    SELECT target, count(DISTINCT source), count(DISTINCT CASE criterion WHEN :key THEN source END)
    FROM claim GROUP BY target
"""
_CANDIDATES = """
    SELECT claim.source, claim.target, claim.criterion, target.id, target.keyed, claimants, owners
    FROM claim
    JOIN source ON source.number = claim.source
    JOIN target ON target.number = claim.target
    JOIN pressure ON pressure.target = claim.target
    WHERE flows ORDER BY claim.source, claim.target, claim.criterion
"""
_WANTED = """
    SELECT source.profile, source.email, target.profile, match, matched_by, candidates, sentence, remedy
    FROM source
    LEFT JOIN verdict ON verdict.source = source.number
    LEFT JOIN target ON target.number = verdict.target
    WHERE flows AND coalesce(match, 'new') = ?
    ORDER BY place, source.name, source.key
"""
_LEFT = """
    SELECT target.profile, sum(flows) AS wanted, count(claim.source) AS pointed_at
    FROM target
    LEFT JOIN claim ON claim.target = target.number
    LEFT JOIN source ON source.number = claim.source
    WHERE target.number NOT IN (SELECT target FROM verdict WHERE match IN ('certain', 'likely'))
    GROUP BY target.number
    HAVING (coalesce(wanted, 0) > 0) = ?
    ORDER BY target.name, target.id
"""


class Pairing:
    """Takes the records of both sides in any order, and then yields what was found of each."""

    def __init__(self, criteria: Sequence[Criterion], source: str, target: str) -> None:
        self._criteria = criteria
        self._target = target
        self._elsewhere = Reason(
            sentence=f"{source} has a record with the same marks that does not flow: it is refused, or not selected.",
            remedy="See whether it should flow before you take this one for a leftover.",
        )
        # Without a name SQLite makes a private file of its own.
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.executescript(f"BEGIN; {_TABLES}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def rival(self, profile: Profile) -> None:
        """Take what the source knows of a record, whether that flows or not; before the wanted ones."""
        self._add_source(profile, flows=False)

    def wanted(self, profile: Profile) -> None:
        """Take a record that the target should hold; one that comes twice counts once."""
        self._add_source(profile, flows=True)

    def held(self, profile: Profile) -> None:
        """Take a record that the target holds."""
        (number,) = self._base.execute(
            "INSERT INTO target (id, keyed, name, profile) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET keyed = excluded.keyed, profile = excluded.profile RETURNING number",
            (profile.id, bool(profile.code), folded(profile.name), profile.model_dump_json()),
        ).fetchone()
        self._base.executemany(
            "INSERT OR IGNORE INTO target_mark VALUES (?, ?, ?)",
            [(criterion, value, number) for criterion, value in _digests(profile)],
        )

    def findings(self) -> Iterator[Finding]:
        """Yield what was found: of the wanted records, those first that a person must decide on; then what is left."""
        self._judge()
        for match in (Match.CONFLICT, Match.LIKELY, Match.CERTAIN, Match.NEW):
            for wanted, email, held, _, matched_by, candidates, sentence, remedy in self._base.execute(
                _WANTED, (match.value,)
            ):
                profile = Profile.model_validate_json(wanted)
                yield Finding(
                    match=match,
                    wanted=profile if profile.email else profile.model_copy(update={"email": email or ""}),
                    held=Profile.model_validate_json(held) if held else None,
                    matched_by=matched_by or "",
                    candidates=tuple(json.loads(candidates)) if candidates else (),
                    reason=Reason(sentence=sentence, remedy=remedy) if sentence else None,
                )
        for match in (Match.CANDIDATE, Match.UNMATCHED):
            for held, _, pointed_at in self._base.execute(_LEFT, (match is Match.CANDIDATE,)):
                elsewhere = match is Match.UNMATCHED and pointed_at
                yield Finding(
                    match=match,
                    held=Profile.model_validate_json(held),
                    reason=self._elsewhere if elsewhere else None,
                )

    def _add_source(self, profile: Profile, *, flows: bool) -> None:
        # The address that a rival knows stays, for the person who reads the report: the target may not get it.
        (number,) = self._base.execute(
            "INSERT INTO source (key, flows, name, email, profile) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET flows = excluded.flows, name = excluded.name, profile = excluded.profile"
            " RETURNING number",
            (profile.id, flows, folded(profile.name), profile.email, profile.model_dump_json() if flows else None),
        ).fetchone()
        self._base.executemany(
            "INSERT OR REPLACE INTO source_mark VALUES (?, ?, ?, ?)",
            [(criterion, value, number, flows) for criterion, value in _digests(profile)],
        )

    def _judge(self) -> None:
        for own in (True, False):
            self._base.execute(_CLAIM, {"own": own})
        self._base.execute("CREATE INDEX claimed ON claim (target, source)")
        self._base.execute(_PRESSURE, {"key": KEY})
        rows = self._base.execute(_CANDIDATES)
        for source, claims in groupby(rows, key=lambda row: row[0]):
            found = {target: _candidate(list(grouped)) for target, grouped in groupby(claims, key=lambda row: row[1])}
            verdict = judge(list(found.values()), self._criteria, self._target)
            self._note(source, verdict, found)

    def _note(self, source: int, verdict: Verdict, found: dict[int, Candidate]) -> None:
        ids = sorted(candidate.id for candidate in found.values())
        conflict = verdict.match is Match.CONFLICT
        self._base.execute(
            "INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                source,
                verdict.match.value,
                next(iter(found)) if len(found) == 1 else None,
                verdict.matched_by,
                json.dumps(ids) if conflict else None,
                ids[0] if conflict else "",
                verdict.reason.sentence if verdict.reason else None,
                verdict.reason.remedy if verdict.reason else None,
            ),
        )


def _candidate(claims: list[tuple[int, int, int, str, int, int, int]]) -> Candidate:
    _, _, _, name, keyed, claimants, owners = claims[0]
    by = tuple(claim[2] for claim in claims)
    return Candidate(id=name, by=by, keyed=bool(keyed), rivals=claimants - 1, owners=owners - (KEY in by))


def _digests(profile: Profile) -> list[tuple[int, bytes]]:
    return [
        (criterion, blake2b(folded(value).encode(), digest_size=_SIZE).digest())
        for criterion, values in enumerate(profile.marks)
        for value in values
        if folded(value)
    ]
