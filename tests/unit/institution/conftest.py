import pytest

from sandbox.institution import Institution, sample_institution


@pytest.fixture(scope="session")
def pristine() -> Institution:
    """Build the sample once; tests that change it take a copy."""
    return sample_institution()


@pytest.fixture
def institution(pristine: Institution) -> Institution:
    return pristine.copy()
