import pytest

from tests.unit.flows.district import District


@pytest.fixture
def district() -> District:
    return District()
