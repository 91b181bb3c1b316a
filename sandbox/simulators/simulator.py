"""What every simulator is: an application that journals its calls, meets its faults and has a control door."""

import abc
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.simulators.calls import NO_ANSWER, Call, CallJournal
from sandbox.simulators.control import CONTROL_PATH, ControlDoor
from sandbox.simulators.faults import PAGE_KINDS, STATUS_KINDS, Fault, FaultQueue
from sandbox.simulators.serving import ConnectionClosedError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Handler = Callable[[Call], Response]
_WEB_PAGE = "<!doctype html><title>Maintenance</title><p>We will be back soon.</p>"


class Simulator(abc.ABC):
    """A WSGI application that plays one vendor's system.

    A subclass mounts its routes, admits callers and says how it refuses. Handlers run one at a time, so that a
    system's state needs no locks of its own; waiting is done outside.
    """

    def __init__(self, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.faults = FaultQueue()
        self.calls = CallJournal()
        self._lock = threading.RLock()
        self._sleep = sleep
        self._control = ControlDoor(self)
        self._handlers: dict[str, Handler] = {}
        self._map = Map()

    def mount(self, routes: Mapping[str, Handler]) -> None:
        """Take these routes ("GET /v1/users/<user_id>" to its handler) in place of those there were."""
        self._handlers = dict(routes)
        self._map = Map([Rule(route.split()[1], methods=[route.split()[0]], endpoint=route) for route in routes])

    @abc.abstractmethod
    def admit(self, call: Call) -> Response | None:
        """Check who calls and how often; return the refusal, or nothing to let the call in."""

    @abc.abstractmethod
    def refuse(self, status: int, retry_after: float = 0) -> Response:
        """Make the vendor's own answer for a status such as 404, 405, 429 or 503."""

    @abc.abstractmethod
    def state(self) -> dict[str, Any]:
        """Return everything the system holds, as JSON."""

    @abc.abstractmethod
    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what can happen to the system behind its API, by name."""

    def errands(self) -> Mapping[str, Callable[..., Any]]:
        """Return the scripts that run while calls are answered, by name."""
        return {}

    def snapshot(self) -> dict[str, Any]:
        """Return the state while nothing is changing."""
        with self._lock:
            return self.state()

    def perform(self, name: str, arguments: Mapping[str, Any]) -> Any:
        """Run a script while no call is being answered, or an errand; `ValueError` for one that is not known."""
        scripts, errands = self.scripts(), self.errands()
        if name in errands:
            return errands[name](**arguments)
        if name not in scripts:
            raise ValueError(f"There is no script {name!r} here; there are {', '.join(sorted({*scripts, *errands}))}.")
        with self._lock:
            return scripts[name](**arguments)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request (WSGI); raises `ConnectionClosedError` where there shall be no answer."""
        request = Request(environ)
        if request.path.startswith(CONTROL_PATH):
            return self._control.answer(request)(environ, start_response)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        call, handler = self._route(request)
        fault = self.faults.take(request.method, request.path, request.full_path.rstrip("?"))
        status = NO_ANSWER
        try:
            response = handler(call) if fault is None else self._fail(fault, call, handler)
            status = response.status_code
        finally:
            self.calls.record(call, status)
        return response

    def _route(self, request: Request) -> tuple[Call, Handler]:
        """Find the handler of a call; an unknown path or method still passes the same door."""
        adapter = self._map.bind_to_environ(request.environ)
        try:
            rule, arguments = adapter.match(return_rule=True)
        except MethodNotAllowed as refusal:
            return Call(request, request.path, {}), self._guarded(self._method_refusal(refusal))
        except HTTPException:
            return Call(request, request.path, {}), self._guarded(lambda _: self.refuse(404))
        call = Call(request, rule.rule, dict(arguments))
        return call, self._guarded(self._handlers[rule.endpoint])

    def _method_refusal(self, refusal: MethodNotAllowed) -> Handler:
        def answer(_: Call) -> Response:
            response = self.refuse(405)
            response.headers["Allow"] = ", ".join(sorted(refusal.valid_methods or ()))
            return response

        return answer

    def _guarded(self, handler: Handler) -> Handler:
        def answer(call: Call) -> Response:
            with self._lock:
                return self.admit(call) or handler(call)

        return answer

    def _fail(self, fault: Fault, call: Call, handler: Handler) -> Response:
        call.fault = fault.kind
        if fault.kind in PAGE_KINDS:
            call.page_fault = fault.kind
        return self._instead(fault) or self._afterwards(fault, handler(call))

    def _instead(self, fault: Fault) -> Response | None:
        """Do what a fault does before any effect; nothing for the other kinds."""
        if fault.kind in STATUS_KINDS:
            return self.refuse(int(fault.kind), fault.seconds)
        if fault.kind == "html":
            return Response(_WEB_PAGE, content_type="text/html; charset=utf-8")
        if fault.kind == "timeout":
            self._sleep(fault.seconds)
            raise ConnectionClosedError
        return None

    def _afterwards(self, fault: Fault, response: Response) -> Response:
        """Do what a fault does to an answer whose effect has happened."""
        if fault.kind == "lost":
            raise ConnectionClosedError
        if fault.kind == "hold":
            self.faults.hold(fault.seconds)
        if fault.kind == "malformed":
            body = response.get_data()
            response.set_data(body[: len(body) // 2] or b"{")
            response.status_code = 200
        return response
