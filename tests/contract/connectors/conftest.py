"""One simulator of each system per module, as at its start before every test."""

from collections.abc import Iterator
from dataclasses import asdict

import pytest

from rollbook.connectors.eschoolplus.client import EschoolplusClient
from rollbook.connectors.eschoolplus.settings import Credentials as EschoolplusCredentials
from rollbook.connectors.eschoolplus.settings import Settings as EschoolplusSettings
from sandbox.simulators.credentials import ESCHOOLPLUS, SCHOOLOGY
from sandbox.simulators.eschoolplus import ROSTERING_PATH, TOKEN_PATH, EschoolplusSimulator
from sandbox.simulators.schoology import API_PATH, Knobs
from sandbox.simulators.serving import serving
from tests.contract.connectors.gradebook import Gradebook
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import RestlessSimulator
from tests.contract.connectors.school import School


@pytest.fixture
def pace() -> RecordingPace:
    return RecordingPace()


@pytest.fixture(scope="module")
def eschoolplus_server() -> Iterator[tuple[EschoolplusSimulator, str]]:
    simulator = EschoolplusSimulator()
    with serving(simulator) as url:
        yield simulator, url


@pytest.fixture
def eschoolplus(eschoolplus_server: tuple[EschoolplusSimulator, str]) -> EschoolplusSimulator:
    simulator, _ = eschoolplus_server
    simulator.faults.clear()
    simulator.perform("reset", {})
    simulator.calls.clear()
    return simulator


@pytest.fixture
def eschoolplus_credentials(eschoolplus_server: tuple[EschoolplusSimulator, str]) -> EschoolplusCredentials:
    _, url = eschoolplus_server
    return EschoolplusCredentials.model_validate(
        {"base_url": url + ROSTERING_PATH, "token_url": url + TOKEN_PATH, **asdict(ESCHOOLPLUS)}
    )


@pytest.fixture
def reader(
    eschoolplus: EschoolplusSimulator,  # noqa: ARG001 - reset before the client is opened
    eschoolplus_credentials: EschoolplusCredentials,
    pace: RecordingPace,
) -> EschoolplusClient:
    return EschoolplusClient(eschoolplus_credentials, EschoolplusSettings(page_size=100, read_seconds=5), pace)


@pytest.fixture
def gradebook(
    eschoolplus: EschoolplusSimulator, eschoolplus_credentials: EschoolplusCredentials, pace: RecordingPace
) -> Gradebook:
    return Gradebook(eschoolplus, eschoolplus_credentials, pace)


@pytest.fixture(scope="module")
def schoology_server() -> Iterator[tuple[RestlessSimulator, str]]:
    simulator = RestlessSimulator(knobs=Knobs(rate_scale=1000))
    with serving(simulator) as url:
        yield simulator, url


@pytest.fixture
def school(schoology_server: tuple[RestlessSimulator, str], pace: RecordingPace) -> School:
    simulator, url = schoology_server
    simulator.faults.clear()
    simulator.happenings = ()
    simulator.perform("reset", {})
    simulator.calls.clear()
    return School(simulator, {"base_url": url + API_PATH, **asdict(SCHOOLOGY)}, pace)
