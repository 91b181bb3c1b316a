"""The Coursedog simulator: who is logged in and how often a school is called, which part answers, who is told."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from werkzeug.wrappers import Response

from sandbox.institution.university import Edit, Term, University, sample_university
from sandbox.simulators.calls import Call
from sandbox.simulators.coursedog import reading
from sandbox.simulators.coursedog.fields import KINDS, Fields
from sandbox.simulators.coursedog.knobs import Knobs
from sandbox.simulators.coursedog.scheduling import Scheduling
from sandbox.simulators.coursedog.schools import Saved, School
from sandbox.simulators.coursedog.sessions import Sessions, unauthorized
from sandbox.simulators.coursedog.writing import Writer
from sandbox.simulators.credentials import COURSEDOG, CoursedogCredentials
from sandbox.simulators.items import json_object
from sandbox.simulators.rate import CreditBucket
from sandbox.simulators.refusals import RefusalError, answered, plain_refusal, refusing
from sandbox.simulators.simulator import Handler, Simulator
from sandbox.simulators.webhooks import SignedPost, read_webhook

API_PATH = "/api/v1"
SCHOOLS = ("state_banner_ethos", "state_colleague_ethos", "state_peoplesoft_direct")
_LOGIN = f"{API_PATH}/sessions"
_OURS = f"{API_PATH}/int/<school>"
_SEARCH = f"{API_PATH}/cm/<school>/courses/search/$filters"
_LISTS: Mapping[str, Callable[[Call, School], Response]] = {
    f"GET {_SEARCH}": reading.search_courses,
    f"POST {_SEARCH}": reading.search_courses,
    f"GET {API_PATH}/ca/<school>/sections/<termId>/<courseId>": reading.show_sections_of_course,
    f"GET {_OURS}/sections": reading.list_sections,
    f"GET {_OURS}/relationships": reading.list_relationships,
    f"GET {_OURS}/users": reading.list_users,
    f"GET {_OURS}/changes": reading.list_changes,
}


class CoursedogSimulator(Simulator):
    """Three schools, one per student information system, with the terms and users of a university and no schedule yet.

    `clock` counts seconds for sessions and the rate limit, `wall_clock` is Unix time. The university is the sample as
    it stands on the day of the wall clock unless another is given. The postman who delivers events by himself ends
    with the process, or at `close`.
    """

    def __init__(
        self,
        university: University | None = None,
        *,
        schools: Sequence[str] = SCHOOLS,
        knobs: Knobs | None = None,
        credentials: CoursedogCredentials = COURSEDOG,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(sleep=sleep)
        self._knobs = knobs or Knobs()
        self._wall_clock = wall_clock
        self._university = university or sample_university(self._now().date())
        self._names = schools
        self._sessions = Sessions(credentials, self._knobs.session_seconds, clock)
        capacity = self._knobs.calls_per_window * self._knobs.rate_scale
        self._buckets = {name: CreditBucket(capacity, self._knobs.window_seconds, clock) for name in schools}
        self._open_schools()
        self.mount({route: refusing(handler) for route, handler in self._routes().items()})

    def admit(self, call: Call) -> Response | None:
        """Check who is logged in and for which school, and count the call for that; logging in itself is free."""
        if call.template == _LOGIN:
            return None
        if not self._sessions.are_open_for(call.request.headers.get("Authorization", "")):
            return unauthorized("There is no session with this token, or it is over. Log in again.").answer()
        name = call.arguments.get("school", self._names[0])
        if name not in self.schools:
            return RefusalError(403, "wrong_school", "The account does not belong to this school.").answer()
        call.credits = 1
        call.actor = name
        if wait := self._buckets[name].take(1):
            return self.refuse(429, wait if self._knobs.says_how_long else 0)
        return None

    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Answer a status with the error object."""
        return plain_refusal(status, retry_after)

    def state(self) -> dict[str, Any]:
        """Return what each school holds, what was saved there, where its events go, and what the postman did."""
        schools = {school.id: self._state_of(school) for school in self.schools.values()}
        return {"schools": schools, "postman": self.post.postman.summary()}

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what people do, what happens to terms, sessions and events, and the way back to the start (`reset`).

        A script that is about a school takes its name as `school`; without it the first one is meant.
        """
        return {
            "edit": self._edit,
            "set_term": self._set_term,
            "live": self._set_live,
            "lose": self.post.lose,
            "end_sessions": self._sessions.end_all,
            "reset": self._reset,
        }

    def errands(self) -> Mapping[str, Callable[..., Any]]:
        """Return what the postman does; a target may be calling back meanwhile."""
        return self.post.postman.scripts()

    def close(self) -> None:
        """Let the postman stay at home."""
        self.post.postman.stop()

    def _routes(self) -> dict[str, Handler]:
        routes: dict[str, Handler] = {f"POST {_LOGIN}": self._log_in, f"PUT {_OURS}/webhook": self._set_webhook}
        routes[f"GET {API_PATH}/<school>/general/terms"] = lambda call: reading.show_terms(
            call, self._school_of(call), self._now().date()
        )
        for route, answer in _LISTS.items():
            routes[route] = self._list(answer)
        for kind in KINDS:
            routes[f"PUT {_OURS}/{kind}"] = self._put(kind)
        return routes

    def _log_in(self, call: Call) -> Response:
        return answered({"token": self._sessions.open(json_object(call))}, 201)

    def _list(self, answer: Callable[[Call, School], Response]) -> Handler:
        return lambda call: answer(call, self._school_of(call))

    def _put(self, kind: str) -> Handler:
        return lambda call: Writer(self._school_of(call), kind, self._now()).handle(call, self.faults)

    def _set_webhook(self, call: Call) -> Response:
        webhook = self._school_of(call).webhook = read_webhook(call, "signingSecret")
        return answered({"url": webhook.url})

    def _edit(self, school: str = "", **edit: Any) -> Fields:
        """Let a user save something, given as the university's edits are; return the record as it is shown by then."""
        return Scheduling(self._named(school), self._now(), self._tell).do(Edit(**edit))

    def _set_term(self, code: str, title: str, start: str, end: str, school: str = "") -> None:
        """Add a term, or change it."""
        term = Term(code, title, date.fromisoformat(start), date.fromisoformat(end))
        self._named(school).terms[code] = term

    def _set_live(self, on: bool, school: str = "") -> None:
        """Push what is saved from now on, or keep it to the list of changes."""
        self._named(school).live = on

    def _tell(self, school: School, saved: Saved) -> None:
        school.saved.append(saved)
        if school.live:
            self.post.send(school, saved.as_json())

    def _named(self, name: str) -> School:
        if (name or self._names[0]) not in self.schools:
            raise ValueError(f"There is no school {name!r}; there are {', '.join(self.schools)}.")
        return self.schools[name or self._names[0]]

    def _school_of(self, call: Call) -> School:
        return self.schools[call.arguments["school"]]

    def _state_of(self, school: School) -> dict[str, Any]:
        return {
            "terms": [reading.show_term(term, self._now().date()) for term in school.terms.values()],
            **{kind: [reading.show(school, kind, row) for row in school.rows(kind).values()] for kind in KINDS},
            "saved": [saved.as_json() for saved in school.saved],
            "webhook": school.webhook and school.webhook.url,
            "live": school.live,
        }

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._wall_clock(), UTC)

    def _reset(self) -> None:
        self.post.postman.stop(wait=False)
        self._open_schools()

    def _open_schools(self) -> None:
        self.schools = {name: School.opened(name, self._university) for name in self._names}
        self.post = SignedPost(self.schools, self._knobs, self._wall_clock)
