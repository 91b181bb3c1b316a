"""The EthosCE simulator: who may call, which entity is meant, and what happens behind the API."""

import functools
import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution.lms import Course, Lms, Person, sample_lms
from sandbox.simulators.calls import Call
from sandbox.simulators.credentials import ETHOSCE, EthosceCredentials
from sandbox.simulators.ethosce.entities import Row
from sandbox.simulators.ethosce.knobs import Knobs
from sandbox.simulators.ethosce.learning import Fields, Learning
from sandbox.simulators.ethosce.reading import list_rows, show_row
from sandbox.simulators.ethosce.tables import Table
from sandbox.simulators.items import json_object
from sandbox.simulators.rate import CreditBucket
from sandbox.simulators.refusals import RefusalError, answered, invalid, plain_refusal, refusing
from sandbox.simulators.simulator import Handler, Simulator

_SERVICE_USER = "restws"
_RULES: Mapping[str, Callable[[Learning, Fields], Row]] = {
    "node": Learning.import_course,
    "course_enrollment": Learning.enroll,
    "course_report": Learning.complete,
    "course_credit_awarded": Learning.award,
}


class EthosceSimulator(Simulator):
    """A learning management system that takes courses, enrollments, completions and credits, and changes none of them.

    Without an LMS it holds the sample. `wall_clock` is Unix time, `clock` counts seconds for the rate limit.
    """

    def __init__(
        self,
        lms: Lms | None = None,
        *,
        knobs: Knobs | None = None,
        credentials: EthosceCredentials = ETHOSCE,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._lms = lms or sample_lms()
        self._credentials = credentials
        self._wall_clock = wall_clock
        knobs = knobs or Knobs()
        capacity = knobs.calls_per_window * knobs.rate_scale
        self._bucket = CreditBucket(capacity, knobs.window_seconds, clock) if capacity else None
        self._reset()
        self.mount({route: refusing(handler) for route, handler in self._routes().items()})

    def admit(self, call: Call) -> Response | None:
        """Check user and password, of which only a service user may use the web services, then count the call."""
        given = call.request.authorization
        if given is None or given.type != "basic" or not self._knows(given.username, given.password):
            response = RefusalError(401, "unauthorized", "User name and password are not known here.").answer()
            response.headers["WWW-Authenticate"] = 'Basic realm="EthosCE"'
            return response
        call.credits = 1
        call.actor = self._credentials.username
        wait = self._bucket.take(1) if self._bucket else 0
        return self.refuse(429, wait) if wait else None

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status with the error object."""
        return plain_refusal(status, retry_after)

    def state(self) -> dict[str, Any]:
        """Return the rows of every table as they are kept, by the entity's name."""
        return {name: list(table.rows.values()) for name, table in self.learning.tables.items()}

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what people do in the LMS, and the way back to how it stood at the start (`reset`)."""
        return {
            "appear": self._appear,
            "add_course": self._add_course,
            "log_in": lambda uid: self.learning.log_in(int(uid)),
            "reset": self._reset,
        }

    def _routes(self) -> dict[str, Handler]:
        routes: dict[str, Handler] = {}
        for name in self.learning.tables:
            routes[f"GET /{name}.json"] = functools.partial(self._read, list_rows, name)
            routes[f"GET /{name}/<number>.json"] = functools.partial(self._read, show_row, name)
        for name in _RULES:
            routes[f"POST /{name}"] = functools.partial(self._take, name)
        return routes

    def _read(self, show: Callable[[Call, Table], Response], name: str, call: Call) -> Response:
        return show(call, self.learning.tables[name])

    def _take(self, name: str, call: Call) -> Response:
        """Let one entity in by its rule."""
        fields = json_object(call)
        entity = self.learning.tables[name].entity
        if entity.shape and (fault := entity.shape.fault(fields)):
            raise invalid(fault)
        number = _RULES[name](self.learning, fields)[entity.id]
        content = {"uri": f"{call.request.host_url}{name}/{number}", "id": str(number), "resource": name}
        return answered(content, 201)

    def _knows(self, username: str | None, password: str | None) -> bool:
        if not (username or "").startswith(_SERVICE_USER):
            return False
        expected = f"{self._credentials.username}:{self._credentials.password}"
        return hmac.compare_digest(f"{username}:{password}".encode(), expected.encode())

    def _appear(self, email: str = "", external_id: str = "") -> Row:
        """Give an account to one of the strangers, by one of the two, or to somebody else who has both."""
        for person in self._lms.strangers:
            if email.casefold() == person.email.casefold() or (external_id and external_id == person.external_id):
                return self.learning.appear(person)
        return self.learning.appear(Person(external_id, email, "Robin", "Newcomer"))

    def _add_course(self, **fields: Any) -> Row:
        return self.learning.add_course(Course(**fields))

    def _reset(self) -> None:
        self.learning = Learning(self._lms, self._wall_clock)
