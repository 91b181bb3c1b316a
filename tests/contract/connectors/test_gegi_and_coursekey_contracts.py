"""The two contracts that are our own: what the connectors do uses all of them, and obeys them."""

from rollbook.connectors import load
from rollbook.model.changes import Change
from rollbook.model.records import Scope
from tests.contract.apis.wire import document
from tests.contract.connectors.campuses import DAY, NORTH, Campuses, course, enrollment, meeting, person
from tests.contract.connectors.registrar import Registrar

_ONLY_FOR_PEOPLE = {"listJournal"}


def test_every_operation_of_gegi_but_the_journals_is_used(registrar: Registrar) -> None:
    client, gegi = registrar.client(), load("gegi")

    for entity in gegi.reads:
        assert list(client.read(entity, Scope()))
    for entity in gegi.writes:
        changes = registrar.changes(entity, 2)
        client.write(entity, changes)
        assert len(client.find(entity, changes)) == len(changes)

    operations = {one.id for one in document("gegi").operations}
    assert registrar.witness.operations == operations - _ONLY_FOR_PEOPLE
    assert registrar.witness.bad_answers == []


def test_every_operation_of_coursekey_is_used(campuses: Campuses) -> None:
    client, coursekey = campuses.client(), load("coursekey")
    wanted: dict[str, list[Change]] = {
        "instructors": [person("i-1")],
        "students": [person("s-0")],
        "courses": [course()],
        "enrollments": [enrollment("s-0")],
        "classes": [meeting("m-1")],
    }

    for entity in coursekey.writes:
        client.write(entity, wanted[entity])
        assert client.find(entity, wanted[entity])
    assert coursekey.subscribe
    coursekey.subscribe(client, "https://inbox.example/v1/webhooks/coursekey", "A" * 48)
    campuses.simulator.perform("class_day", {"day": DAY})
    assert campuses.read(Scope(parts=(f"{NORTH}/m-1",)))
    assert client.check().healthy

    assert campuses.witness.operations == {one.id for one in document("coursekey").operations}
    assert campuses.witness.bad_answers == []
