"""The simulated EthosCE shows its entities as Drupal's `restws` does."""

import base64
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from sandbox.simulators.credentials import ETHOSCE, EthosceCredentials
from sandbox.simulators.ethosce import EthosceSimulator
from sandbox.simulators.faults import Fault
from tests.contract.apis.wire import ENTITIES, NOON, Caller, ethosce_caller

ROOT = "http://localhost"


@pytest.fixture(scope="module")
def ethosce() -> Caller:
    """Return an EthosCE that is only read."""
    caller = ethosce_caller()
    for name, entity in ENTITIES.items():
        assert caller.post(f"/{name}", entity)[0] == 201
    return caller


def basic(username: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"


def ids(answer: dict[str, Any], field: str = "uid") -> list[int]:
    return [int(one[field]) for one in answer["list"]]


@settings(max_examples=20, deadline=None)
@given(limit=st.integers(1, 100))
def test_any_size_of_page_gives_the_same_list(ethosce: Caller, limit: int) -> None:
    found: list[int] = []
    for number in itertools.count():
        page = ethosce.get(f"/user.json?limit={limit}&page={number}")
        found += ids(page)
        if "next" not in page:
            break
        assert page["next"].endswith(f"page={number + 1}")

    assert found == list(range(1, 402))
    assert page["count"] == 401
    assert page["self"] == page["last"]


def test_a_page_says_where_it_is_and_what_is_around_it(ethosce: Caller) -> None:
    page = ethosce.get("/user.json?limit=100&page=2")

    at = f"{ROOT}/user.json?limit=100&page="
    assert {name: page[name] for name in ("self", "first", "prev", "next", "last")} == {
        "self": f"{at}2",
        "first": f"{at}0",
        "prev": f"{at}1",
        "next": f"{at}3",
        "last": f"{at}4",
    }


def test_a_page_that_is_just_filled_is_the_last_one(ethosce: Caller) -> None:
    page = ethosce.get("/user.json?uid[gt]=391&limit=5&page=1")

    assert len(page["list"]) == 5
    assert "next" not in page
    assert page["last"] == page["self"]


def test_a_page_has_100_entities_unless_asked_for_fewer(ethosce: Caller) -> None:
    assert len(ethosce.get("/user.json")["list"]) == 100


def test_a_page_behind_the_last_one_is_empty(ethosce: Caller) -> None:
    page = ethosce.get("/user.json?page=9")

    assert (page["list"], page["count"]) == ([], 401)


def test_a_list_may_begin_behind_an_id_and_counts_what_is_left(ethosce: Caller) -> None:
    page = ethosce.get("/user.json?uid[gt]=398")

    assert ids(page) == [399, 400, 401]
    assert page["count"] == 3


@pytest.mark.parametrize(
    ("query", "nids"),
    [
        ("type=course&field_external_id=CE-003", [4]),
        ("type=course&field_external_id=ce-003", [4]),
        ("type=page&field_external_id=CE-003", []),
        ("nid=4&type=page", []),
        ("nid=4", [4]),
        ("nid=999", []),
        ("type=course&nid[gt]=40", [41, 42]),
        ("nid[gt]=40&nid=3", []),
        ("type=page", [1]),
    ],
)
def test_filters_have_to_hold_all_at_once_whatever_the_case(ethosce: Caller, query: str, nids: list[int]) -> None:
    page = ethosce.get(f"/node.json?{query}")

    assert ids(page, "nid") == nids
    assert page["count"] == len(nids)


@pytest.mark.parametrize("field", ["uid", "name", "mail", "field_external_id"])
def test_a_list_is_sorted_as_asked_both_ways(ethosce: Caller, field: str) -> None:
    up = [one for page in range(5) for one in ethosce.get(f"/user.json?sort={field}&direction=ASC&page={page}")["list"]]
    down = [
        one for page in range(5) for one in ethosce.get(f"/user.json?sort={field}&direction=DESC&page={page}")["list"]
    ]

    values = [(one[field] or "").casefold() for one in up]
    assert values == sorted(values, key=int if field == "uid" else str)
    assert down == up[::-1]


def test_what_the_database_holds_is_shown_as_it_gives_it(ethosce: Caller) -> None:
    (enrollment,) = ethosce.get("/course_enrollment.json?nid=2&uid=2")["list"]
    (credit,) = ethosce.get("/course_credit_awarded.json?credit_type=ancc")["list"]

    assert enrollment == {
        "eid": "1",
        "nid": {"uri": f"{ROOT}/node/2", "id": "2", "resource": "node"},
        "uid": {"uri": f"{ROOT}/user/2", "id": "2", "resource": "user"},
        "enrollment_start": "1788220800",
        "enrollment_end": None,
        "participant_category": "physician",
        "counts_for_pars": True,
        "created": str(int(NOON)),
    }
    assert credit["credits"] == "1.50"


def test_one_entity_is_shown_as_in_its_list(ethosce: Caller) -> None:
    assert ethosce.get("/node/2.json") == ethosce.get("/node.json?nid=2")["list"][0]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "page=-1", "page=", "uid=x", "uid[lt]=3", "mail[gt]=a", "status=1", "page=1&page=2"],
)
def test_what_cannot_be_asked_is_refused(ethosce: Caller, query: str) -> None:
    answer = ethosce.call("GET", f"/user.json?{query}")

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    ("username", "password"),
    [
        (ETHOSCE.username, "wrong"),
        ("restws", ETHOSCE.password),
        ("rollbook", ETHOSCE.password),
        ("", ""),
    ],
)
def test_only_the_service_user_is_let_in(ethosce: Caller, username: str, password: str) -> None:
    answer = ethosce.call("GET", "/user.json", Authorization=basic(username, password))

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_an_account_whose_name_does_not_begin_as_it_should_has_no_web_services() -> None:
    simulator = EthosceSimulator(credentials=EthosceCredentials(username="rollbook", password="right"))

    answer = Client(simulator).get("/user.json", headers={"Authorization": basic("rollbook", "right")})

    assert answer.status_code == 401


def test_the_limit_is_one_that_a_test_sets() -> None:
    caller = ethosce_caller(calls_per_window=2, rate_scale=2, window_seconds=10)

    statuses = [caller.call("GET", "/user/2.json").status_code for _ in range(5)]

    assert statuses == [200] * 4 + [429]
    assert caller.call("GET", "/user/2.json").headers["Retry-After"] == "3"


def test_a_page_may_be_cut_off_with_its_count_as_ever() -> None:
    caller = ethosce_caller()
    caller.simulator.faults.add(Fault("truncated", times=1))

    page = caller.get("/user.json?limit=10")

    assert (len(page["list"]), page["count"]) == (9, 401)
