"""The connection check of CourseKey, and the credentials and settings that it is given."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rollbook.connectors import load
from rollbook.connectors.coursekey.settings import Credentials
from tests.contract.connectors.campuses import DESERT, NORTH, Campuses


def test_every_school_is_named_with_its_time_zone(campuses: Campuses) -> None:
    before = campuses.simulator.snapshot()

    check = campuses.client().check()

    assert check.healthy
    for school, zone in ((NORTH, "America/New_York"), (DESERT, "America/Phoenix")):
        name = campuses.simulator.schools[school].name
        assert f"CourseKey accepts the auth key of school {school}: {name}, {zone}." in check.sentence
    assert campuses.calls == [f"GET /v1/schools/{school} 200" for school in (NORTH, DESERT)]
    assert campuses.simulator.snapshot() == before


@pytest.mark.parametrize(("key", "said"), [("a-wrong-key", "401: unauthorized"), ("", "403: wrong_school")])
def test_a_key_that_does_not_fit_is_told_with_what_works_besides(campuses: Campuses, key: str, said: str) -> None:
    campuses.credentials["keys"][NORTH] = key or campuses.credentials["keys"][DESERT]

    check = campuses.client().check()

    assert not check.healthy
    assert f"CourseKey (school {NORTH}) does not accept the credentials for GET /schools/{{school}} ({said})" in (
        check.sentence
    )
    assert f"CourseKey accepts the auth key of school {DESERT}" in check.sentence


def test_a_coursekey_that_is_not_there_is_told(campuses: Campuses) -> None:
    campuses.credentials["base_url"] = "http://127.0.0.1:1/v1"

    assert not campuses.client().check().healthy


@pytest.mark.parametrize("kind", ["html", "malformed", "500", "timeout"])
def test_whatever_goes_wrong_a_check_never_raises(campuses: Campuses, kind: str) -> None:
    campuses.fail(kind)

    check = campuses.client().check()

    assert not check.healthy
    assert check.sentence.startswith(f"CourseKey (school {NORTH}) ")


@pytest.mark.parametrize(
    "keys",
    [
        {},
        None,
        [],
        "the-secret",
        {"the-secret": "4711"},
        {"4711": ""},
        {"4711": "the-secret\n"},
        {"4711": "the secret"},
        {"4711": "the-secr\u00e9t"},
        {"4711": None},
        {"4711": ["the-secret"]},
        {"4711": "the-secret", "north": "the-secret"},
    ],
)
def test_keys_that_cannot_be_are_told_by_their_field_alone(keys: Any) -> None:
    with pytest.raises(ValidationError) as wrong:
        Credentials.model_validate({"keys": keys})

    assert [error["loc"] for error in wrong.value.errors()] == [("keys",)]
    assert "the-secr" not in str(wrong.value)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12)))
def test_whatever_keys_are_given_nothing_of_them_is_shown(keys: dict[str, str]) -> None:
    places: set[object] = set()
    try:
        Credentials.model_validate({"keys": keys})
    except ValidationError as wrong:
        places = {error["loc"] for error in wrong.errors()}

    assert places <= {("keys",)}
    assert places or all(school.isdecimal() and key for school, key in keys.items())


def test_the_limit_is_a_hundred_calls_in_ten_seconds_unless_set() -> None:
    coursekey = load("coursekey")
    limits = coursekey.limits(coursekey.settings())

    assert limits
    assert (limits.allowance, limits.window_seconds, limits.read_cost, limits.write_cost) == (100, 10, 1, 1)
    assert load("gegi").limits(load("gegi").settings()) is None
    assert {name: writable.bulk for name, writable in coursekey.writes.items()} == dict.fromkeys(coursekey.writes, 100)
