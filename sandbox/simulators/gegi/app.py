"""The GEGI simulator: who may call, which list or which writing is meant, and what happens behind the API."""

import functools
import hmac
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution.college import (
    CHANGES,
    COLLECTIONS,
    College,
    Record,
    college_day,
    day_of_changes,
    lose_agreements,
    one_change,
    sample_college,
)
from sandbox.simulators.calls import Call
from sandbox.simulators.credentials import GEGI, GegiCredentials
from sandbox.simulators.gegi.attendance import KINDS, AttendanceBook, Kind, name_of
from sandbox.simulators.gegi.knobs import Knobs
from sandbox.simulators.gegi.reading import show
from sandbox.simulators.items import handle_items
from sandbox.simulators.rate import CreditBucket
from sandbox.simulators.refusals import RefusalError, plain_refusal, refusing
from sandbox.simulators.simulator import Handler, Simulator

API_PATH = "/api/v1"
KEY_HEADER = "X-Api-Key"


class GegiSimulator(Simulator):
    """A student information system whose attendance is written from outside, and journalled by itself.

    Without a college it holds the sample as it stands on the day of `wall_clock` (Unix time, for the journal); `clock`
    counts seconds for the rate limit. Scripts leave the college that was passed in as it is.
    """

    def __init__(
        self,
        college: College | None = None,
        *,
        knobs: Knobs | None = None,
        credentials: GegiCredentials = GEGI,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._original = college or sample_college(college_day(datetime.fromtimestamp(wall_clock(), UTC)))
        self._knobs = knobs or Knobs()
        self._key = credentials.api_key.encode()
        self._wall_clock = wall_clock
        capacity = self._knobs.calls_per_window * self._knobs.rate_scale
        self._bucket = CreditBucket(capacity, self._knobs.window_seconds, clock) if capacity else None
        self._reset()
        self.mount({route: refusing(handler) for route, handler in self._routes().items()})

    def admit(self, call: Call) -> Response | None:
        """Check the key, then count the call where there is a limit."""
        given = call.request.headers.get(KEY_HEADER, "").encode()
        if not hmac.compare_digest(given, self._key):
            return RefusalError(401, "unauthorized", f"{KEY_HEADER} must hold the key of a user.").answer()
        call.credits = 1
        call.actor = self._knobs.user
        wait = self._bucket.take(1) if self._bucket else 0
        return self.refuse(429, wait) if wait else None

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status with the error object."""
        return plain_refusal(status, retry_after)

    def state(self) -> dict[str, Any]:
        """Return the day on which the college stands, every collection, the attendance, and the whole journal."""
        held = {kind.word: list(self.book.held(kind).values()) for kind in KINDS}
        today = self.college.today.isoformat()
        return {"today": today, **self.college.as_json(), **held, "journal": list(self.book.journal)}

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what people do at the college, and the way back to how it stood at the start (`reset`)."""
        return {
            **{name: functools.partial(self._change, name) for name in CHANGES},
            "day_of_changes": self._day_of_changes,
            "lose_agreements": self._lose_agreements,
            "edit": self._edit,
            "remove": self._remove,
            "lock": self._close_days,
            "reset": self._reset,
        }

    def _routes(self) -> dict[str, Handler]:
        routes = {f"GET {API_PATH}/{name}": self._list(name) for name in COLLECTIONS}
        for kind in KINDS:
            routes[f"GET {API_PATH}/{kind.word}"] = self._list_held(kind)
            routes[f"PUT {API_PATH}/{kind.word}"] = self._write(kind)
        routes[f"GET {API_PATH}/journal"] = lambda call: show(call, {one["id"]: one for one in self.book.journal})
        return routes

    def _list(self, name: str) -> Handler:
        return lambda call: show(call, self.college.collections[name])

    def _list_held(self, kind: Kind) -> Handler:
        return lambda call: show(call, self.book.held(kind), by_id=True)

    def _write(self, kind: Kind) -> Handler:
        return lambda call: handle_items(
            call, self.faults, "id", name_of, lambda item: self.book.write(self.college, kind, item)
        )

    def _change(self, name: str, seed: int = 1) -> dict[str, str]:
        return one_change(self.college, name, seed)

    def _day_of_changes(self, seed: int = 1) -> dict[str, dict[str, str]]:
        return day_of_changes(self.college, seed)

    def _lose_agreements(self, percent: int = 60, seed: int = 1) -> list[str]:
        return lose_agreements(self.college, percent, seed)

    def _edit(self, collection: str, record_id: str, **fields: Any) -> Record:
        """Set fields of a record that it has, as somebody at a desk does."""
        record = self.college.get(collection, record_id)
        if unknown := sorted(fields.keys() - record.keys()):
            raise ValueError(f"A record of {collection} has no field {', '.join(unknown)}.")
        record.update(fields)
        return record

    def _remove(self, collection: str, record_id: str) -> None:
        self.college.get(collection, record_id)
        del self.college.collections[collection][record_id]

    def _close_days(self, before: str = "") -> None:
        """Close all days before this one; none without a day."""
        self.book.locked_before = date.fromisoformat(before) if before else None

    def _reset(self) -> None:
        self.college = self._original.copy()
        self.book = AttendanceBook(self._knobs.user, self._knobs.locked_before, self._wall_clock)
