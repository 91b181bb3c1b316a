import pytest

from sandbox.institution import Institution, sample_institution
from sandbox.simulators.eschoolplus import EschoolplusSimulator
from sandbox.simulators.schoology import Knobs, SchoologySimulator
from tests.unit.simulators.callers import Eschoolplus, Hand, Schoology


@pytest.fixture(scope="session")
def institution() -> Institution:
    return sample_institution()


@pytest.fixture
def eschoolplus(institution: Institution) -> Eschoolplus:
    clock = Hand()
    return Eschoolplus(EschoolplusSimulator(institution, clock=clock, sleep=lambda _: None), clock)


@pytest.fixture
def schoology(institution: Institution) -> Schoology:
    """Schoology without a rate limit worth the name."""
    return schoology_with(institution, Knobs(rate_scale=1_000))


def schoology_with(institution: Institution, knobs: Knobs) -> Schoology:
    """Return a caller of a Schoology with these knobs, whose clocks stand still until a test moves them."""
    wall_clock = Hand()
    simulator = SchoologySimulator(
        institution, knobs=knobs, clock=wall_clock, wall_clock=wall_clock, sleep=lambda _: None
    )
    return Schoology(simulator, wall_clock)
