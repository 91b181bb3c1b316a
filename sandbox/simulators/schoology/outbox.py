"""What waits to be delivered, and what became of the rest; letters may be put in and taken out from any thread."""

import dataclasses
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

OK = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """One event on its way to one target: how often it was posted, and when (Unix time) it may be posted again."""

    target_id: int
    url: str
    event: dict[str, Any]
    due: float
    attempts: int = 0


class Outbox:
    """The letters that wait; one that is not answered with 200 waits again until it was posted too often."""

    def __init__(self, *, clock: Callable[[], float], retry_seconds: float, most_retries: int) -> None:
        self._clock = clock
        self._retry_seconds = retry_seconds
        self._most_retries = most_retries
        self._lock = threading.Lock()
        self._letters: list[Letter] = []
        self._tally = Counter(delivered=0, lost=0, dropped=0, on_the_way=0)

    def put(self, target_id: int, url: str, event: dict[str, Any]) -> None:
        """Put an event in, to be delivered at once."""
        with self._lock:
            self._letters.append(Letter(target_id, url, event, due=self._clock()))

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
        again = dataclasses.replace(letter, attempts=letter.attempts + 1, due=self._clock() + self._retry_seconds)
        lost = status != OK and again.attempts > self._most_retries
        with self._lock:
            self._tally["on_the_way"] -= 1
            self._tally["delivered"] += status == OK
            self._tally["lost"] += lost
            if status != OK and not lost:
                self._letters.append(again)
        return lost

    def drop(self, count: int) -> None:
        """Note that so many letters that were taken out will never be posted."""
        with self._lock:
            self._tally["on_the_way"] -= count
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
