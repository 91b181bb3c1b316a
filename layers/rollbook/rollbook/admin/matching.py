"""Mapping reports for a person: written as files to decide in, and the decisions taken back (SG7).

The last import is the last word: a record that is not in its files, or a whole stream without a file, is as the report
proposed it, and one that is undecided waits. Nothing is remembered before every line of the files is right.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from rollbook import flows
from rollbook.admin import mapping_report
from rollbook.admin.decisions import Decisions, Place
from rollbook.model.descriptors import Flow, Matching, Stream
from rollbook.model.errors import SettingsError
from rollbook.model.ports import Clock, Finding, Match, Stores
from rollbook.steps.adopt import Adoption, turn

Tell = Callable[[str, int, int], None]
"""Is told, of a stream, how many of its decisions are remembered, and of how many."""

_BATCH = 1_000
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written, and how many findings of each kind are in it."""

    file: Path
    findings: Counter[Match]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a stream's decisions: how many link, create and wait, and how many of them were news.

    `provisioned` are the records that a run has sent since, which stay as they are.
    """

    stream: str
    linked: int
    created: int
    waiting: int
    news: int
    provisioned: tuple[str, ...]


class MatchingDesk:
    """Where mapping reports are fetched, and decisions on them handed in."""

    def __init__(self, stores: Stores, clock: Clock, load: Callable[[str], Flow] = flows.load) -> None:
        self._stores = stores
        self._clock = clock
        self._load = load

    def export(self, run: str, folder: Path) -> list[Exported]:
        """Write a preparation's reports, a file per stream, for the eyes of this account alone.

        Raises SettingsError when there is no such report (any more), or a file would be written over.
        """
        flow, streams = self._prepared(run)
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for stream, _ in streams:
            findings = self._findings(run, stream)
            file = folder / f"{stream.name}.csv"
            try:
                file.touch(mode=_PRIVATE, exist_ok=False)
            except FileExistsError:
                raise SettingsError(f"{file} is there already, perhaps with decisions. Name another folder.") from None
            with file.open("w", encoding=mapping_report.ENCODING, newline="") as table:
                counts = mapping_report.write(table, stream.name, flow.target, findings)
            written.append(Exported(file, counts))
        return written

    def take_in(
        self, run: str, files: Sequence[Path], *, by: str, secret: bytes, zone: ZoneInfo, tell: Tell
    ) -> list[Imported]:
        """Remember the decisions of files that came from a preparation's reports; `secret` keys the digests.

        Raises SettingsError that names every mistake by file and line, FlowBusyError while a run is going on.
        """
        flow, streams = self._prepared(run)
        given, mistakes = _given(files, flow.target, [stream.name for stream, _ in streams])
        with turn(flow.name, by, registers=self._stores.registers, clock=self._clock, zone=zone) as held:
            work = []
            for stream, matching in streams:
                adoption = Adoption(held, stream, secret=secret, stores=self._stores, clock=self._clock)
                decisions = Decisions(self._findings(run, stream), matching.criteria[0].name, flow.target)
                decisions.leave_out(adoption.provisioned(decisions.keys))
                mistakes += decisions.take(given.get(stream.name, []))
                work.append((stream.name, adoption, decisions))
            if mistakes:
                raise SettingsError("\n".join(f"{mistake}." for mistake in mistakes))
            return [_remember(stream, adoption, decisions, tell) for stream, adoption, decisions in work]

    def _prepared(self, run: str) -> tuple[Flow, list[tuple[Stream, Matching]]]:
        record = self._stores.runs.get(run)
        if record is None or not record.reference.prepare:
            raise SettingsError(
                f"{run} is no preparation. `rollbook runs` lists the runs; `rollbook prepare` makes one."
            )
        flow = self._load(record.reference.flow)
        streams = [flow.stream(name) for name in record.reference.streams]
        return flow, [(stream, stream.matching) for stream in streams if stream.matching]

    def _findings(self, run: str, stream: Stream) -> Iterator[Finding]:
        findings = self._stores.reports.read(run, stream.name)
        if findings is None:
            raise SettingsError(
                f"The report of {run} on {stream.name} has expired, or never was complete. Prepare again."
            )
        return findings


def _given(files: Sequence[Path], target: str, streams: Sequence[str]) -> tuple[dict[str, list[Place]], list[str]]:
    """Return the rows of all files by stream, and what is wrong with the others."""
    given: dict[str, list[Place]] = {}
    mistakes: list[str] = []
    names = {stream.casefold(): stream for stream in streams}
    for file in files:
        try:
            rows, wrong = mapping_report.read(file.read_bytes(), target)
        except OSError as error:
            mistakes.append(f"{file} cannot be read: {error.strerror}")
            continue
        mistakes += [f"{file.name}, {words}" for words in wrong]
        for place in (Place(file.name, row) for row in rows):
            stream = names.get(place.row.stream.casefold())
            if stream:
                given.setdefault(stream, []).append(place)
            else:
                words = f"{place.row.stream!r} was not prepared; accepted are {', '.join(streams)}"
                mistakes.append(place.mistake("stream", words))
    return given, mistakes


def _remember(stream: str, adoption: Adoption, decisions: Decisions, tell: Tell) -> Imported:
    made = decisions.made()
    news = 0
    for start in range(0, len(made), _BATCH):
        batch = made[start : start + _BATCH]
        news += adoption.remember(batch)
        tell(stream, start + len(batch), len(made))
    return Imported(
        stream=stream,
        linked=sum(decision.held is not None for decision in made),
        created=sum(decision.held is None and decision.reason is None for decision in made),
        waiting=sum(decision.reason is not None for decision in made),
        news=news,
        provisioned=decisions.sent,
    )
