import pytest

from tests.unit.flows.classroom import Classroom
from tests.unit.flows.district import District


@pytest.fixture
def district() -> District:
    return District()


@pytest.fixture
def classroom() -> Classroom:
    return Classroom()
