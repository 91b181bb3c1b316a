"""Every test of this folder runs twice: over AWS's services in moto, and over the twin in memory."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from rollbook.model.ports import Stores
from sandbox.twins.stores import MemoryStores
from tests.integration.stack import Stack


@pytest.fixture
def stack() -> Iterator[Stack]:
    with mock_aws():
        yield Stack()


@pytest.fixture(params=["aws", "twin"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "twin":
        return MemoryStores()
    made: Stack = request.getfixturevalue("stack")
    return made.stores()
