"""The CourseKey simulator: whose key it is and how often it calls, which part answers, and what happens in class."""

import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution.college import CAMPUSES, CampusPlan
from sandbox.simulators.calls import Call
from sandbox.simulators.coursekey.attendance import AttendanceBook
from sandbox.simulators.coursekey.classroom import Classroom
from sandbox.simulators.coursekey.events import Events
from sandbox.simulators.coursekey.knobs import Knobs
from sandbox.simulators.coursekey.reading import show_attendance, show_rows
from sandbox.simulators.coursekey.rosters import Rosters, name_of
from sandbox.simulators.coursekey.schools import COLLECTIONS, School
from sandbox.simulators.credentials import COURSEKEY, CoursekeyCredentials
from sandbox.simulators.items import handle_items
from sandbox.simulators.questions import Question
from sandbox.simulators.rate import CreditBucket
from sandbox.simulators.refusals import RefusalError, answered, plain_refusal, refusing
from sandbox.simulators.simulator import Handler, Simulator
from sandbox.simulators.webhooks import read_webhook

API_PATH = "/v1"
_SCHOOL_PATH = f"{API_PATH}/schools/<school>"
_SCHEME = "AuthKey "


class CoursekeySimulator(Simulator):
    """A service that takes attendance at several schools, each with a key of its own, and pushes what has changed.

    `clock` counts seconds for the rate limit, `wall_clock` is Unix time. The postman who delivers events by himself
    ends with the process, or at `close`.
    """

    def __init__(
        self,
        campuses: Sequence[CampusPlan] = CAMPUSES,
        *,
        knobs: Knobs | None = None,
        credentials: CoursekeyCredentials = COURSEKEY,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._campuses = campuses
        self._knobs = knobs or Knobs()
        self._keys = credentials.keys
        self._wall_clock = wall_clock
        capacity = self._knobs.calls_per_window * self._knobs.rate_scale
        self._buckets = {
            campus.school: CreditBucket(capacity, self._knobs.window_seconds, clock) for campus in campuses
        }
        self._open_schools()
        self.mount({route: refusing(handler) for route, handler in self._routes().items()})

    def admit(self, call: Call) -> Response | None:
        """Check whose key it is, count the call for that school, then look whether it asks for its own."""
        school = self._caller(call.request.headers.get("Authorization", ""))
        if not school:
            return RefusalError(401, "unauthorized", "Authorization must hold AuthKey and a school's key.").answer()
        call.credits = 1
        call.actor = school
        if wait := self._buckets[school].take(1):
            return self.refuse(429, wait)
        if call.arguments.get("school", school) != school:
            return RefusalError(403, "wrong_school", "The auth key is another school's.").answer()
        for book in self.books.values():
            book.close_classes()
        return None

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status with the error object."""
        return plain_refusal(status, retry_after)

    def state(self) -> dict[str, Any]:
        """Return what each school holds, where its events go, and what the postman did."""
        schools = {school.id: self._state_of(school) for school in self.schools.values()}
        return {"schools": schools, "postman": self.events.post.postman.summary()}

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what happens in class, what happens to events, and the way back to the start (`reset`)."""
        return {**self.classroom.scripts(), "lose": self.events.post.lose, "reset": self._reset}

    def errands(self) -> Mapping[str, Callable[..., Any]]:
        """Return what the postman does; a target may be calling back meanwhile."""
        return self.events.post.postman.scripts()

    def close(self) -> None:
        """Let the postman stay at home."""
        self.events.post.postman.stop()

    def _caller(self, given: str) -> str:
        """Return the school whose key was given, "" for none."""
        key = given.removeprefix(_SCHEME) if given.startswith(_SCHEME) else ""
        matches = [school for school in self.schools if hmac.compare_digest(self._keys[school].encode(), key.encode())]
        return next(iter(matches), "")

    def _state_of(self, school: School) -> dict[str, Any]:
        rows = {name: [row.as_json() for row in school.rows(name).values()] for name in COLLECTIONS}
        book = self.books[school.id]
        attendance = [book.show(record) for record in book.records.values()]
        return {**rows, "attendance": attendance, "webhook": school.webhook and school.webhook.url}

    def _routes(self) -> dict[str, Handler]:
        routes: dict[str, Handler] = {f"GET {_SCHOOL_PATH}": self._show_school}
        for name in COLLECTIONS:
            routes[f"GET {_SCHOOL_PATH}/{name}"] = self._list(name)
            routes[f"PUT {_SCHOOL_PATH}/{name}"] = self._put(name)
        routes[f"GET {_SCHOOL_PATH}/attendance"] = lambda call: show_attendance(
            call, self.books[call.arguments["school"]]
        )
        routes[f"PUT {_SCHOOL_PATH}/webhook"] = self._set_webhook
        return routes

    def _show_school(self, call: Call) -> Response:
        Question.read(call.request, ())
        school = self.schools[call.arguments["school"]]
        return answered({"id": school.id, "name": school.name, "timeZone": school.time_zone})

    def _list(self, name: str) -> Handler:
        return lambda call: show_rows(call, self.schools[call.arguments["school"]].rows(name))

    def _put(self, name: str) -> Handler:
        def answer(call: Call) -> Response:
            school = call.arguments["school"]
            rosters = Rosters(self.schools[school], self.books[school])
            return handle_items(call, self.faults, "externalId", name_of, lambda item: rosters.put(name, item))

        return answer

    def _set_webhook(self, call: Call) -> Response:
        webhook = self.schools[call.arguments["school"]].webhook = read_webhook(call, "key")
        return answered({"url": webhook.url})

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._wall_clock(), UTC)

    def _reset(self) -> None:
        self.events.post.postman.stop(wait=False)
        self._open_schools()

    def _open_schools(self) -> None:
        self.schools = {one.school: School.empty(one.school, one.name, one.time_zone) for one in self._campuses}
        self.events = Events(self.schools, self._knobs, self._wall_clock)
        self.books = {
            school.id: AttendanceBook(school, self._now, self.events.tell) for school in self.schools.values()
        }
        self.classroom = Classroom(self.schools, self.books, self._now)
