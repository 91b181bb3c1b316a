"""For all tests: nobody's AWS account is within reach, and hypothesis judges behaviour, not the machine's speed."""

import os

import pytest
from hypothesis import settings

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
