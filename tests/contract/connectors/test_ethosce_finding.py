"""Reading back what EthosCE holds, by course and person."""

import pytest

from rollbook.connectors import load
from rollbook.model.changes import Change, Operation
from rollbook.model.records import Json, Scope
from tests.contract.apis.wire import document
from tests.contract.connectors.learning import DATA, TABLES, UNDEMANDING, Learning, record, shell

every_record = pytest.mark.parametrize("entity", DATA)
_NOT_NEEDED = {"getUser", "getNode", "getEnrollment", "getReport", "getCredit"}


def changed(change: Change, **more: object) -> Change:
    return change.model_copy(update={"data": {**(change.data or {}), **more}})


@every_record
def test_what_is_there_is_found_and_what_is_not_is_left_out(learning: Learning, entity: str) -> None:
    missing, there = record(entity, 2), record(entity, 3)
    learning.client().write(entity, [there])
    learning.simulator.calls.clear()

    (found,) = learning.client().find(entity, [missing, there])

    assert (found.digest, found.target, found.matches) == (there.digest, "1", True)
    path = f"/{TABLES[entity]}.json 200"
    assert learning.calls == ["GET /node.json 200", f"GET {path}", f"GET {path}"]


@pytest.mark.parametrize(
    ("entity", "more", "matches"),
    [
        ("enrollments", {"start": "2026-09-01T00:00:00-04:00"}, True),
        ("enrollments", {"start": "2026-09-01T04:00:01+00:00"}, False),
        ("enrollments", {"start": None}, False),
        ("enrollments", {"end": "2026-10-01T00:00:00+00:00"}, False),
        ("enrollments", {"participantCategory": "other"}, False),
        ("enrollments", {"participantCategory": ""}, False),
        ("enrollments", {"pars": False}, False),
        ("completions", {"completedAt": "2026-09-02T12:30:00Z"}, True),
        ("completions", {"completedAt": "2026-09-03T12:30:00Z"}, False),
        ("completions", {"completedAt": None}, True),
        ("completions", {"attended": False}, False),
        ("completions", {"attended": None}, False),
        ("credits", {"credits": "1.50"}, True),
        ("credits", {"credits": "1.25"}, False),
        ("credits", {"credits": "many"}, False),
        ("credits", {"expiresAt": None}, False),
        ("credits", {"expiresAt": "in spring"}, False),
    ],
)
def test_it_matches_when_every_field_says_the_same_in_whatever_spelling(
    learning: Learning, entity: str, more: Json, matches: bool
) -> None:
    change = record(entity)
    learning.client().write(entity, [change])

    (found,) = learning.client().find(entity, [changed(change, **more)])

    assert found.matches is matches


def test_a_completion_whose_date_was_left_to_ethosce_is_found_after_the_next_login(learning: Learning) -> None:
    change = changed(record("completions"), completedAt=None)
    learning.client().write("completions", [change])
    learning.simulator.perform("log_in", {"uid": 2})

    (found,) = learning.client().find("completions", [change])

    assert learning.rows("completions")[0]["date_completed"] is not None
    assert found.matches


def test_what_a_course_did_by_itself_is_found_and_does_not_match(learning: Learning) -> None:
    learning.client().write("enrollments", [record("enrollments", course=UNDEMANDING)])

    (found,) = learning.client().find("completions", [record("completions", course=UNDEMANDING)])

    assert not found.matches


def test_a_credit_is_found_by_its_type(learning: Learning) -> None:
    learning.client().write("credits", [record("credits")])

    assert learning.client().find("credits", [changed(record("credits"), type="Attendance")]) == []


def test_a_course_is_found_whoever_has_made_it(learning: Learning) -> None:
    assert learning.client().find("courses", [shell()]) == []
    made = learning.simulator.perform("add_course", {"external_id": "old-1", "title": "Sepsis", "required_objects": 2})

    (found,) = learning.client().find("courses", [shell()])

    assert (found.target, found.matches) == (str(made["nid"]), True)


@every_record
def test_nothing_is_found_in_a_course_that_is_not_there(learning: Learning, entity: str) -> None:
    assert learning.client().find(entity, [record(entity, course="NO-SUCH-COURSE"), record(entity, course="")]) == []


@every_record
def test_nothing_is_found_where_it_cannot_be_told_which_course_is_meant(learning: Learning, entity: str) -> None:
    client = learning.client()
    learning.simulator.perform("add_course", {"external_id": "TWICE", "title": "Sepsis", "required_objects": 1})
    client.write(entity, [record(entity, course="TWICE")])
    learning.simulator.perform("add_course", {"external_id": "TWICE", "title": "Stroke", "required_objects": 1})

    assert learning.client().find(entity, [record(entity, course="TWICE")]) == []


def test_a_course_that_was_not_there_is_looked_for_again(learning: Learning) -> None:
    client = learning.client()
    assert client.find("credits", [record("credits", course="LATE-1")]) == []
    learning.simulator.perform("add_course", {"external_id": "LATE-1", "title": "Sepsis", "required_objects": 1})

    (written,) = client.write("credits", [record("credits", course="LATE-1")])

    assert written.reason is None


@every_record
def test_a_removal_is_found_as_long_as_it_is_there_and_never_matches(learning: Learning, entity: str) -> None:
    change = record(entity)
    leaving = change.model_copy(update={"operation": Operation.REMOVE, "before": change.data, "data": None})
    assert learning.client().find(entity, [leaving]) == []

    learning.client().write(entity, [change])

    (found,) = learning.client().find(entity, [leaving])
    assert not found.matches


def test_every_operation_of_ethosce_but_those_of_single_entities_is_used(learning: Learning) -> None:
    client, ethosce = learning.client(), load("ethosce")

    for name in ethosce.reads:
        assert list(client.read(name, Scope()))
    for entity in ethosce.writes:
        change = shell() if entity == "courses" else record(entity)
        client.write(entity, [change])
        assert len(client.find(entity, [change])) == 1

    assert learning.witness.operations == {one.id for one in document("ethosce").operations} - _NOT_NEEDED
    assert learning.witness.bad_answers == []
