"""The simulator of the student information system: who may call, which resource is meant, and what registrars do."""

import functools
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution.university import University, sample_university
from sandbox.simulators.calls import Call
from sandbox.simulators.credentials import SIS, SisCredentials
from sandbox.simulators.rate import CreditBucket
from sandbox.simulators.simulator import Handler, Simulator
from sandbox.simulators.sis.catalogue import course_fields_of
from sandbox.simulators.sis.errors import EthosError, plain_refusal, refusal, refusing
from sandbox.simulators.sis.knobs import Knobs
from sandbox.simulators.sis.media import VERSIONS, check_media
from sandbox.simulators.sis.preload import filled
from sandbox.simulators.sis.profiles import profile_of
from sandbox.simulators.sis.reading import show_list, shown
from sandbox.simulators.sis.registrar import Registrar
from sandbox.simulators.sis.schemas import FORMS
from sandbox.simulators.sis.tokens import TokenDesk
from sandbox.simulators.sis.wording import crosslist_fields_of, fields_of
from sandbox.simulators.sis.writing import body_of, change, create, found, remove

TOKEN_PATH = "/auth"
API_PATH = "/api"


class SisSimulator(Simulator):
    """Banner, Colleague or PeopleSoft behind Ethos, filled with a university.

    Without a university it holds the sample as it stands on the day of `wall_clock` (Unix time); `clock` counts seconds
    for tokens and the rate limit. What was passed in stays as it is.
    """

    def __init__(
        self,
        university: University | None = None,
        *,
        knobs: Knobs | None = None,
        credentials: SisCredentials = SIS,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._university = university or sample_university(datetime.fromtimestamp(wall_clock(), UTC).date())
        self._knobs = knobs or Knobs()
        self._tokens = TokenDesk(credentials.api_key, clock)
        capacity = self._knobs.calls_per_window * self._knobs.rate_scale
        self._bucket = CreditBucket(capacity, self._knobs.window_seconds, clock) if capacity else None
        self._forbidden: frozenset[str] = frozenset()
        self._set_profile(self._knobs.profile)
        self.mount({route: refusing(handler) for route, handler in self._routes().items()})

    def admit(self, call: Call) -> Response | None:
        """Check the token and what its key may do, then count the call; `/auth` checks the key itself."""
        try:
            if call.template != TOKEN_PATH:
                self._tokens.check(call.request)
                self._check_permission(call)
        except EthosError as error:
            return error.answer()
        call.credits = 1
        wait = self._bucket.take(1) if self._bucket else 0
        return self.refuse(429, wait if self._knobs.says_when else 0) if wait else None

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status with the errors of Ethos."""
        return plain_refusal(status, retry_after)

    def state(self) -> dict[str, Any]:
        """Return the profile, all resources as they are kept, and what is scheduled by key in people's words."""
        return {
            "profile": self.profile.name,
            "terms": [one["code"] for one in self.holdings.tables["academic-periods"].values()],
            "sections": {
                self.holdings.key_of(one): {"id": guid, **fields_of(self.holdings, one)}
                for guid, one in self.holdings.tables["sections"].items()
            },
            "courses": {
                self.holdings.code_of(guid): {"id": guid, **course_fields_of(self.holdings, one)}
                for guid, one in self.holdings.tables["courses"].items()
            },
            "crosslists": {
                self.holdings.key_of_crosslist(one): {"id": guid, **crosslist_fields_of(self.holdings, one)}
                for guid, one in self.holdings.tables["section-crosslists"].items()
            },
            "resources": {name: list(table.values()) for name, table in self.holdings.tables.items()},
        }

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what registrars and administrators do, and the way back to how it stood at the start (`reset`)."""
        registrar = Registrar(self.holdings)
        return {
            "edit": registrar.edit,
            "edits": registrar.edits,
            "register": registrar.register,
            "roll_term": registrar.roll_term,
            "end_term": registrar.end_term,
            "set_profile": self._set_profile,
            "forbid": self._forbid,
            "revoke_tokens": self._tokens.revoke_all,
            "reset": lambda: self._set_profile(self._knobs.profile),
        }

    def _routes(self) -> dict[str, Handler]:
        routes: dict[str, Handler] = {f"POST {TOKEN_PATH}": lambda call: self._tokens.issue(call.request)}
        for name in VERSIONS:
            routes[f"GET {API_PATH}/{name}"] = functools.partial(self._list, name)
            routes[f"GET {API_PATH}/{name}/<guid>"] = functools.partial(self._show, name)
        for name in FORMS:
            routes[f"POST {API_PATH}/{name}"] = functools.partial(self._create, name)
            routes[f"PUT {API_PATH}/{name}/<guid>"] = functools.partial(self._change, name)
            routes[f"DELETE {API_PATH}/{name}/<guid>"] = functools.partial(self._remove, name)
        return routes

    def _list(self, name: str, call: Call) -> Response:
        check_media(name, call.request, has_body=False)
        return show_list(call, self.holdings, name)

    def _show(self, name: str, call: Call) -> Response:
        check_media(name, call.request, has_body=False)
        return shown(name, found(self.holdings, name, call.arguments["guid"]))

    def _create(self, name: str, call: Call) -> Response:
        check_media(name, call.request, has_body=True)
        body = body_of(call.request.get_data())
        return shown(name, create(self.holdings, self.profile, name, body), 201)

    def _change(self, name: str, call: Call) -> Response:
        check_media(name, call.request, has_body=True)
        body = body_of(call.request.get_data())
        return shown(name, change(self.holdings, self.profile, name, call.arguments["guid"], body))

    def _remove(self, name: str, call: Call) -> Response:
        remove(self.holdings, self.profile, name, call.arguments["guid"])
        return Response(status=204)

    def _check_permission(self, call: Call) -> None:
        name = call.template.removeprefix(f"{API_PATH}/").partition("/")[0]
        if f"{call.request.method} {name}" in self._forbidden:
            raise refusal(403, "Access.Denied", f"The key may not {call.request.method} {name}.")

    def _forbid(self, calls: Iterable[str] = ()) -> None:
        """Take the right to some calls ("PUT sections") away from the key; give all others back."""
        self._forbidden = frozenset(calls)

    def _set_profile(self, profile: str) -> None:
        """Start anew as this system."""
        self.profile = profile_of(profile)
        self.holdings = filled(self._university, self.profile)
        self._forbidden = frozenset()
