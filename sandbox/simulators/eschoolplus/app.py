"""The eSchoolPLUS simulator: a token desk and two OneRoster 1.2 services, rosters to read and gradebooks to write."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution import (
    DEFAULT_SEED,
    Changes,
    Gradebook,
    Institution,
    Loss,
    day_of_changes,
    lose_enrollments,
    sample_institution,
)
from sandbox.simulators.calls import Call
from sandbox.simulators.credentials import ESCHOOLPLUS, EschoolplusCredentials
from sandbox.simulators.eschoolplus.errors import RefusalError, plain_refusal, refusing
from sandbox.simulators.eschoolplus.gradebook import GradebookService
from sandbox.simulators.eschoolplus.knobs import GradebookKnobs
from sandbox.simulators.eschoolplus.paths import ROSTERING_PATH, TOKEN_PATH
from sandbox.simulators.eschoolplus.reading import show_collection, show_one
from sandbox.simulators.eschoolplus.scopes import scopes_for
from sandbox.simulators.eschoolplus.tokens import TokenDesk
from sandbox.simulators.eschoolplus.views import CLASS_WORDS, SCHOOL_WORDS, TOP_VIEWS, View, class_view, school_view
from sandbox.simulators.simulator import Handler, Simulator


class EschoolplusSimulator(Simulator):
    """A student information system that is read, and whose gradebook is written, through OneRoster 1.2.

    Knobs: the institution it holds (or the seed of the sample), the largest page it gives, the life of its tokens in
    seconds, the credentials it accepts, what its gradebook refuses, its clock for tokens and its wall clock (UNIX
    seconds) for what is written. Scripts leave the institution that was passed in as it is.
    """

    def __init__(
        self,
        institution: Institution | None = None,
        *,
        seed: int = DEFAULT_SEED,
        max_limit: int = 500,
        token_lifetime: float = 3600,
        credentials: EschoolplusCredentials = ESCHOOLPLUS,
        gradebook_knobs: GradebookKnobs | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._original = institution or sample_institution(seed)
        self._max_limit = max_limit
        self.institution = self._original
        self.tokens = TokenDesk(credentials, clock, token_lifetime)
        self._gradebook_service = GradebookService(
            lambda: self.institution,
            seed=seed,
            knobs=gradebook_knobs or GradebookKnobs(),
            max_limit=max_limit,
            wall_clock=wall_clock,
        )
        routes = self._rostering_routes() | self._gradebook_service.routes()
        self.mount(
            {
                f"POST {TOKEN_PATH}": lambda call: self.tokens.issue(call.request),
                **{route: refusing(handler) for route, handler in routes.items()},
            }
        )

    @property
    def gradebook(self) -> Gradebook:
        """The gradebook of the moment."""
        return self._gradebook_service.gradebook

    def admit(self, call: Call) -> Response | None:
        """Check the bearer token of every call but the one that asks for a token."""
        if call.template == TOKEN_PATH:
            return None
        try:
            self.tokens.check(call.request, scopes_for(call.request.method, call.template))
        except RefusalError as refusal:
            return refusal.answer()
        return None

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status with the `imsx` status object."""
        return plain_refusal(status, retry_after)

    def state(self) -> dict[str, Any]:
        """Return every collection of both services as a list of OneRoster records, categories with their class."""
        return {**self.institution.as_json(), **self.gradebook.as_json()}

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what happens to the institution and its gradebook, and the way back (`reset`)."""
        return {
            "day_of_changes": self._day_of_changes,
            "lose_enrollments": self._lose_enrollments,
            "expire_tokens": self.tokens.revoke_all,
            "reset": self._reset,
            **self._gradebook_service.scripts(),
        }

    def _day_of_changes(self, seed: int = 1) -> Changes:
        self._change_a_copy()
        return day_of_changes(self.institution, seed)

    def _lose_enrollments(self, percent: int = 60, seed: int = 1) -> Loss:
        self._change_a_copy()
        return lose_enrollments(self.institution, percent, seed)

    def _change_a_copy(self) -> None:
        self._gradebook_service.remember_seats()
        self.institution = self.institution.copy()

    def _reset(self) -> None:
        self.institution = self._original
        self._gradebook_service.reset()

    def _rostering_routes(self) -> dict[str, Handler]:
        of_school = f"{ROSTERING_PATH}/schools/<school_id>"
        routes: dict[str, Handler] = {}
        for word in TOP_VIEWS:
            routes[f"GET {ROSTERING_PATH}/{word}"] = self._list(word)
            routes[f"GET {ROSTERING_PATH}/{word}/<sourced_id>"] = self._one(word)
        for word in SCHOOL_WORDS:
            routes[f"GET {of_school}/{word}"] = self._list_of_school(word)
        for word in CLASS_WORDS:
            routes[f"GET {ROSTERING_PATH}/classes/<class_id>/{word}"] = self._list_of_class(word)
            routes[f"GET {of_school}/classes/<class_id>/{word}"] = self._list_of_class(word)
        return routes

    def _list(self, word: str) -> Handler:
        return lambda call: self._show(call, TOP_VIEWS[word])

    def _list_of_school(self, word: str) -> Handler:
        return lambda call: self._show(call, school_view(self.institution, call.arguments["school_id"], word))

    def _list_of_class(self, word: str) -> Handler:
        # Named by the path: a class, and below a school that school's.
        return lambda call: self._show(call, class_view(self.institution, word=word, **call.arguments))

    def _one(self, word: str) -> Handler:
        return lambda call: show_one(call, TOP_VIEWS[word], self.institution)

    def _show(self, call: Call, view: View) -> Response:
        return show_collection(call, view, self.institution, self._max_limit)
