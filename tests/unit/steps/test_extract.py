import pytest

from rollbook.model.errors import IncompleteReadError, LeaseLostError
from rollbook.model.messages import ExtractRequest, ExtractResult, RunReference
from rollbook.steps import holding
from rollbook.steps.extract import extract
from rollbook.sync.lease import LIFETIME
from tests.unit.steps.club import Club
from tests.unit.steps.flow import FLOW


@pytest.fixture
def club() -> Club:
    return Club()


@pytest.fixture
def run(club: Club) -> RunReference:
    now = club.clock.now()
    lease = holding.take(club.stores.registers, FLOW.name, "run", now)
    assert lease
    return RunReference(
        run="run", flow=FLOW.name, fence=lease.token, as_of=now, started_at=now, trigger="manual", by="test"
    )


def read(club: Club, run: RunReference, entity: str = "people") -> ExtractResult:
    request = ExtractRequest(run=run, entity=entity)
    return extract(request, rules=club.rules, client=club.source.open(), stores=club.stores, clock=club.clock)


def test_a_collection_is_stored_as_it_was_read(club: Club, run: RunReference) -> None:
    result = read(club, run)

    assert result == ExtractResult(entity="people", records=7, calls=3, system="books")
    assert list(club.stores.snapshots.read("run", "people")) == club.books["people"]


def test_an_empty_collection_is_complete(club: Club, run: RunReference) -> None:
    club.books["people"] = []

    assert read(club, run).records == 0
    assert list(club.stores.snapshots.read("run", "people")) == []


@pytest.mark.parametrize("missing", range(1, 8))
def test_a_collection_with_a_record_missing_cannot_be_read_by_anybody(
    club: Club, run: RunReference, missing: int
) -> None:
    club.source.missing["people"] = missing

    with pytest.raises(IncompleteReadError, match=rf"books people was not read completely: {7 - missing} of 7 "):
        read(club, run)
    with pytest.raises(IncompleteReadError):
        list(club.stores.snapshots.read("run", "people"))


def test_calls_of_an_attempt_that_failed_are_counted_with_those_of_the_next(club: Club, run: RunReference) -> None:
    club.source.missing["people"] = 1
    with pytest.raises(IncompleteReadError):
        read(club, run)
    club.source.missing.clear()
    club.clock.sleep(2)
    read(club, run)

    notes = club.stores.plans.notes("run", "calls/")
    assert [note["system"] for note in notes] == ["books", "books"]
    assert sum(note["calls"] for note in notes) == 2 + 3


def test_a_run_that_lost_its_flow_reads_nothing(club: Club, run: RunReference) -> None:
    holding.take(club.stores.registers, FLOW.name, "rival", club.clock.now() + LIFETIME)

    with pytest.raises(LeaseLostError):
        read(club, run)


def test_a_long_reading_keeps_the_flow(club: Club, run: RunReference) -> None:
    for entity in ("people", "groups", "members"):
        club.clock.sleep(LIFETIME.total_seconds() * 0.7)
        read(club, run, entity)

    assert holding.take(club.stores.registers, FLOW.name, "rival", club.clock.now()) is None
