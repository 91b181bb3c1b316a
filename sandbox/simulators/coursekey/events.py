"""Events about attendance, signed as Standard Webhooks says, and those that are lost on purpose."""

import hmac
import random
import uuid
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.simulators.coursekey.attendance import Attendance
from sandbox.simulators.coursekey.knobs import Knobs
from sandbox.simulators.coursekey.schools import School
from sandbox.simulators.outbox import Letter
from sandbox.simulators.postman import Manner, Postman

KEY_PREFIX = "whsec_"
_TAKEN = range(200, 300)
_LOSE_SEED = 4711


def signature(key: bytes, event_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of an event (https://www.standardwebhooks.com)."""
    return "v1," + b64encode(hmac.digest(key, f"{event_id}.{timestamp}.".encode() + body, "sha256")).decode()


class Events:
    """Makes events of what has changed and gives them to the postman. `clock` is Unix time."""

    def __init__(self, schools: Mapping[str, School], knobs: Knobs, clock: Callable[[], float]) -> None:
        self._schools = schools
        self._clock = clock
        self._per_event = knobs.changes_per_event
        self._share = knobs.lose_share
        self._more = 0
        self._dice = random.Random(_LOSE_SEED)
        self.postman = Postman(
            Manner(
                pauses=[pause * knobs.pause_scale for pause in knobs.pauses],
                answer_seconds=knobs.answer_seconds,
                taken=lambda status: status in _TAKEN,
                prove=self._prove,
                by_itself=knobs.deliver_by_itself,
            ),
            clock,
        )

    def tell(self, school: School, changed: Sequence[Attendance]) -> None:
        """Tell of changes, so many with each event; nobody is told where there is no address."""
        if school.webhook is None:
            return
        for first in range(0, len(changed), self._per_event):
            event = self._event(school, changed[first : first + self._per_event])
            if self._loses():
                self.postman.miss(1)
            else:
                self.postman.take(school.id, school.webhook.url, event, f"msg_{uuid.uuid4().hex}")

    def lose(self, count: int = 0, share: float | None = None) -> None:
        """Lose the next so many events, and this share (0 to 1) of all others from now on."""
        if count < 0 or not 0 <= (share or 0) <= 1:
            raise ValueError("count must be 0 or more, share between 0 and 1.")
        self._more = count
        self._share = self._share if share is None else share

    def _loses(self) -> bool:
        if self._more:
            self._more -= 1
            return True
        return self._dice.random() < self._share

    def _event(self, school: School, changed: Sequence[Attendance]) -> dict[str, Any]:
        changes = [
            {"class": one.class_id, "student": one.student, "updatedAt": one.updated_at.isoformat()} for one in changed
        ]
        return {
            "type": "attendance.updated",
            "timestamp": datetime.fromtimestamp(self._clock(), UTC).isoformat(),
            "data": {"school": school.id, "changes": changes},
        }

    def _prove(self, letter: Letter, body: bytes) -> dict[str, str]:
        """Sign an attempt with the key that its school has now."""
        webhook = self._schools[str(letter.target_id)].webhook
        assert webhook is not None
        timestamp = int(self._clock())
        return {
            "webhook-id": letter.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(webhook.key, letter.id, timestamp, body),
        }
