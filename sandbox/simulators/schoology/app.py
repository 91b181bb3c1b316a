"""The Schoology simulator: who may call, how often, and which part of the school answers."""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution import Institution, sample_institution
from sandbox.simulators.calls import Call
from sandbox.simulators.credentials import SCHOOLOGY, SchoologyCredentials
from sandbox.simulators.schoology.answers import CallRefusedError, refusal
from sandbox.simulators.schoology.bulk import BulkDesk, ItemRefusedError
from sandbox.simulators.schoology.courses import Courses
from sandbox.simulators.schoology.enrollments import Enrollments
from sandbox.simulators.schoology.grading_periods import GradingPeriods
from sandbox.simulators.schoology.knobs import Knobs
from sandbox.simulators.schoology.oauth import SignatureCheck, SignatureRefusedError
from sandbox.simulators.schoology.preload import ADMIN_ROLE, preloaded_school
from sandbox.simulators.schoology.rate import CreditBucket, price
from sandbox.simulators.schoology.sections import Sections
from sandbox.simulators.schoology.state import school_state
from sandbox.simulators.schoology.surroundings import Surroundings
from sandbox.simulators.schoology.users import Users
from sandbox.simulators.simulator import Handler, Simulator

API_PATH = "/v1"
RUN_AS_HEADER = "X-Schoology-Run-As"


class SchoologySimulator(Simulator):
    """A learning management system that is provisioned through its REST API.

    `clock` counts seconds for the rate limit, `wall_clock` is Unix time for signatures.
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
        self._signatures = SignatureCheck(credentials, wall_clock, self._knobs.strict_sequence)
        self._bucket = CreditBucket(self._knobs, clock)
        self.school = preloaded_school(self._institution)
        self.mount(self._routes())

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
        """Return what the school holds, named by natural keys."""
        return school_state(self.school)

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return the way back to the school as it stood at the start."""
        return {"reset": self._reset}

    def _admit_actor(self, call: Call) -> Response | None:
        """Accept only users as acting users, and for writing only administrators."""
        actor = self.school.users.get(call.request.headers.get(RUN_AS_HEADER, str(self.school.owner_id)))
        if actor is None:
            return refusal(403)
        call.actor = str(actor["id"])
        may_write = actor["role_id"] == self.school.role_titled(ADMIN_ROLE)
        return None if call.request.method == "GET" or may_write else refusal(403)

    def _reset(self) -> None:
        self.school = preloaded_school(self._institution)
        self.mount(self._routes())

    def _routes(self) -> dict[str, Handler]:
        bulk = BulkDesk(self.faults, self._knobs)
        parts = (
            Users(self.school, bulk),
            Courses(self.school, bulk),
            Sections(self.school, bulk),
            Enrollments(self.school, bulk),
            GradingPeriods(self.school, self._knobs),
            Surroundings(self.school),
        )
        return {route: _refusing(handler) for part in parts for route, handler in part.routes().items()}


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
