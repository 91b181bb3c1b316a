"""Connectors are found by name, and what they are given is checked."""

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from rollbook import connectors
from rollbook.connectors.waiting import asked_wait
from rollbook.model.changes import Change, Operation
from rollbook.model.errors import SettingsError

ESCHOOLPLUS = {
    "base_url": "https://sis.example/ims/oneroster/rostering/v1p2/",
    "token_url": "https://sis.example/oauth/token",
    "client_id": "id",
    "client_secret": "the-secret",
}
SCHOOLOGY = {"consumer_key": "key", "consumer_secret": "the-secret"}
GEGI = {"base_url": "https://gegi.example.edu/api/v1", "api_key": "the-secret"}
COURSEDOG = {"school": "state_banner_ethos", "email": "integration@example.edu", "password": "the-secret"}
COURSEKEY = {"keys": {"4711": "the-secret", "4712": "the-secret-of-another-campus"}}
EDFLEX = {"organization": "mycompany-portal", "client_id": "id", "client_secret": "the-secret"}
ETHOSCE = {"base_url": "https://lms.example.edu", "username": "restws_rollbook", "password": "the-secret"}
LEARNING360 = {"client_id": "id", "client_secret": "the-secret"}
SIS = {"api_key": "the-secret"}


def test_every_folder_is_a_connector_of_its_name() -> None:
    assert connectors.names() == [
        "coursedog",
        "coursekey",
        "edflex",
        "eschoolplus",
        "ethosce",
        "gegi",
        "learning360",
        "schoology",
        "sis",
    ]
    for name in connectors.names():
        assert connectors.load(name).name == name


def test_an_unknown_name_is_told_with_those_that_are_known() -> None:
    with pytest.raises(
        SettingsError,
        match=r"'bulletin'. Accepted are: coursedog, coursekey, edflex, eschoolplus, ethosce, gegi, learning360, "
        r"schoology, sis",
    ):
        connectors.load("bulletin")


def test_knowing_of_a_system_loads_no_http() -> None:
    program = (
        "import sys; from rollbook import connectors; [connectors.load(name) for name in connectors.names()];"
        "sys.exit('requests' in sys.modules)"
    )

    ended = subprocess.run(  # noqa: S603 - our own interpreter with the program above
        [sys.executable, "-c", program], env={"PYTHONPATH": ":".join(sys.path)}, check=False
    )

    assert ended.returncode == 0


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("eschoolplus", ESCHOOLPLUS),
        ("schoology", SCHOOLOGY),
        ("gegi", GEGI),
        ("coursedog", COURSEDOG),
        ("coursekey", COURSEKEY),
        ("edflex", EDFLEX),
        ("ethosce", ETHOSCE),
        ("learning360", LEARNING360),
        ("sis", SIS),
    ],
)
def test_credentials_show_no_secret(name: str, given: dict[str, Any]) -> None:
    credentials = connectors.load(name).credentials.model_validate(given)

    assert "the-secret" not in f"{credentials} {credentials!r}"
    assert connectors.load(name).settings()


@pytest.mark.parametrize(
    "address",
    [
        "http://sis.example/v1",
        "ftp://127.0.0.1/",
        "sis.example",
        "https://",
        "https://a:b@sis.example/",
        "https://x/?a=1",
    ],
)
def test_an_address_is_encrypted_and_plain(address: str) -> None:
    for given in ({**SCHOOLOGY, "base_url": address}, {**SCHOOLOGY, "base_url": address, "consumer_secret": ""}):
        with pytest.raises(ValidationError) as refused:
            connectors.load("schoology").credentials.model_validate(given)
        assert "a:b@" not in str(refused.value)


def test_an_address_ends_without_a_slash() -> None:
    credentials: Any = connectors.load("eschoolplus").credentials.model_validate(ESCHOOLPLUS)

    assert credentials.base_url == "https://sis.example/ims/oneroster/rostering/v1p2"


@pytest.mark.parametrize("acting_user", ["", "me", "12\r\nX-Evil: 1", "1 2"])
def test_an_acting_user_is_a_schoology_id(acting_user: str) -> None:
    with pytest.raises(ValidationError):
        connectors.load("schoology").settings.model_validate({"acting_user": acting_user})


def test_schoologys_limit_is_fifty_credits_in_five_seconds_unless_set() -> None:
    schoology = connectors.load("schoology")
    limits = schoology.limits(schoology.settings())

    assert limits
    assert (limits.allowance, limits.window_seconds, limits.read_cost, limits.write_cost) == (50, 5, 1, 3)
    assert connectors.load("eschoolplus").limits(connectors.load("eschoolplus").settings()) is None


def test_only_sections_of_one_course_share_a_call() -> None:
    writes = connectors.load("schoology").writes
    first, second = (
        Change(operation=Operation.CREATE, key=key, digest=key, data={"course": course})
        for key, course in (("a", "ALG1"), ("b", "GEO1"))
    )

    assert writes["sections"].group(first) != writes["sections"].group(second)
    assert writes["users"].group(first) == writes["users"].group(second)
    assert {name: writable.bulk for name, writable in writes.items()} == {
        "terms": 1,
        "users": 50,
        "courses": 50,
        "sections": 50,
        "enrollments": 50,
    }


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Sun, 13 Sep 2026 00:00:30 GMT", "Date": "Sun, 13 Sep 2026 00:00:00 GMT"}, 30.0),
        ({"Retry-After": "Sun, 13 Sep 2026 00:00:00 GMT", "Date": "Sun, 13 Sep 2026 00:00:30 GMT"}, 0.0),
        ({"Retry-After": "Sun, 13 Sep 2026 00:00:30 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_in_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(headers) == seconds
