"""Reading back what GEGI holds, and the connection check."""

from typing import Any

import pytest

from rollbook.connectors.gegi.writables import MOST, WRITES
from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json
from tests.contract.connectors.registrar import VALUES, Registrar

every_kind = pytest.mark.parametrize("entity", sorted(WRITES))


def changed(change: Change, **more: Any) -> Change:
    return change.model_copy(update={"operation": Operation.UPDATE, "data": {**(change.data or {}), **more}})


@every_kind
def test_what_is_there_is_found_and_what_is_not_is_left_out(registrar: Registrar, entity: str) -> None:
    there, missing = registrar.changes(entity, 2)
    registrar.client().write(entity, [there])
    registrar.simulator.calls.clear()

    (found,) = registrar.client().find(entity, [missing, there])

    assert (found.digest, found.target, found.matches) == (there.digest, there.key, True)
    assert registrar.calls == [f"GET /api/v1/{entity} 200"]


@pytest.mark.parametrize(
    ("entity", "more"),
    [
        ("attendance", {"status": "L"}),
        ("attendance", {"reason": "in 3 min late; the limit is 0 min"}),
        ("attendance", {"reference": "att-another"}),
        ("attendanceLog", {"entries": []}),
        ("attendanceLog", {"entries": [{"in": "2026-09-14T13:02:00+00:00", "out": None}]}),
    ],
)
def test_what_is_there_and_not_as_it_should_be_does_not_match(registrar: Registrar, entity: str, more: Json) -> None:
    change = registrar.changes(entity)[0]
    registrar.client().write(entity, [change])

    (found,) = registrar.client().find(entity, [changed(change, **more)])

    assert not found.matches


def test_one_moment_in_two_spellings_is_the_same(registrar: Registrar) -> None:
    change = registrar.changes("attendanceLog")[0]
    registrar.client().write("attendanceLog", [change])
    (entry,) = VALUES["attendanceLog"]["entries"]
    spelled = {
        "in": entry["in"].replace("13:02:00+00:00", "09:02:00-04:00"),
        "out": entry["out"].replace("+00:00", "Z"),
    }

    (found,) = registrar.client().find("attendanceLog", [changed(change, entries=[spelled])])

    assert found.matches


def test_a_removal_is_found_as_long_as_it_is_there_and_never_matches(registrar: Registrar) -> None:
    change = registrar.changes("attendance")[0]
    leaving = change.model_copy(update={"operation": Operation.REMOVE, "before": change.data, "data": None})
    assert registrar.client().find("attendance", [leaving]) == []

    registrar.client().write("attendance", [change])

    (found,) = registrar.client().find("attendance", [leaving])
    assert not found.matches


def test_as_many_are_asked_for_at_once_as_gegi_allows(registrar: Registrar) -> None:
    changes = registrar.changes("attendance", MOST + 1)
    registrar.client().write("attendance", changes[:MOST])
    registrar.simulator.calls.clear()

    found = registrar.client(page_size=40).find("attendance", changes)

    assert [one.digest for one in found] == [change.digest for change in changes[:MOST]]
    assert len(registrar.calls) == 3 + 1


# ------------------------------------------------------------------------------------------------------------- check


def test_a_check_shows_the_school_and_its_attendance_and_changes_nothing(registrar: Registrar) -> None:
    registrar.client().write("attendance", registrar.changes("attendance", 2))
    before = registrar.simulator.snapshot()

    check = registrar.client().check()

    assert check.healthy
    assert check.sentence == "GEGI accepts the key, and shows its school and the attendance of 2 seats in classes."
    assert registrar.simulator.snapshot() == before


def test_a_wrong_key_is_told(registrar: Registrar) -> None:
    registrar.credentials["api_key"] = "a-wrong-key"

    check = registrar.client().check()

    assert not check.healthy
    assert "does not accept the credentials for GET /school (401: unauthorized)" in check.sentence


def test_a_gegi_that_is_not_there_is_told(registrar: Registrar) -> None:
    registrar.credentials["base_url"] = "http://127.0.0.1:1/api/v1"

    assert not registrar.client().check().healthy


@pytest.mark.parametrize("kind", ["html", "malformed", "500", "timeout"])
def test_whatever_goes_wrong_a_check_never_raises(registrar: Registrar, kind: str) -> None:
    registrar.fail(kind)

    check = registrar.client().check()

    assert not check.healthy
    assert check.sentence.startswith("GEGI ")
