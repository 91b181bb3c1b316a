"""What the error codes of a system mean in plain words, and what to do; the words are data beside each connector (CD8).

A reason's sentence and remedy are written here once for all records, so they hold no value and name nobody. What was
sent and what the system said goes into the details, which stay with the record.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rollbook.model.records import Detail, Frozen, Json, Reason

_LONGEST = 500


class Entry(Frozen):
    """One code: what it means, as the end of a sentence after a colon, and what to do, as sentences."""

    code: str
    plain: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The codes of one system, and what is said where it gives another one."""

    vendor: str
    entries: Mapping[str, Entry]

    @classmethod
    def beside(cls, module: str, vendor: str) -> "Dictionary":
        """Read `dictionary.json`, which stands beside a module, given by its `__file__`."""
        found = [Entry.model_validate(row) for row in json.loads(Path(module).with_name("dictionary.json").read_text())]
        return cls(vendor, {entry.code: entry for entry in found})

    def as_json(self) -> Sequence[Json]:
        """Return all entries."""
        return [entry.model_dump() for entry in self.entries.values()]

    def reason(self, singular: str, details: Sequence[Detail], more: str = "") -> Reason:
        """Return why a record was refused, by the codes in `details`; `more` is said after that."""
        known = [self.entries[detail.code] for detail in details if detail.code in self.entries]
        meant = list(dict.fromkeys(entry.plain for entry in known))
        remedies = list(dict.fromkeys(entry.remedy for entry in known))
        if len(known) < len(details) or not details:
            meant.append("it gives a reason that Rollbook does not know")
            remedies.append(
                "Read its own words in the details of the record, correct the record as they say, and run again; if "
                "they do not help, ask its support."
            )
        sentence = f"{self.vendor} did not take this {singular}: {'; '.join(meant)}. {more}".rstrip()
        return Reason(sentence=sentence, remedy=" ".join(remedies), details=tuple(details))


def as_text(value: Any) -> str:
    """Return a value that was sent as a person reads it, empty for none."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shortened(text)


def shortened(text: str) -> str:
    """Return a text that is not too long to be kept with a record."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
