"""What waits to be delivered, and what became of the rest; letters may be put in and taken out from any thread."""

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """One event on its way to one target: how often it was posted, and when (Unix time) it may be posted again.

    `id` stays the same from attempt to attempt, for vendors that name their events.
    """

    target_id: int | str
    url: str
    event: dict[str, Any]
    due: float
    attempts: int = 0
    id: str = ""


class Outbox:
    """The letters that wait; one that is not taken waits for the next pause, and is lost when there are no more."""

    def __init__(self, *, clock: Callable[[], float], pauses: Sequence[float], taken: Callable[[int], bool]) -> None:
        self._clock = clock
        self._pauses = pauses
        self._taken = taken
        self._lock = threading.Lock()
        self._letters: list[Letter] = []
        self._tally = Counter(delivered=0, lost=0, dropped=0, on_the_way=0)

    def put(self, target_id: int | str, url: str, event: dict[str, Any], letter_id: str = "") -> None:
        """Put an event in, to be delivered at once."""
        with self._lock:
            self._letters.append(Letter(target_id, url, event, due=self._clock(), id=letter_id))

    def take_due(self) -> list[Letter]:
        """Take out what is due now; each of these letters has to be settled or dropped."""
        now = self._clock()
        with self._lock:
            due = [letter for letter in self._letters if letter.due <= now]
            self._letters = [letter for letter in self._letters if letter.due > now]
            self._tally["on_the_way"] += len(due)
        return due

    def settle(self, letter: Letter, status: int) -> bool:
        """Note how a letter was answered, and let it wait again where it must; say whether it is lost for ever."""
        taken = self._taken(status)
        lost = not taken and letter.attempts >= len(self._pauses)
        with self._lock:
            self._tally["on_the_way"] -= 1
            self._tally["delivered"] += taken
            self._tally["lost"] += lost
            if not taken and not lost:
                due = self._clock() + self._pauses[letter.attempts]
                self._letters.append(dataclasses.replace(letter, attempts=letter.attempts + 1, due=due))
        return lost

    def drop(self, count: int) -> None:
        """Note that so many letters that were taken out will never be posted."""
        with self._lock:
            self._tally["on_the_way"] -= count
            self._tally["dropped"] += count

    def miss(self, count: int) -> None:
        """Note that so many letters were never put in, although they should have been."""
        with self._lock:
            self._tally["dropped"] += count

    def make_due(self) -> int:
        """Let all that waits be due now; return how many letters had to wait until now."""
        now = self._clock()
        with self._lock:
            waiting = sum(letter.due > now for letter in self._letters)
            self._letters = [dataclasses.replace(letter, due=min(letter.due, now)) for letter in self._letters]
        return waiting

    def waiting(self) -> list[dict[str, Any]]:
        """Return the letters that wait, as JSON."""
        with self._lock:
            return [dataclasses.asdict(letter) for letter in self._letters]

    def summary(self) -> dict[str, int]:
        """Return how many letters wait, are being posted, were delivered, lost or dropped."""
        with self._lock:
            return {"waiting": len(self._letters), **self._tally}
