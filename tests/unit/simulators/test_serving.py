import ast
import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sandbox.institution import Institution
from sandbox.simulators.schoology import Knobs, SchoologySimulator
from sandbox.simulators.serving import serving
from tests.unit.simulators.callers import sign

SANDBOX = Path(__file__).parents[3] / "sandbox"


@pytest.fixture
def base_url(institution: Institution) -> Iterator[str]:
    with serving(SchoologySimulator(institution, knobs=Knobs(rate_scale=1_000))) as url:
        yield url


@pytest.fixture
def connection(base_url: str) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc)
    yield connection
    connection.close()


def get(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers=sign(f"http://{connection.host}:{connection.port}{path}"))
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_signed_call_over_a_real_connection_is_answered_and_the_connection_kept(
    connection: http.client.HTTPConnection,
) -> None:
    first = get(connection, "/v1/roles")
    used = connection.sock
    second = get(connection, "/v1/users?start=0&limit=5")

    assert (first[0], second[0]) == (200, 200)
    assert connection.sock is used is not None


def test_a_lost_answer_closes_the_connection_and_nothing_else(connection: http.client.HTTPConnection) -> None:
    fault = json.dumps({"kind": "lost", "path": "/v1/roles", "times": 1})
    connection.request("POST", "/_control/faults", body=fault)
    connection.getresponse().read()

    with pytest.raises(http.client.RemoteDisconnected):
        get(connection, "/v1/roles")
    assert get(connection, "/v1/roles")[0] == 200


def test_the_end_of_serving_ends_kept_connections(institution: Institution) -> None:
    with serving(SchoologySimulator(institution)) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc)
        get(connection, "/v1/roles")

    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        get(connection, "/v1/roles")
    connection.close()


def test_the_command_serves_every_system_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-m", "sandbox.simulators", "--rate-scale", "10"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=SANDBOX.parent) as process:  # noqa: S603 - our own module
        assert process.stdout is not None
        urls = json.loads(process.stdout.readline())
        for url in urls.values():
            connection = http.client.HTTPConnection(urlsplit(url).netloc)
            connection.request("GET", "/_control/calls")
            assert json.loads(connection.getresponse().read())["total"] == 0
            connection.close()
        process.terminate()

    assert sorted(urls) == [
        "coursedog",
        "coursekey",
        "edflex",
        "eschoolplus",
        "ethosce",
        "gegi",
        "learning360",
        "schoology",
        "sis",
    ]
    assert process.returncode == 0


@pytest.mark.parametrize("folder", ["simulators", "institution"])
def test_nothing_of_ours_and_no_http_client_is_imported(folder: str) -> None:
    imported = {
        name.split(".")[0]
        for source in (SANDBOX / folder).rglob("*.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        for name in _names(node)
    }

    assert imported - set(sys.stdlib_module_names) <= {"sandbox", "werkzeug", "_typeshed"}


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
