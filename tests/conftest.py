"""For all tests: nobody's AWS account is within reach, and hypothesis judges behaviour, not the machine's speed."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("rollbook", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("rollbook")

NOBODY = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


@pytest.fixture(scope="session", autouse=True)
def no_aws_account() -> Iterator[None]:
    """Replace whoever is signed in on this machine by nobody."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in NOBODY.items():
            patch.setenv(name, value)
        yield
