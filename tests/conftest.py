"""For all tests: nobody's AWS account is within reach, and hypothesis judges behaviour, not the machine's speed."""

import os

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("rollbook", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("rollbook")

_NOBODY = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


def pytest_configure(config: pytest.Config) -> None:
    """Replace whoever is signed in on this machine by nobody, before any module of ours is imported."""
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        patch.delenv(name)
    for name, value in _NOBODY.items():
        patch.setenv(name, value)


class ModulesAndWorlds(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives a worker one module at a time, and all end-to-end tests to one: they go on with the same worlds."""

    def _split_scope(self, nodeid: str) -> str:
        return "worlds" if nodeid.startswith("tests/e2e/") else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ModulesAndWorlds:
    """Hand tests out to the workers of `make test`."""
    return ModulesAndWorlds(config, log)
