"""The Edflex simulator: who may call, which list is meant, and what happens behind the API."""

import functools
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution.portal import CHANGES, Portal, day_of_changes, one_change, sample_portal, statistics_day
from sandbox.simulators.calls import Call
from sandbox.simulators.credentials import EDFLEX, EdflexCredentials
from sandbox.simulators.edflex import reading
from sandbox.simulators.edflex.errors import EdflexError, errors_of, plain_refusal, refusing, shown, token_error
from sandbox.simulators.edflex.knobs import Knobs
from sandbox.simulators.edflex.people import People
from sandbox.simulators.edflex.resources import attempt_resource, category_resource, content_resource
from sandbox.simulators.edflex.tokens import TokenDesk
from sandbox.simulators.rate import CreditBucket
from sandbox.simulators.refusals import answered
from sandbox.simulators.simulator import Handler, Simulator

API_PATH = "/connect/v1"
TOKEN_PATH = f"{API_PATH}/auth/token"
_HIDDEN = "This part of the portal is being rebuilt."


class EdflexSimulator(Simulator):
    """A portal of contents that is only read.

    Without a portal it holds the sample as it stands on the day of `wall_clock` (Unix time); `clock` counts seconds for
    tokens and the rate limit. Scripts leave the portal that was passed in as it is.
    """

    def __init__(
        self,
        portal: Portal | None = None,
        *,
        knobs: Knobs | None = None,
        credentials: EdflexCredentials = EDFLEX,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._original = portal or sample_portal(datetime.fromtimestamp(wall_clock(), UTC).date())
        knobs = knobs or Knobs()
        self._tokens = TokenDesk(credentials, knobs.token_seconds, clock)
        capacity = knobs.calls_per_window * knobs.rate_scale
        self._bucket = CreditBucket(capacity, knobs.window_seconds, clock) if capacity else None
        self._reset()
        self.mount({route: refusing(handler) for route, handler in self._routes().items()})

    def admit(self, call: Call) -> Response | None:
        """Check the token, then count the call; the token desk checks the client itself."""
        is_desk = call.template == TOKEN_PATH
        try:
            if not is_desk:
                self._tokens.check(call.request)
        except EdflexError as error:
            return error.answer()
        call.credits = 1
        wait = self._bucket.take(1) if self._bucket else 0
        return self.refuse(429, wait) if wait else self._hidden_error(at_desk=is_desk)

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status with the errors of the portal."""
        return plain_refusal(status, retry_after)

    def state(self) -> dict[str, Any]:
        """Return contents, categories and statistics as they are shown, without pages."""
        return {
            "today": self.portal.today.isoformat(),
            "contents": [content_resource(self.portal, one) for one in self.portal.contents.values()],
            "categories": [category_resource(one) for one in self.portal.categories.values()],
            "statistics": [attempt_resource(self.portal, one) for one in self.portal.attempts.values()],
        }

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what people do at the portal, and the way back to how it stood at the start (`reset`)."""
        people = People(self.portal)
        return {
            **{name: functools.partial(self._change, name) for name in CHANGES},
            "day_of_changes": functools.partial(day_of_changes, self.portal),
            "statistics_day": functools.partial(statistics_day, self.portal),
            "edit": people.edit,
            "remove": people.remove,
            "lose_contents": people.lose_contents,
            "rename_category": people.rename_category,
            "edit_attempt": people.edit_attempt,
            "add_attempt": people.add_attempt,
            "set_mail": people.set_mail,
            "revoke_tokens": self._tokens.revoke_all,
            "hide_errors": self._hide_errors,
            "reset": self._reset,
        }

    def _routes(self) -> dict[str, Handler]:
        lists = {
            "resources": reading.list_contents,
            "statistics": reading.list_statistics,
            "catalogs": reading.list_catalogs,
            "catalogs/<catalog>/categories": reading.list_categories,
        }
        shows = {f"GET {API_PATH}/{path}": functools.partial(self._show, show) for path, show in lists.items()}
        return {f"POST {TOKEN_PATH}": lambda call: self._tokens.issue(call.request), **shows}

    def _show(self, show: Callable[[Call, Portal], Response], call: Call) -> Response:
        return show(call, self.portal)

    def _change(self, name: str, seed: int = 1) -> str:
        return one_change(self.portal, name, seed)

    def _hide_errors(self, count: int = 1) -> None:
        """Answer so many of the next calls with an error inside of a 200."""
        self._hidden_errors = count

    def _hidden_error(self, *, at_desk: bool) -> Response | None:
        if not self._hidden_errors:
            return None
        self._hidden_errors -= 1
        return answered(token_error("unavailable", _HIDDEN)) if at_desk else shown(errors_of(503, _HIDDEN))

    def _reset(self) -> None:
        self.portal = self._original.copy()
        self._hidden_errors = 0
