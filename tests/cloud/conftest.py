"""One embedded cloud for all tests of this folder."""

from collections.abc import Iterator

import pytest

from sandbox.world.children import server
from sandbox.world.cloud_access import CloudAccess
from tests.cloud.embedded import Cloud


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    log = tmp_path_factory.mktemp("cloud") / "cloud.log"
    with server("sandbox.cloud", "--port", "0", log=log) as (ready, _pid):
        yield Cloud(CloudAccess(ready["endpoint"]))
