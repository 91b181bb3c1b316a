from collections.abc import Iterator

import pytest

from rollbook.steps import paper, plan, removing
from rollbook.sync import batches


@pytest.fixture(scope="module", autouse=True)
def _small_sizes() -> Iterator[None]:
    """Make files, look-ups and windows so small that a handful of records passes every boundary."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(batches, "CHUNK", 4)
        patched.setattr(paper, "_GATHER", 8)
        patched.setattr(plan, "_LOOK_UP", 3)
        patched.setattr(removing, "_LOOK_UP", 3)
        patched.setattr(plan, "_WINDOW", 5)
        yield
