import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollbook.model.changes import Change, Operation, Outcome, OutcomeKind
from rollbook.model.ports import Stores
from rollbook.model.records import Reason
from tests.contract.stores.samples import LINE_ENDS, change, changes, digest, outcome, outcomes

STORED = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_a_chunk_gives_its_changes_back_in_order(stores: Stores) -> None:
    reference = stores.plans.put_chunk("run", "users", "changes-00000", [change(2), change(1)])
    assert (reference.stream, reference.chunk) == ("users", "changes-00000")
    assert stores.plans.changes("run", "users", "changes-00000") == [change(2), change(1)]


def test_a_chunk_whose_file_has_expired_is_empty(stores: Stores) -> None:
    stores.plans.put_chunk("run", "users", "changes-00000", [change(1)])
    assert stores.plans.changes("an earlier run", "users", "changes-00000") == []
    assert stores.plans.changes("run", "users", "changes-00001") == []


def test_a_chunk_without_changes_is_empty(stores: Stores) -> None:
    stores.plans.put_chunk("run", "users", "changes-00000", [])
    assert stores.plans.changes("run", "users", "changes-00000") == []


@STORED
@given(written=st.lists(changes, max_size=3))
def test_every_change_survives(stores: Stores, written: list[Change]) -> None:
    stores.plans.put_chunk("run", "users", "changes-00000", written)
    assert stores.plans.changes("run", "users", "changes-00000") == written


@STORED
@given(written=st.lists(outcomes, max_size=3))
def test_every_outcome_survives(stores: Stores, written: list[Outcome]) -> None:
    stores.plans.put_outcomes("run", "users", "changes-00000", written)
    assert list(stores.plans.outcomes("run", "users")) == written


def test_a_text_may_hold_every_kind_of_line_end(stores: Stores) -> None:
    odd = Change(operation=Operation.CREATE, key=LINE_ENDS, digest=digest(1), data={"familyName": LINE_ENDS})
    reason = Reason(sentence=LINE_ENDS, remedy=LINE_ENDS)
    refused = Outcome(kind=OutcomeKind.REFUSED, operation=Operation.CREATE, digest=digest(1), reason=reason)
    stores.plans.put_chunk("run", "users", "changes-00000", [odd, change(1)])
    stores.plans.put_outcomes("run", "users", "changes-00000", [refused, outcome(2)])
    assert stores.plans.changes("run", "users", "changes-00000") == [odd, change(1)]
    assert list(stores.plans.outcomes("run", "users")) == [refused, outcome(2)]


def test_held_removals_are_kept_apart_from_runs_and_streams(stores: Stores) -> None:
    stores.plans.put_held("run", "enrollments", [change(1)])
    assert stores.plans.held("run", "enrollments") == [change(1)]
    assert stores.plans.held("run", "users") == []
    assert stores.plans.held("run-2", "enrollments") == []


def test_a_streams_chunks_can_be_listed_with_what_is_held(stores: Stores) -> None:
    stores.plans.put_chunk("run", "users", "removals-00000", [change(1)])
    stores.plans.put_chunk("run", "users", "changes-00000", [change(2)])
    stores.plans.put_held("run", "users", [change(3)])
    stores.plans.put_chunk("run", "users-of-others", "changes-00001", [change(4)])
    stores.plans.put_chunk("run-2", "users", "changes-00002", [change(5)])
    assert sorted(stores.plans.chunks("run", "users")) == ["changes-00000", "held", "removals-00000"]
    assert stores.plans.chunks("run", "terms") == []


def test_lists_of_chunks_have_keys_of_their_own(stores: Stores) -> None:
    chunk = stores.plans.put_chunk("run", "users", "changes-00000", [change(1)])
    places = [("run", "users", "changes"), ("run", "users", "removals"), ("run", "terms", "changes")]
    keys = {stores.plans.put_chunks(run, stream, name, [chunk]) for run, stream, name in places}
    assert len(keys) == len(places)
    assert stores.plans.put_chunks("run", "terms", "removals", []) not in keys


def test_a_second_attempt_at_a_chunk_replaces_its_outcomes(stores: Stores) -> None:
    stores.plans.put_outcomes("run", "users", "changes-00000", [outcome(1, OutcomeKind.UNCERTAIN), outcome(2)])
    stores.plans.put_outcomes("run", "users", "changes-00000", [outcome(1)])
    assert list(stores.plans.outcomes("run", "users")) == [outcome(1)]


def test_outcomes_of_all_chunks_of_a_stream_come_together_and_no_others(stores: Stores) -> None:
    stores.plans.put_outcomes("run", "users", "plan-00000", [outcome(1)])
    stores.plans.put_outcomes("run", "users", "changes-00000", [outcome(2), outcome(3)])
    stores.plans.put_outcomes("run", "users", "changes-00001", [])
    stores.plans.put_outcomes("run", "users-of-others", "changes-00000", [outcome(4)])
    stores.plans.put_outcomes("run-2", "users", "changes-00000", [outcome(5)])
    found = sorted(stores.plans.outcomes("run", "users"), key=lambda item: item.digest)
    assert found == [outcome(1), outcome(2), outcome(3)]


def test_more_files_than_one_listing_holds_come_all(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "3")
    for chunk in range(7):
        stores.plans.put_note("run", f"calls/apply-users-{chunk:05d}", {"calls": 1})
        stores.plans.put_outcomes("run", "users", f"changes-{chunk:05d}", [outcome(chunk)])
    assert sum(note["calls"] for note in stores.plans.notes("run", "calls/")) == 7
    assert len(list(stores.plans.outcomes("run", "users"))) == 7


@pytest.mark.parametrize("prefix", ["plan/", "plan/u"])
def test_notes_are_found_by_the_beginning_of_their_name(stores: Stores, prefix: str) -> None:
    stores.plans.put_note("run", "plan/users", {"unchanged": 1})
    stores.plans.put_note("run", "calls/plan/users", {"unchanged": 2})
    stores.plans.put_note("run-2", "plan/users", {"unchanged": 3})
    assert stores.plans.notes("run", prefix) == [{"unchanged": 1}]
    assert stores.plans.notes("run", "plan/users/") == []


def test_a_note_is_replaced_by_a_second_attempt(stores: Stores) -> None:
    stores.plans.put_note("run", "plan/users", {"unchanged": 1, "result": {"name": LINE_ENDS}})
    stores.plans.put_note("run", "plan/users", {"unchanged": 2})
    assert stores.plans.notes("run", "plan/") == [{"unchanged": 2}]
