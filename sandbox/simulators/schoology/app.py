"""The Schoology simulator: who may call, how often, and which part of the school answers."""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution import Institution, sample_institution
from sandbox.simulators.calls import Call
from sandbox.simulators.credentials import SCHOOLOGY, SchoologyCredentials
from sandbox.simulators.rate import CreditBucket
from sandbox.simulators.schoology.answers import CallRefusedError, refusal
from sandbox.simulators.schoology.bulk import ItemRefusedError
from sandbox.simulators.schoology.campus import Campus
from sandbox.simulators.schoology.knobs import Knobs
from sandbox.simulators.schoology.oauth import SignatureCheck, SignatureRefusedError
from sandbox.simulators.schoology.rate import price
from sandbox.simulators.schoology.tables import School
from sandbox.simulators.schoology.triggers import TRIGGERS_PATH
from sandbox.simulators.simulator import Handler, Simulator

API_PATH = "/v1"
RUN_AS_HEADER = "X-Schoology-Run-As"


class SchoologySimulator(Simulator):
    """A learning management system that is provisioned through its REST API, and tells of what is graded in it.

    `clock` counts seconds for the rate limit, `wall_clock` is Unix time for signatures, grades and events. The postman
    who delivers events by himself ends with the process, or at `close`.
    """

    def __init__(
        self,
        institution: Institution | None = None,
        *,
        knobs: Knobs | None = None,
        credentials: SchoologyCredentials = SCHOOLOGY,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._institution = institution or sample_institution()
        self._knobs = knobs or Knobs()
        self._wall_clock = wall_clock
        self._signatures = SignatureCheck(credentials, wall_clock, self._knobs.strict_sequence)
        self._bucket = CreditBucket(self._knobs.capacity * self._knobs.rate_scale, self._knobs.window_seconds, clock)
        self._campus = self._open_campus()

    @property
    def school(self) -> School:
        """What the school holds now."""
        return self._campus.school

    def admit(self, call: Call) -> Response | None:
        """Check the signature, take the credits, then look who is acting."""
        try:
            self._signatures.verify(call.request)
        except SignatureRefusedError as reason:
            return refusal(401, str(reason))
        credits_asked = price(call.request.method)
        if wait := self._bucket.take(credits_asked):
            return self.refuse(429, wait)
        call.credits = credits_asked
        return self._admit_actor(call)

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status with an empty body, and Retry-After in whole seconds where it is not 0."""
        response = refusal(status)
        if retry_after:
            response.headers["Retry-After"] = str(math.ceil(retry_after))
        return response

    def state(self) -> dict[str, Any]:
        """Return what the school holds, named by natural keys, and what the postman did."""
        return self._campus.state()

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what happens in the school, and the way back to how it stood at the start."""
        return {**self._campus.scripts(), "reset": self._reset}

    def errands(self) -> Mapping[str, Callable[..., Any]]:
        """Return what the postman does; a target may be calling back meanwhile."""
        return self._campus.postman.scripts()

    def perform(self, name: str, arguments: Mapping[str, Any]) -> Any:
        """Run a script; what Schoology itself refuses is a `ValueError`."""
        try:
            return super().perform(name, arguments)
        except ItemRefusedError as refused:
            raise ValueError(refused.message) from refused

    def close(self) -> None:
        """Let the postman stay at home."""
        self._campus.postman.stop()

    def _admit_actor(self, call: Call) -> Response | None:
        """Accept only users as acting users, and for writing and for event triggers only administrators."""
        actor = self.school.users.get(call.request.headers.get(RUN_AS_HEADER, str(self.school.owner_id)))
        if actor is None:
            return refusal(403)
        call.actor = str(actor["id"])
        open_to_all = call.request.method == "GET" and not call.template.startswith(TRIGGERS_PATH)
        return None if open_to_all or self.school.is_administrator(actor) else refusal(403)

    def _reset(self) -> None:
        self._campus.postman.stop(wait=False)
        self._campus = self._open_campus()

    def _open_campus(self) -> Campus:
        campus = Campus(self._institution, self._knobs, self.faults, self._wall_clock)
        self.mount({route: _refusing(handler) for route, handler in campus.routes().items()})
        return campus


def _refusing(handler: Handler) -> Handler:
    def answer(call: Call) -> Response:
        try:
            return handler(call)
        except CallRefusedError as whole:
            return whole.answer()
        except ItemRefusedError as single:
            # An item alone in its call is the call.
            return refusal(single.code, single.message)

    return answer
