"""Posts events to their targets, on a round of his own or when told to, and never while the system stands still.

How a vendor delivers is its `Manner`: what counts as taken, how long a letter waits for its next attempt, and the
headers by which a target knows who sends.
"""

import contextlib
import dataclasses
import functools
import http.client
import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from sandbox.simulators.calls import NO_ANSWER
from sandbox.simulators.outbox import Letter, Outbox

_WORKERS = 8
_REST_SECONDS = 0.1
_Answers = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Manner:
    """How one vendor delivers its events.

    `pauses` are the seconds before each further attempt, `taken` says whether an answer's status (0: none) means that
    the target has the event, `prove` gives the headers of one attempt beside Content-Type, for the bytes that are sent.
    """

    pauses: Sequence[float]
    answer_seconds: float
    taken: Callable[[int], bool]
    prove: Callable[[Letter, bytes], Mapping[str, str]] = lambda _letter, _body: {}
    by_itself: bool = False


class Postman:
    """Keeps the outbox and empties it; safe to be used from any thread. `clock` is Unix time."""

    def __init__(self, manner: Manner, clock: Callable[[], float]) -> None:
        self._manner = manner
        self._outbox = Outbox(clock=clock, pauses=manner.pauses, taken=manner.taken)
        self._goes_by_himself = manner.by_itself
        self._lock = threading.Lock()
        self._rounds: _Rounds | None = None

    def take(self, target_id: int | str, url: str, event: dict[str, Any], letter_id: str = "") -> None:
        """Take an event for a target."""
        self._outbox.put(target_id, url, event, letter_id)
        self._set_out()

    def miss(self, count: int) -> None:
        """Count so many events as dropped, which he was never given."""
        self._outbox.miss(count)

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what a test asks of the postman."""
        return {
            "deliver": self.deliver,
            "deliver_by_itself": self.deliver_by_itself,
            "expire_retries": self._outbox.make_due,
            "outbox": self._outbox.waiting,
        }

    def summary(self) -> dict[str, int]:
        """Return how many letters wait, are being posted, were delivered, lost or dropped."""
        return self._outbox.summary()

    def deliver(
        self, duplicates: int = 0, shuffle_seed: int | None = None, drop: int = 0, workers: int = _WORKERS
    ) -> _Answers:
        """Post everything that is due once, in disorder where there is a seed, with so many copies in between.

        `drop` letters are never posted. Returns the posts made, the letters dropped, those lost for ever because this
        was their last attempt, and the posts by status ("0": no answer). What becomes of a copy has no consequence.
        """
        if min(duplicates, drop) < 0 or workers < 1:
            raise ValueError("duplicates and drop must be 0 or more, workers 1 or more.")
        dice = random.Random(shuffle_seed or 0)
        letters = self._outbox.take_due()
        dropped = set(dice.sample(range(len(letters)), min(drop, len(letters))))
        self._outbox.drop(len(dropped))
        kept = [letter for number, letter in enumerate(letters) if number not in dropped]
        copies = dice.choices(kept, k=duplicates) if kept else []
        if shuffle_seed is not None:
            dice.shuffle(kept)
        errands = [functools.partial(self._post_and_settle, letter) for letter in kept]
        for letter in copies:
            errands.insert(dice.randint(0, len(errands)), functools.partial(self._post_copy, letter))
        return {"dropped": len(dropped), **_run(errands, workers)}

    def deliver_by_itself(self, on: bool = True) -> None:
        """Set out whenever something is due, or stay at home from now on."""
        if not on:
            self.stop()
            return
        with self._lock:
            self._goes_by_himself = True
        self._set_out()

    def stop(self, *, wait: bool = True) -> None:
        """Stay at home; what is in the outbox stays there. Waits for the end of a round that is under way."""
        with self._lock:
            self._goes_by_himself = False
            rounds, self._rounds = self._rounds, None
        if rounds is not None:
            rounds.end(wait=wait)

    def _set_out(self) -> None:
        with self._lock:
            if not self._goes_by_himself:
                return
            if self._rounds is None:
                self._rounds = _Rounds(self.deliver)
                self._rounds.start()
            self._rounds.hurry()

    def _post_and_settle(self, letter: Letter) -> tuple[int, bool]:
        status = _post(letter, self._manner)
        return status, self._outbox.settle(letter, status)

    def _post_copy(self, letter: Letter) -> tuple[int, bool]:
        return _post(letter, self._manner), False


class _Rounds(threading.Thread):
    """Goes on a round, rests, and goes again, until told to end; it ends with the process, too."""

    def __init__(self, go: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self._go = go
        self._called = threading.Event()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            self._go()
            self._called.wait(_REST_SECONDS)
            self._called.clear()

    def hurry(self) -> None:
        """Cut the rest short."""
        self._called.set()

    def end(self, *, wait: bool) -> None:
        """Go on no further round."""
        self._over.set()
        self._called.set()
        if wait:
            self.join()


def _run(errands: Sequence[Callable[[], tuple[int, bool]]], workers: int) -> _Answers:
    """Run errands at once and count how they ended: the status, and whether a letter is lost for ever."""
    if not errands:
        return {"sent": 0, "lost": 0, "answers": {}}
    with ThreadPoolExecutor(workers) as pool:
        ends = list(pool.map(lambda errand: errand(), errands))
    return {
        "sent": len(ends),
        "lost": sum(lost for _, lost in ends),
        "answers": dict(Counter(str(status) for status, _ in ends)),
    }


def _post(letter: Letter, manner: Manner) -> int:
    """Post a letter and return the status of the answer, 0 for none; redirects are answers like others."""
    address = urlsplit(letter.url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    path = f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"
    body = json.dumps(letter.event).encode()
    headers = {"Content-Type": "application/json", **manner.prove(letter, body)}
    with contextlib.closing(kind(address.netloc, timeout=manner.answer_seconds)) as connection:
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return NO_ANSWER
        return answer.status
