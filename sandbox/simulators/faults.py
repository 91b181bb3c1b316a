"""Faults that a test asks for, and which calls they meet.

A fault is matched by method and path, lets the first `after` matching calls pass, and then meets `times` calls (0: all
until it is cleared). Kinds:

- `429`, `500`, `503`: that status before any effect, `seconds` as Retry-After where it is given.
- `html`: a 200 with a web page instead of an answer, before any effect.
- `timeout`: waits `seconds` before any effect, then closes the connection.
- `lost`: does the effect, then closes the connection.
- `hold`: does the effect, then holds the answer until it is released or `seconds` are over.
- `malformed`: does the effect, then answers with JSON that is cut off.
- `truncated`: a page with fewer records than it should have; totals and links are as ever.
- `drift`: the records moved by one between two pages: the last one now stands first, so that the reader sees one
  record twice and never sees another, with the same total.
- `poison`: a bulk body with an item of natural key `key` is refused whole, without a hint which one it was.
"""

import dataclasses
import re
import threading
from collections.abc import Iterable, Mapping
from typing import Any

POISON = "poison"
STATUS_KINDS = frozenset({"429", "500", "503"})
PAGE_KINDS = frozenset({"truncated", "drift"})
KINDS = STATUS_KINDS | PAGE_KINDS | {"html", "timeout", "lost", "hold", "malformed", POISON}


@dataclasses.dataclass(slots=True)
class Fault:
    """One fault as asked for; an empty method or path matches all."""

    kind: str
    method: str = ""
    path: str = ""
    after: int = 0
    times: int = 0
    seconds: float = 0
    key: str = ""
    seen: int = 0
    met: int = 0

    @classmethod
    def from_json(cls, wish: Mapping[str, Any]) -> "Fault":
        """Read a fault from JSON; `ValueError` says what is wrong with it."""
        fields = {"kind", "method", "path", "after", "times", "seconds", "key"}
        if unknown := sorted(set(wish) - fields):
            raise ValueError(f"A fault has no field {', '.join(unknown)}; the fields are {', '.join(sorted(fields))}.")
        fault = cls(**{**wish, "kind": str(wish.get("kind", ""))})
        if fault.kind not in KINDS:
            raise ValueError(f"There is no fault {fault.kind!r}; the kinds are {', '.join(sorted(KINDS))}.")
        if fault.kind == POISON and not fault.key:
            raise ValueError("A poison fault needs the natural key of the item in `key`.")
        try:
            re.compile(fault.path)
        except re.error as error:
            raise ValueError(f"The path {fault.path!r} is no regular expression: {error}.") from error
        return fault

    def matches(self, method: str, path: str, path_and_query: str) -> bool:
        """Say whether a call is one that this fault is for; the expression is searched, not anchored."""
        if self.method and self.method.upper() != method:
            return False
        return any(re.search(self.path, candidate) for candidate in (path, path_and_query))

    def counts(self, *, already_met: bool = False) -> bool:
        """Count a matching call and say whether this fault meets it; a call meets one fault at most."""
        self.seen += 1
        meets = not already_met and self.seen > self.after and (not self.times or self.met < self.times)
        self.met += meets
        return meets


class FaultQueue:
    """The faults that are waiting, in the order in which they were asked for, and the calls that are held."""

    def __init__(self) -> None:
        self._released = threading.Condition()
        self._releases = 0
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Queue a fault behind the others."""
        with self._released:
            self._faults.append(fault)

    def clear(self) -> None:
        """Drop all faults and let go of all held calls."""
        with self._released:
            self._faults.clear()
        self.release()

    def as_json(self) -> list[dict[str, Any]]:
        """Return the faults with how often each was seen and met."""
        with self._released:
            return [dataclasses.asdict(fault) for fault in self._faults]

    def take(self, method: str, path: str, path_and_query: str) -> Fault | None:
        """Count a call against every fault that matches it and return the first one that is due."""
        due: Fault | None = None
        with self._released:
            for fault in self._faults:
                if fault.kind == POISON or not fault.matches(method, path, path_and_query):
                    continue
                if fault.counts(already_met=due is not None):
                    due = fault
        return due

    def poisons(self, method: str, path: str, keys: Iterable[str]) -> bool:
        """Say whether one of the natural keys in a bulk body is poisoned for this call."""
        wanted = set(keys)
        poisoned = False
        with self._released:
            for fault in self._faults:
                if fault.kind == POISON and fault.key in wanted and fault.matches(method, path, path):
                    poisoned |= fault.counts()
        return poisoned

    def hold(self, seconds: float) -> None:
        """Wait until the next release, or until so many seconds are over (0: until released)."""
        with self._released:
            release = self._releases
            self._released.wait_for(lambda: self._releases > release, timeout=seconds or None)

    def release(self) -> None:
        """Let go of all calls that are held now; later ones are held again."""
        with self._released:
            self._releases += 1
            self._released.notify_all()
