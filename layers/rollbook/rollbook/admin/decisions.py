"""The decisions on one mapping report: what it proposes, what a person's files say instead, and what is wrong there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rollbook.admin.mapping_report import Choice, Row, proposed
from rollbook.model.descriptors import Profile
from rollbook.model.ports import Finding
from rollbook.steps.adopt import UNDECIDED, Decision, key_of


@dataclass(frozen=True, slots=True)
class Place:
    """A row, and the file that it stands in."""

    file: str
    row: Row

    def mistake(self, column: str, words: str) -> str:
        """Return what is wrong there."""
        return f"{self.file}, line {self.row.line}, {column}: {words}"


class Decisions:
    """The decisions on one stream's records, which begin as the report proposes them.

    `named_by` is what their natural key is called, `target` the name of the target.
    """

    def __init__(self, findings: Iterable[Finding], named_by: str, target: str) -> None:
        self._named_by = named_by
        self._target = target
        self._findings: dict[str, Finding] = {}
        self._held: dict[str, Profile] = {}
        self._owners: dict[str, list[str]] = {}
        self._sent: Mapping[str, str] = {}
        self._places: dict[str, Place] = {}
        for finding in findings:
            if finding.wanted:
                self._findings[finding.wanted.id] = finding
            if finding.held and finding.held.id not in self._held:
                self._held[finding.held.id] = finding.held
                self._owners.setdefault(key_of(finding.held), []).append(finding.held.id)

    @property
    def keys(self) -> list[str]:
        """The records of the source that the report is about."""
        return list(self._findings)

    @property
    def sent(self) -> tuple[str, ...]:
        """Those that a run has sent since."""
        return tuple(self._sent)

    def leave_out(self, sent: Mapping[str, str]) -> None:
        """Take out the records that a run has sent; their ids at the target are taken."""
        self._sent = sent

    def take(self, places: Iterable[Place]) -> list[str]:
        """Put what the files say in the place of the proposals, and return every mistake in them."""
        restored = _by_number(self._findings)
        mistakes: list[str] = []
        for place in places:
            key = place.row.key if place.row.key in self._findings else restored.get(place.row.key.lstrip("0"))
            if key is None:
                mistakes.append(place.mistake("sis_key", f"{place.row.key!r} is not in the report; {_UNCHANGED}"))
            elif key in self._places:
                line = self._places[key].row.line
                mistakes.append(place.mistake("sis_key", f"{place.row.key!r} stands in line {line} too; {_ONCE}"))
            else:
                self._places[key] = place
                mistakes += [] if key in self._sent else self._mistakes(place, self._findings[key])
        return mistakes + list(self._taken_twice())

    def made(self) -> list[Decision]:
        """Return the decision on every record that no run has sent."""
        return [self._decision(finding) for key, finding in self._findings.items() if key not in self._sent]

    def _mistakes(self, place: Place, finding: Finding) -> Iterator[str]:
        """Yield what is wrong with a decision by itself."""
        row, column = place.row, f"{self._target}_id"
        if row.choice == "link" and row.held not in self._held:
            yield place.mistake(column, f"{row.held!r} is no record of {self._target} in the report; {_AN_ID}")
            return
        owners = self._owners.get(key_of(finding.wanted), []) if finding.wanted and key_of(finding.wanted) else []
        if owners and row.choice == "create":
            words = f"{row.choice!r} is not possible, because a run would change the record with its {self._named_by}"
            yield place.mistake("decision", f"{words}; accepted are link with {' or '.join(owners)}, or nothing")
        elif owners and row.choice == "link" and row.held not in owners:
            words = f"{row.held!r} is not the record that has its {self._named_by}"
            yield place.mistake(column, f"{words}; accepted is {' or '.join(owners)}")

    def _taken_twice(self) -> Iterator[str]:
        """Yield the links to what another record is linked to, or what a run has sent another record to."""
        takers: dict[str, list[str]] = {}
        for key, target in self._sent.items():
            takers.setdefault(target, []).append(key)
        for decision in self.made():
            if decision.held:
                takers.setdefault(decision.held.id, []).append(decision.wanted.id)
        for target, keys in takers.items():
            if len(keys) > 1:
                yield from self._taken(target, keys)

    def _taken(self, target: str, keys: list[str]) -> Iterator[str]:
        """Yield that several records have one of the target, at each line that says so, or once when none does."""
        said = [(key, place) for key in keys if key not in self._sent and (place := self._places.get(key))]
        for key, place in said:
            others = ", ".join(other for other in keys if other != key)
            words = f"{target!r} is linked to {others} too; accepted is one record for each"
            yield place.mistake(f"{self._target}_id", words)
        if not said:
            yield f"the report is outdated: it links {', '.join(keys)} to {target!r}; prepare again, and decide on that"

    def _decision(self, finding: Finding) -> Decision:
        assert finding.wanted
        place = self._places.get(finding.wanted.id)
        choice: Choice = place.row.choice if place else proposed(finding)
        if choice == "create":
            return Decision(finding.wanted)
        if choice == "link":
            held = self._held.get(place.row.held) if place else finding.held
            return Decision(finding.wanted, held=held)
        return Decision(finding.wanted, reason=finding.reason or UNDECIDED)


_UNCHANGED = (
    "accepted are the keys as they were exported (a spreadsheet may have changed it: format the column as text)"
)
_ONCE = "accepted is one line for each record"
_AN_ID = "accepted is an id of the report, or the decision create"


def _by_number(keys: Iterable[str]) -> dict[str, str]:
    """Return the keys by what a spreadsheet makes of them when it takes them for numbers, where that names one only."""
    found: dict[str, list[str]] = {}
    for key in keys:
        if key.isdecimal():
            found.setdefault(key.lstrip("0"), []).append(key)
    return {number: same[0] for number, same in found.items() if len(same) == 1}
