"""The 360Learning simulator: who may call and how often, which part answers, and what happens behind the API."""

import functools
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution.portal import Portal, sample_portal
from sandbox.simulators.calls import Call
from sandbox.simulators.credentials import LEARNING360, Learning360Credentials
from sandbox.simulators.learning360 import reading, writing
from sandbox.simulators.learning360.answers import not_found, plain_refusal, too_many_requests
from sandbox.simulators.learning360.bulk import OPERATIONS_PATH, BulkDesk
from sandbox.simulators.learning360.fields import object_id
from sandbox.simulators.learning360.importing import (
    ARCHIVE_COURSES,
    IMPORT_COURSES,
    IMPORT_STATISTICS,
    KINDS,
    Work,
    other_kind,
)
from sandbox.simulators.learning360.knobs import Knobs
from sandbox.simulators.learning360.mishaps import Mishaps
from sandbox.simulators.learning360.operations import OperationBook, Pace, Task
from sandbox.simulators.learning360.people import People
from sandbox.simulators.learning360.platform import Integration, Platform
from sandbox.simulators.learning360.readout import read_out
from sandbox.simulators.learning360.scopes import scope_of
from sandbox.simulators.learning360.stocking import stocked
from sandbox.simulators.learning360.tokens import TokenDesk
from sandbox.simulators.rate import CreditBucket
from sandbox.simulators.refusals import RefusalError, refusing
from sandbox.simulators.simulator import Handler, Simulator

API_PATH = "/api/v2"
VERSION_HEADER, VERSION = "360-api-version", "v2.0"
_TOKEN = f"{API_PATH}/oauth2/token"
_BULK = f"{API_PATH}/bulk/integrations/<integration>"
_IDS = frozenset({"integration", "course", "tag", "group", "operation"})
_HANDS = (
    "edit_course",
    "archive_course",
    "tag_course",
    "untag_course",
    "rename_tag",
    "set_status",
    "rename_user",
    "set_role",
    "play",
)


class Learning360Simulator(Simulator):
    """One company's learning platform, with the accounts that a portal knows of, and nothing in its catalogue yet.

    Without a portal they are those of the sample as it stands on the day of `wall_clock`, which is Unix time. By that
    bulk operations run, too: what is due is done whenever somebody looks. `clock` counts seconds for tokens and rates.
    """

    def __init__(
        self,
        portal: Portal | None = None,
        *,
        knobs: Knobs | None = None,
        credentials: Learning360Credentials = LEARNING360,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._knobs = knobs or Knobs()
        self._wall_clock = wall_clock
        self._ahead = timedelta()
        self._portal = portal or sample_portal(self._now().date())
        self._tokens = TokenDesk(credentials, self._knobs.token_seconds, clock)
        scale = self._knobs.rate_scale
        self._reads = CreditBucket(self._knobs.reads_per_second * scale, 1, clock)
        self._writes = CreditBucket(self._knobs.writes_per_second * scale, 1, clock)
        self._forbidden: frozenset[str] = frozenset()
        self._reset()
        self.mount({route: refusing(handler) for route, handler in self._routes().items()})

    def admit(self, call: Call) -> Response | None:
        """Check the token, its scopes, the version and the rate; asking for a token is free of all of that."""
        self._book.advance(self._now())
        if call.template == _TOKEN:
            return None
        try:
            self._tokens.check(call.request)
            self._check_scope(call)
            self._check_version(call)
            self._count(call)
            _check_ids(call)
        except RefusalError as refusal:
            return refusal.answer()
        return None

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status as the vendor does."""
        return plain_refusal(status, retry_after)

    def state(self) -> dict[str, Any]:
        """Return what the platform holds, every operation, and the most that were under way at once."""
        self._book.advance(self._now())
        return read_out(self.platform, self._book)

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what people do by hand, what can go wrong, how time passes, and the way back (`reset`)."""
        mishaps: dict[str, Callable[..., Any]] = {
            "lose_location": self._mishaps.lose_location,
            "break_off": self._mishaps.break_off,
            "disable_bulk": self._mishaps.disable_bulk,
            "reject": self._mishaps.reject,
        }
        return {
            **{name: functools.partial(self._by_hand, name) for name in _HANDS},
            **mishaps,
            "begin_other": self._begin_other,
            "pace": self._set_pace,
            "pass_time": self._pass_time,
            "forbid": self._forbid,
            "revoke_tokens": self._tokens.revoke_all,
            "reset": self._reset,
        }

    def _routes(self) -> dict[str, Handler]:
        return {
            f"POST {_TOKEN}": lambda call: self._tokens.issue(call.request, self.platform.users),
            **{f"{method} {API_PATH}{path}": self._on(answer) for (method, path), answer in _ANSWERS.items()},
            **{
                f"{method} {API_PATH}{path}": self._on_knobs(answer)
                for (method, path), answer in _ANSWERS_WITH_KNOBS.items()
            },
            f"GET {OPERATIONS_PATH}": lambda call: reading.list_operations(call, self._book),
            f"GET {OPERATIONS_PATH}/<operation>": lambda call: reading.show_operation(call, self._book),
            f"GET {OPERATIONS_PATH}/<operation>/results": lambda call: reading.list_results(
                call, self._book, self._knobs.results_per_page
            ),
            f"PUT {_BULK}/courses": self._bulk(IMPORT_COURSES),
            f"DELETE {_BULK}/courses": self._bulk(ARCHIVE_COURSES),
            f"POST {_BULK}/stats": self._bulk(IMPORT_STATISTICS),
        }

    def _on(self, answer: Callable[[Call, Platform], Response]) -> Handler:
        return lambda call: answer(call, self.platform)

    def _on_knobs(self, answer: Callable[[Call, Platform, Knobs], Response]) -> Handler:
        return lambda call: answer(call, self.platform, self._knobs)

    def _bulk(self, kind: str) -> Handler:
        return lambda call: self._desk.take(call, KINDS[kind], self.faults, self._now(), self._pace)

    def _by_hand(self, name: str, /, **arguments: Any) -> Any:
        self._book.advance(self._now())
        return getattr(People(self.platform, self._now()), name)(**arguments)

    def _begin_other(self, operation_type: str = "addUsersToGroups", items: int = 1) -> str:
        """Let somebody else begin a bulk operation of so many objects, which takes a place; return its id."""
        task = Task(Work(self.platform, Integration("", {})), other_kind(operation_type), [{}] * items)
        return self._book.start(self.platform.new_id(), task, self._now(), self._pace).id

    def _set_pace(self, operation_seconds: float | None = None, item_seconds: float | None = None) -> None:
        """Let operations that begin from now on take so long; a figure that is not given is the knobs' own."""
        own = self._knobs.operation_seconds if operation_seconds is None else operation_seconds
        each = self._knobs.item_seconds if item_seconds is None else item_seconds
        self._pace = Pace(own, each)

    def _pass_time(self, seconds: float) -> str:
        """Let the clock by which operations run stand further ahead; return what time it is by it."""
        self._ahead += timedelta(seconds=seconds)
        self._book.advance(self._now())
        return self._now().isoformat()

    def _check_scope(self, call: Call) -> None:
        scope = scope_of(call.request.method, call.template)
        if scope in self._forbidden:
            raise RefusalError(403, "invalid_scope", f"The token lacks the scope {scope}.")

    def _check_version(self, call: Call) -> None:
        if call.request.headers.get(VERSION_HEADER) != VERSION:
            raise RefusalError(400, "invalidApiVersion", f"The header {VERSION_HEADER} must be {VERSION}.")

    def _count(self, call: Call) -> None:
        call.credits = 1
        bucket = self._reads if call.request.method == "GET" else self._writes
        if bucket.take(1):
            raise too_many_requests()

    def _forbid(self, scopes: Iterable[str] = ()) -> None:
        """Take scopes away from every token; give all others back."""
        self._forbidden = frozenset(scopes)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._wall_clock(), UTC) + self._ahead

    def _reset(self) -> None:
        self._ahead = timedelta()
        self._forbid()
        self._mishaps = Mishaps()
        self._book = OperationBook()
        self.platform = stocked(self._portal.accounts, self._portal.author)
        self._desk = BulkDesk(self.platform, self._book, self._mishaps, self._knobs.operations_at_once)
        self._set_pace()


def _check_ids(call: Call) -> None:
    """Refuse an id in the path that none can be."""
    for name in _IDS & call.arguments.keys():
        if object_id(call.arguments[name]):
            raise not_found("bulkOperation" if name == "operation" else name)


_ANSWERS: Mapping[tuple[str, str], Callable[[Call, Platform], Response]] = {
    ("GET", "/users"): reading.list_users,
    ("GET", "/groups/<group>"): reading.show_group,
    ("GET", "/groups/<group>/roles"): reading.list_roles,
    ("GET", "/integrations"): reading.list_integrations,
    ("DELETE", "/integrations/<integration>"): writing.delete_integration,
    ("GET", "/integrations/<integration>/courses/<external_id>"): reading.show_external_course,
    ("GET", "/courses"): reading.list_courses,
    ("GET", "/courses/stats"): reading.list_attempts,
    ("GET", "/courses/<course>"): reading.show_course,
    ("PUT", "/courses/<course>/archive"): writing.archive_course,
    ("GET", "/courses/<course>/tags"): reading.list_course_tags,
    ("PUT", "/courses/<course>/tags"): writing.set_course_tags,
    ("GET", "/tags"): reading.list_tags,
    ("POST", "/tags"): writing.create_tag,
    ("PUT", "/tags/<tag>"): writing.change_tag,
    ("DELETE", "/tags/<tag>"): writing.delete_tag,
}
_ANSWERS_WITH_KNOBS: Mapping[tuple[str, str], Callable[[Call, Platform, Knobs], Response]] = {
    ("POST", "/integrations"): writing.create_integration,
    ("PATCH", "/integrations/<integration>"): writing.change_integration,
}
