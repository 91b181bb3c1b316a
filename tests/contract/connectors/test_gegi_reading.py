"""Reading GEGI: whole lists in the order of their ids, proven by their total, or not at all."""

from collections.abc import Callable
from typing import Any

import pytest

from rollbook.connectors import load
from rollbook.connectors.gegi.wire import PAGES
from rollbook.model.errors import (
    ContractError,
    CredentialsError,
    IncompleteReadError,
    RateLimitedError,
    SystemUnavailableError,
)
from rollbook.model.records import Json, Scope
from rollbook.sync.completeness import Reading
from tests.contract.connectors.registrar import Registrar

READS = load("gegi").reads


def read(registrar: Registrar, entity: str, **settings: Any) -> list[Json]:
    """Read as the extract step does: a total that is not proven ends it."""
    reading = Reading(entity, registrar.client(**settings).read(entity, Scope()))
    records = list(reading.records())
    assert reading.complete().declared == len(records)
    return records


@pytest.mark.parametrize("entity", READS)
def test_a_list_is_read_as_gegi_holds_it(registrar: Registrar, entity: str) -> None:
    assert read(registrar, entity, page_size=100) == registrar.records(entity)


def test_pages_go_on_behind_the_last_record_of_the_one_before(registrar: Registrar) -> None:
    count = len(registrar.records("students"))

    read(registrar, "students", page_size=200)

    assert registrar.calls == ["GET /api/v1/students 200"] * -(-count // 200)


@pytest.mark.parametrize(
    "deed",
    [
        lambda registrar: registrar.simulator.perform("add_class", {}),
        lambda registrar: registrar.simulator.perform(
            "remove", {"collection": "classes", "record_id": registrar.records("classes")[0]["id"]}
        ),
        lambda registrar: registrar.simulator.perform(
            "remove", {"collection": "classes", "record_id": registrar.records("classes")[-1]["id"]}
        ),
    ],
    ids=["a class comes", "the first class goes", "the last class goes"],
)
def test_a_list_that_moves_meanwhile_is_no_list(registrar: Registrar, deed: Callable[[Registrar], object]) -> None:
    registrar.meanwhile("/classes", lambda: deed(registrar), after=2)

    with pytest.raises(IncompleteReadError, match="GEGI's list of classes was not read completely"):
        read(registrar, "classes", page_size=100)


@pytest.mark.parametrize("kind", ["truncated", "drift"])
def test_a_page_that_lost_something_is_noticed(registrar: Registrar, kind: str) -> None:
    registrar.fail(kind, "GET", "/students", after=1, times=1)

    with pytest.raises(IncompleteReadError):
        read(registrar, "students", page_size=100)


@pytest.mark.parametrize("kind", ["500", "503", "timeout", "lost"])
def test_a_page_that_did_not_come_is_asked_for_again(registrar: Registrar, kind: str) -> None:
    registrar.fail(kind, "GET", "/students", after=1, times=2)

    assert read(registrar, "students", page_size=200) == registrar.records("students")
    assert registrar.pace.penalties == [1, 2]


def test_gegi_is_waited_for_as_long_as_it_asks(registrar: Registrar) -> None:
    registrar.fail("429", "GET", "/students", times=2, seconds=7)

    assert read(registrar, "students") == registrar.records("students")
    assert registrar.pace.penalties == [7, 7]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", RateLimitedError),
        ("503", SystemUnavailableError),
        ("malformed", ContractError),
        ("html", ContractError),
    ],
)
def test_what_does_not_pass_ends_the_reading(registrar: Registrar, kind: str, error: type[Exception]) -> None:
    registrar.fail(kind, "GET", "/students")

    with pytest.raises(error, match=r"GEGI .* GET /students"):
        read(registrar, "students")


def test_a_wrong_key_is_told_without_it(registrar: Registrar) -> None:
    registrar.credentials["api_key"] = "a-wrong-key"

    with pytest.raises(CredentialsError, match="401: unauthorized") as refused:
        read(registrar, "students")

    assert "a-wrong-key" not in str(refused.value)


@pytest.mark.parametrize(
    ("entity", "scope", "problem"),
    [
        ("journals", Scope(), "has no list of journals"),
        ("classes", Scope(parts=("c-1",)), "cannot be read in parts"),
        ("classes", Scope(where={"status": "scheduled"}), "cannot be read in parts"),
    ],
)
def test_what_cannot_be_read_is_told_before_a_call(
    registrar: Registrar, entity: str, scope: Scope, problem: str
) -> None:
    with pytest.raises(ContractError, match=problem):
        list(registrar.client().read(entity, scope))

    assert registrar.calls == []


# ----------------------------------------------------------------------------------------------- one page, as it came


def page(record: str, total: str = "1", following: str = "null") -> bytes:
    return f'{{"items": [{record}], "total": {total}, "next": {following}}}'.encode()


def test_ids_may_be_numbers_and_what_the_contract_does_not_know_is_left_out() -> None:
    found = PAGES["groups"](
        page('{"id": 7, "programId": 12, "campusId": "north", "title": "G-7", "tutor": {"name": "Zoë"}}', following="7")
    )

    assert found.records == [{"id": "7", "programId": "12", "campusId": "north", "title": "G-7"}]
    assert (found.declared, found.following) == (1, "7")


@pytest.mark.parametrize("record", ['{"id": "7"}', '{"id": "7", "firstName": null, "lastName": null, "email": null}'])
def test_a_person_without_a_name_is_for_the_rules_to_judge(record: str) -> None:
    assert PAGES["students"](page(record)).records == [{"id": "7", "firstName": "", "lastName": "", "email": None}]


@pytest.mark.parametrize(
    "body",
    [
        page('{"title": "without an id"}'),
        page('{"id": true, "title": "G-7"}'),
        page('{"id": "4/7", "title": "an id with a mark"}'),
        page('{"id": "", "title": "an empty id"}'),
        page('{"id": "7"}'),
        page('{"id": "7", "title": "P"}', total='"1"'),
        page('{"id": "7", "title": "P"}', total="-1"),
        b'{"items": [], "total": 0}',
        b'{"items": null, "total": 0, "next": null}',
        b"[]",
        b"",
    ],
)
def test_a_page_that_is_not_as_agreed_is_not_read(body: bytes) -> None:
    with pytest.raises(ValueError, match="validation error"):
        PAGES["programs"](body)
