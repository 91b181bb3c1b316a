"""Events about attendance: what has changed, so many changes with each event."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.simulators.coursekey.attendance import Attendance
from sandbox.simulators.coursekey.knobs import Knobs
from sandbox.simulators.coursekey.schools import School
from sandbox.simulators.webhooks import SignedPost


class Events:
    """Makes events of what has changed and sends them. `clock` is Unix time."""

    def __init__(self, schools: Mapping[str, School], knobs: Knobs, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._per_event = knobs.changes_per_event
        self.post = SignedPost(schools, knobs, clock)

    def tell(self, school: School, changed: Sequence[Attendance]) -> None:
        """Tell of changes, so many with each event; nobody is told where there is no address."""
        for first in range(0, len(changed), self._per_event):
            self.post.send(school, self._event(school, changed[first : first + self._per_event]))

    def _event(self, school: School, changed: Sequence[Attendance]) -> dict[str, Any]:
        changes = [
            {"class": one.class_id, "student": one.student, "updatedAt": one.updated_at.isoformat()} for one in changed
        ]
        return {
            "type": "attendance.updated",
            "timestamp": datetime.fromtimestamp(self._clock(), UTC).isoformat(),
            "data": {"school": school.id, "changes": changes},
        }
