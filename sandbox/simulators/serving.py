"""Serves a simulator over HTTP/1.1 on the loopback interface, with kept-alive connections and without a word.

Werkzeug's own handler closes every connection after one answer, and cannot close one without an answer; vendors do
the first seldom and the second now and then, so the handler here is our own.
"""

import contextlib
import io
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK = "127.0.0.1"
_WRITE_BUFFER = 64 * 1024
_NO_BODY = (204, 304)


class ConnectionClosedError(Exception):
    """Raised by a simulator to close the connection without an answer."""


class _Handler(WSGIRequestHandler):
    """Reads one request completely, runs the application, writes its whole answer in one piece."""

    server: "SimulatorServer"
    protocol_version = "HTTP/1.1"
    wbufsize = _WRITE_BUFFER
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        environ = self.make_environ()
        environ["wsgi.input"] = io.BytesIO(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        try:
            response = Response.from_app(self.server.app, environ, buffered=True)
        except ConnectionClosedError:
            self.close_connection = True
            return
        silent = self.command == "HEAD" or response.status_code in _NO_BODY
        body = b"" if silent else response.get_data()
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the name is Werkzeug's
        """Say nothing: the journal of calls is the simulator's log."""


class SimulatorServer(ThreadedWSGIServer):
    """A threaded server that can end its kept-alive connections with itself."""

    def __init__(self, app: "WSGIApplication", port: int = 0) -> None:
        self._connections: set[socket.socket] = set()
        super().__init__(LOOPBACK, port, app, handler=_Handler)

    @property
    def base_url(self) -> str:
        """The address under which the application answers, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, then serve it in a thread of its own."""
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and close it."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def stop(self) -> None:
        """Stop listening and end all connections."""
        self.shutdown()
        self.server_close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def serving(app: "WSGIApplication", port: int = 0) -> Iterator[str]:
    """Serve an application while the block runs and yield its base URL; port 0 takes a free one."""
    server = SimulatorServer(app, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.base_url
    finally:
        server.stop()
        thread.join()
