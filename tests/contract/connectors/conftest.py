"""One simulator of each system per module, as at its start before every test."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest

from rollbook.connectors.eschoolplus.client import EschoolplusClient
from rollbook.connectors.eschoolplus.settings import Credentials as EschoolplusCredentials
from rollbook.connectors.eschoolplus.settings import Settings as EschoolplusSettings
from sandbox.institution.college import College, sample_college
from sandbox.institution.university import sample_university
from sandbox.simulators import coursedog, coursekey, gegi, learning360, sis
from sandbox.simulators.credentials import (
    COURSEDOG,
    COURSEKEY,
    EDFLEX,
    ESCHOOLPLUS,
    ETHOSCE,
    GEGI,
    LEARNING360,
    SCHOOLOGY,
    SIS,
)
from sandbox.simulators.eschoolplus import ROSTERING_PATH, TOKEN_PATH, EschoolplusSimulator
from sandbox.simulators.schoology import API_PATH, Knobs
from sandbox.simulators.serving import serving
from tests.contract.apis.wire import document
from tests.contract.apis.witness import Witness
from tests.contract.connectors.campuses import Campuses
from tests.contract.connectors.catalogue import COMPANY, Catalogue
from tests.contract.connectors.gradebook import Gradebook
from tests.contract.connectors.learning import Learning
from tests.contract.connectors.library import Library, small_portal
from tests.contract.connectors.office import Office
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.registrar import Registrar
from tests.contract.connectors.restless import (
    Restless,
    RestlessCoursedog,
    RestlessCoursekey,
    RestlessEdflex,
    RestlessEthosce,
    RestlessGegi,
    RestlessLearning360,
    RestlessSimulator,
    RestlessSis,
)
from tests.contract.connectors.scheduler import Scheduler
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


@pytest.fixture(scope="session")
def college() -> College:
    return sample_college(date(2026, 9, 14))


@pytest.fixture(scope="module")
def gegi_server(college: College) -> Iterator[tuple[RestlessGegi, Witness, str]]:
    simulator = RestlessGegi(college)
    witness = Witness(simulator, document("gegi"))
    with serving(witness) as url:
        yield simulator, witness, url


@pytest.fixture
def registrar(gegi_server: tuple[RestlessGegi, Witness, str], pace: RecordingPace) -> Iterator[Registrar]:
    simulator, witness, url = gegi_server
    fresh(simulator, witness)
    made = Registrar(simulator, {"base_url": url + gegi.API_PATH, **asdict(GEGI)}, pace, witness)
    yield made
    assert made.sends_rubbish == bool(witness.bad_requests)


@pytest.fixture(scope="module")
def coursekey_server() -> Iterator[tuple[RestlessCoursekey, Witness, str]]:
    noon = datetime(2026, 9, 14, 12, tzinfo=UTC).timestamp()
    simulator = RestlessCoursekey(knobs=coursekey.Knobs(rate_scale=1000), wall_clock=lambda: noon)
    witness = Witness(simulator, document("coursekey"))
    with serving(witness) as url:
        yield simulator, witness, url
    simulator.close()


@pytest.fixture
def campuses(coursekey_server: tuple[RestlessCoursekey, Witness, str], pace: RecordingPace) -> Iterator[Campuses]:
    simulator, witness, url = coursekey_server
    fresh(simulator, witness)
    made = Campuses(simulator, {"base_url": url + coursekey.API_PATH, "keys": dict(COURSEKEY.keys)}, pace, witness)
    yield made
    assert made.sends_rubbish == bool(witness.bad_requests)


@pytest.fixture(scope="module")
def ethosce_server() -> Iterator[tuple[RestlessEthosce, Witness, str]]:
    noon = datetime(2026, 9, 14, 12, tzinfo=UTC).timestamp()
    simulator = RestlessEthosce(wall_clock=lambda: noon)
    witness = Witness(simulator, document("ethosce"))
    with serving(witness) as url:
        yield simulator, witness, url


@pytest.fixture
def learning(ethosce_server: tuple[RestlessEthosce, Witness, str], pace: RecordingPace) -> Iterator[Learning]:
    simulator, witness, url = ethosce_server
    fresh(simulator, witness)
    made = Learning(simulator, {"base_url": url, **asdict(ETHOSCE)}, pace, witness)
    yield made
    assert made.sends_rubbish == bool(witness.bad_requests)


@pytest.fixture(scope="module")
def coursedog_server() -> Iterator[tuple[RestlessCoursedog, Witness, str]]:
    noon = datetime(2026, 9, 14, 12, tzinfo=UTC).timestamp()
    knobs = coursedog.Knobs(rate_scale=1000)
    simulator = RestlessCoursedog(sample_university(date(2026, 9, 14)), knobs=knobs, wall_clock=lambda: noon)
    witness = Witness(simulator, document("coursedog"))
    with serving(witness) as url:
        yield simulator, witness, url
    simulator.close()


@pytest.fixture
def scheduler(coursedog_server: tuple[RestlessCoursedog, Witness, str], pace: RecordingPace) -> Iterator[Scheduler]:
    simulator, witness, url = coursedog_server
    fresh(simulator, witness)
    made = Scheduler(simulator, {"base_url": url + coursedog.API_PATH, **asdict(COURSEDOG)}, pace, witness)
    yield made
    assert made.sends_rubbish == bool(witness.bad_requests)


@pytest.fixture(scope="module")
def sis_server() -> Iterator[tuple[RestlessSis, Witness, str]]:
    simulator = RestlessSis(sample_university(date(2026, 9, 14)), knobs=sis.Knobs(rate_scale=1000))
    witness = Witness(simulator, document("sis"))
    with serving(witness) as url:
        yield simulator, witness, url


@pytest.fixture
def office(sis_server: tuple[RestlessSis, Witness, str], pace: RecordingPace) -> Iterator[Office]:
    simulator, witness, url = sis_server
    fresh(simulator, witness)
    made = Office(simulator, {"base_url": url, **asdict(SIS)}, pace, witness)
    yield made
    assert made.sends_rubbish == bool(witness.bad_requests)


@pytest.fixture(scope="module")
def learning360_server() -> Iterator[tuple[RestlessLearning360, Witness, str]]:
    noon = datetime(2026, 9, 14, 12, tzinfo=UTC).timestamp()
    knobs = learning360.Knobs(rate_scale=1000, results_per_page=3)
    simulator = RestlessLearning360(COMPANY, knobs=knobs, wall_clock=lambda: noon)
    witness = Witness(simulator, document("learning360"))
    with serving(witness) as url:
        yield simulator, witness, url


@pytest.fixture
def catalogue(learning360_server: tuple[RestlessLearning360, Witness, str], pace: RecordingPace) -> Iterator[Catalogue]:
    simulator, witness, url = learning360_server
    fresh(simulator, witness)
    made = Catalogue(simulator, {"base_url": url, **asdict(LEARNING360)}, pace, witness)
    yield made
    assert made.sends_rubbish == bool(witness.bad_requests)


@pytest.fixture(scope="module")
def edflex_server() -> Iterator[tuple[RestlessEdflex, Witness, str]]:
    simulator = RestlessEdflex(small_portal(date(2026, 9, 14)))
    witness = Witness(simulator, document("edflex"))
    with serving(witness) as url:
        yield simulator, witness, url


@pytest.fixture
def library(edflex_server: tuple[RestlessEdflex, Witness, str], pace: RecordingPace) -> Iterator[Library]:
    simulator, witness, url = edflex_server
    fresh(simulator, witness)
    made = Library(simulator, {"base_url": url, **asdict(EDFLEX)}, pace, witness)
    yield made
    assert made.sends_rubbish == bool(witness.bad_requests)


def fresh(simulator: Restless, witness: Witness) -> None:
    """Put a simulator back to its start; what is asked of it is judged by its contract."""
    simulator.faults.clear()
    simulator.happenings = ()
    simulator.perform("reset", {})
    simulator.calls.clear()
    witness.exchanges.clear()
