"""The eSchoolPLUS simulator: a token desk and the read-only OneRoster 1.2 rostering service over an institution."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from sandbox.institution import (
    DEFAULT_SEED,
    Changes,
    Institution,
    Loss,
    Record,
    day_of_changes,
    lose_enrollments,
    sample_institution,
)
from sandbox.simulators.calls import Call
from sandbox.simulators.credentials import ESCHOOLPLUS, EschoolplusCredentials
from sandbox.simulators.eschoolplus.errors import JSON, RefusalError, plain_refusal
from sandbox.simulators.eschoolplus.model import FIELDS, SINGULAR
from sandbox.simulators.eschoolplus.query import read_fields, read_query, shape
from sandbox.simulators.eschoolplus.tokens import CORE_SCOPE, ROSTER_SCOPE, TokenDesk
from sandbox.simulators.eschoolplus.views import SCHOOL_WORDS, TOP_VIEWS, View, school_view
from sandbox.simulators.paging import page
from sandbox.simulators.simulator import Handler, Simulator

TOKEN_PATH = "/oauth/token"
ROSTERING_PATH = "/ims/oneroster/rostering/v1p2"


class EschoolplusSimulator(Simulator):
    """A student information system that is read through OneRoster 1.2.

    Knobs: the institution it holds (or the seed of the sample), the largest page it gives, the life of its tokens in
    seconds, the credentials it accepts, and its clock. Scripts leave the institution that was passed in as it is.
    """

    def __init__(
        self,
        institution: Institution | None = None,
        *,
        seed: int = DEFAULT_SEED,
        max_limit: int = 500,
        token_lifetime: float = 3600,
        credentials: EschoolplusCredentials = ESCHOOLPLUS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._original = institution or sample_institution(seed)
        self._max_limit = max_limit
        self.institution = self._original
        self.tokens = TokenDesk(credentials, clock, token_lifetime)
        self.mount(self._routes())

    def admit(self, call: Call) -> Response | None:
        """Check the bearer token of every call but the one that asks for a token."""
        if call.template == TOKEN_PATH:
            return None
        # Views of one school need the wider scope (rostering OpenAPI file, security of getClassesForSchool).
        scopes = {ROSTER_SCOPE} if "<school_id>" in call.template else {ROSTER_SCOPE, CORE_SCOPE}
        try:
            self.tokens.check(call.request, scopes)
        except RefusalError as refusal:
            return refusal.answer()
        return None

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status with the `imsx` status object."""
        return plain_refusal(status, retry_after)

    def state(self) -> dict[str, Any]:
        """Return every collection as a list of OneRoster records."""
        return self.institution.as_json()

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what happens to the institution, and the way back (`reset`)."""
        return {
            "day_of_changes": self._day_of_changes,
            "lose_enrollments": self._lose_enrollments,
            "expire_tokens": self.tokens.revoke_all,
            "reset": self._reset,
        }

    def _day_of_changes(self, seed: int = 1) -> Changes:
        self.institution = self.institution.copy()
        return day_of_changes(self.institution, seed)

    def _lose_enrollments(self, percent: int = 60, seed: int = 1) -> Loss:
        self.institution = self.institution.copy()
        return lose_enrollments(self.institution, percent, seed)

    def _reset(self) -> None:
        self.institution = self._original

    def _routes(self) -> dict[str, Handler]:
        routes: dict[str, Handler] = {f"POST {TOKEN_PATH}": lambda call: self.tokens.issue(call.request)}
        for word in TOP_VIEWS:
            routes[f"GET {ROSTERING_PATH}/{word}"] = _refusing(self._list(word))
            routes[f"GET {ROSTERING_PATH}/{word}/<sourced_id>"] = _refusing(self._one(word))
        for word in SCHOOL_WORDS:
            routes[f"GET {ROSTERING_PATH}/schools/<school_id>/{word}"] = _refusing(self._list_of_school(word))
        return routes

    def _list(self, word: str) -> Handler:
        return lambda call: self._collection(call, TOP_VIEWS[word])

    def _list_of_school(self, word: str) -> Handler:
        return lambda call: self._collection(call, school_view(self.institution, call.arguments["school_id"], word))

    def _one(self, word: str) -> Handler:
        view = TOP_VIEWS[word]

        def answer(call: Call) -> Response:
            fields = read_fields(call.request.args, FIELDS[view.collection])
            record = view.record(self.institution, call.arguments["sourced_id"])
            return _json({SINGULAR[view.collection]: shape(record, fields)})

        return answer

    def _collection(self, call: Call, view: View) -> Response:
        query = read_query(call.request.args, FIELDS[view.collection], self._max_limit)
        chosen = query.select(view.records(self.institution))
        cut = page(chosen, query.offset, query.limit, call.page_fault)
        response = _json({view.collection: [shape(record, query.fields) for record in cut]})
        response.headers["X-Total-Count"] = str(len(chosen))
        response.headers["Link"] = _links(call, query.limit, query.offset, len(chosen))
        return response


def _refusing(handler: Handler) -> Handler:
    def answer(call: Call) -> Response:
        try:
            return handler(call)
        except RefusalError as refusal:
            return refusal.answer()

    return answer


def _links(call: Call, limit: int, offset: int, total: int) -> str:
    """Write the Link header: first and last always, next and prev where there is one."""
    last = max(total - 1, 0) // limit * limit
    offsets = {"first": 0, "last": last}
    if offset + limit < total:
        offsets["next"] = offset + limit
    if offset > 0:
        offsets["prev"] = max(offset - limit, 0)
    parameters = call.request.args.to_dict()

    def address(start: int) -> str:
        return f"{call.request.base_url}?{urlencode(parameters | {'limit': limit, 'offset': start})}"

    return ", ".join(f'<{address(start)}>; rel="{name}"' for name, start in offsets.items())


def _json(content: Record) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), content_type=JSON)
