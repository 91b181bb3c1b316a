"""A target of events that keeps what it gets."""

import threading
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.simulators.serving import ConnectionClosedError

PATIENCE = 20


class Receiver:
    """Answers as it is told, and with 200 when nothing is told; status 0 closes the connection."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[Request] = []
        self.changed = threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        request.get_data()
        with self.changed:
            self.got.append(request)
            status = self.statuses.pop(0) if self.statuses else 200
            self.changed.notify_all()
        if not status:
            raise ConnectionClosedError
        return Response(status=status, headers={"Location": "/elsewhere"})(environ, start_response)

    def wait_for(self, count: int) -> None:
        """Wait until so many events have come."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.got) >= count, timeout=PATIENCE)
