"""Stands between a caller and a simulator, and notes every exchange together with what the contract says against it."""

import dataclasses
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from sandbox.simulators.control import CONTROL_PATH
from sandbox.simulators.simulator import Simulator
from tests.contract.apis.document import Document

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclasses.dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer, and the faults of either."""

    method: str
    address: str
    status: int
    request_faults: tuple[str, ...]
    answer_faults: tuple[str, ...]


class Witness:
    """A WSGI application: serve it in place of its simulator. Calls of the control door pass unseen."""

    def __init__(self, simulator: Simulator, document: Document) -> None:
        self.exchanges: list[Exchange] = []
        self._simulator = simulator
        self._document = document

    @property
    def bad_requests(self) -> list[Exchange]:
        """The calls that broke the contract."""
        return [one for one in self.exchanges if one.request_faults]

    @property
    def bad_answers(self) -> list[Exchange]:
        """The answers that broke the contract."""
        return [one for one in self.exchanges if one.answer_faults]

    @property
    def operations(self) -> set[str]:
        """The ids of all operations that were called."""
        found = (self._document.operation(one.method, one.address.partition("?")[0]) for one in self.exchanges)
        return {operation.id for operation, _ in filter(None, found)}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith(CONTROL_PATH):
            return self._simulator(environ, start_response)
        body = request.get_data()
        environ["wsgi.input"] = io.BytesIO(body)
        address = request.full_path.rstrip("?")
        request_faults = self._document.faults_of_request(request.method, address, dict(request.headers), body)
        answer = Response.from_app(self._simulator, environ, buffered=True)
        answer_faults = self._document.faults_of_answer(
            request.method, request.path, answer.status_code, dict(answer.headers), answer.get_data()
        )
        self.exchanges.append(
            Exchange(request.method, address, answer.status_code, tuple(request_faults), tuple(answer_faults))
        )
        return answer(environ, start_response)
