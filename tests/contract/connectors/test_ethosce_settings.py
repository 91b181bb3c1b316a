"""What an administrator puts in for EthosCE."""

from typing import Any

import pytest
from pydantic import ValidationError

from rollbook.connectors import load
from rollbook.connectors.ethosce.settings import Credentials, Settings

GIVEN: dict[str, Any] = {"base_url": "https://lms.example.edu/", "username": "restws_rollbook", "password": "secret"}


@pytest.mark.parametrize(
    "more",
    [
        {"username": "rollbook"},
        {"username": "rest:ws"},
        {"username": "restws:rollbook"},
        {"password": ""},
        {"base_url": "http://lms.example.edu"},
        {"key": "secret"},
    ],
)
def test_an_account_that_cannot_be_one_is_told_when_it_is_put_in(more: dict[str, str]) -> None:
    Credentials.model_validate(GIVEN)

    with pytest.raises(ValidationError) as refused:
        Credentials.model_validate({**GIVEN, **more})

    assert "secret" not in str(refused.value)


def test_there_is_no_limit_unless_the_institution_sets_one() -> None:
    limits = load("ethosce").limits

    assert limits(Settings()) is None
    set_limits = limits(Settings(calls_per_second=4))
    assert set_limits
    assert (set_limits.seconds_per_credit, set_limits.read_cost, set_limits.write_cost) == (0.25, 1, 1)


def test_every_collection_that_is_written_goes_out_singly_in_batches_that_fill_a_chunk() -> None:
    writes = load("ethosce").writes

    assert sorted(writes) == ["completions", "courses", "credits", "enrollments"]
    assert all(one.singly and 1_000 % one.bulk == 0 for one in writes.values())
