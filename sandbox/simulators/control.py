"""The control door of a simulator: what a test or the demo sees and asks behind the vendor's back.

On the same port, below `/_control`, without credentials, and never counted:

- `GET /_control/calls`, `DELETE /_control/calls`: what was asked, and forgetting it.
- `GET /_control/faults`, `POST` (one fault as JSON, see `sandbox.simulators.faults`), `DELETE`.
- `POST /_control/release`: lets go of the calls that are held.
- `GET /_control/state`: everything the system holds.
- `POST /_control/script`: `{"script": name, ...arguments}`.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from werkzeug.wrappers import Request, Response

from sandbox.simulators.calls import CallJournal
from sandbox.simulators.faults import Fault, FaultQueue

CONTROL_PATH = "/_control"


class Controlled(Protocol):
    """What the door needs of a simulator."""

    faults: FaultQueue
    calls: CallJournal

    def snapshot(self) -> dict[str, Any]:
        """Return everything the system holds."""

    def perform(self, name: str, arguments: Mapping[str, Any]) -> Any:
        """Run a script; `ValueError` for one that is not known, `TypeError` for arguments it does not take."""


class ControlDoor:
    """Answers the calls below `/_control` of one simulator."""

    def __init__(self, simulator: Controlled) -> None:
        self._simulator = simulator
        self._actions: dict[str, Callable[[Request], Any]] = {
            "GET /calls": lambda _: simulator.calls.summary(),
            "DELETE /calls": lambda _: simulator.calls.clear(),
            "GET /faults": lambda _: simulator.faults.as_json(),
            "POST /faults": self._add_fault,
            "DELETE /faults": lambda _: simulator.faults.clear(),
            "POST /release": lambda _: simulator.faults.release(),
            "GET /state": lambda _: simulator.snapshot(),
            "POST /script": self._run_script,
        }

    def answer(self, request: Request) -> Response:
        """Do what is asked; 404 for an unknown action, 400 with the reason for a wish that makes no sense."""
        name = f"{request.method} {request.path.removeprefix(CONTROL_PATH)}"
        action = self._actions.get(name)
        if action is None:
            return _json({"error": f"There is no {name}; there are {', '.join(self._actions)}."}, 404)
        try:
            return _json(action(request))
        except (ValueError, TypeError) as error:
            return _json({"error": str(error)}, 400)

    def _add_fault(self, request: Request) -> None:
        self._simulator.faults.add(Fault.from_json(_body(request)))

    def _run_script(self, request: Request) -> Any:
        arguments = _body(request)
        result = self._simulator.perform(str(arguments.pop("script", "")), arguments)
        is_record = dataclasses.is_dataclass(result) and not isinstance(result, type)
        return dataclasses.asdict(result) if is_record else result


def _body(request: Request) -> dict[str, Any]:
    wish = json.loads(request.get_data(as_text=True))
    if not isinstance(wish, dict):
        raise TypeError("The body must be a JSON object.")
    return wish


def _json(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status, content_type="application/json")
