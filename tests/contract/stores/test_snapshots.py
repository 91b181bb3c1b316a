from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollbook.model.errors import IncompleteReadError
from rollbook.model.ports import Proof, Stores
from tests.contract.stores.samples import LINE_ENDS, objects

MORE_THAN_A_PART = 20_001


def proof(read: int) -> Proof:
    return Proof(declared=read, read=read, pages=1)


def users(count: int) -> list[dict[str, Any]]:
    return [{"sourcedId": f"u{number}"} for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, MORE_THAN_A_PART - 1, MORE_THAN_A_PART])
def test_a_sealed_snapshot_gives_its_records_back_in_the_order_of_reading(stores: Stores, count: int) -> None:
    stores.snapshots.write("run", "users", iter(users(count)))
    stores.snapshots.seal("run", "users", proof(count))
    assert list(stores.snapshots.read("run", "users")) == users(count)


def test_it_can_be_read_more_than_once(stores: Stores) -> None:
    stores.snapshots.write("run", "users", users(2))
    stores.snapshots.seal("run", "users", proof(2))
    assert list(stores.snapshots.read("run", "users")) == list(stores.snapshots.read("run", "users"))


def test_nothing_is_readable_before_the_seal(stores: Stores) -> None:
    stores.snapshots.write("run", "users", users(2))
    with pytest.raises(IncompleteReadError, match="users in run run"):
        list(stores.snapshots.read("run", "users"))


def test_a_seal_holds_for_one_collection_of_one_run(stores: Stores) -> None:
    for run, entity in (("run", "users"), ("run", "orgs"), ("run-2", "users")):
        stores.snapshots.write(run, entity, users(1))
    stores.snapshots.seal("run", "users", proof(1))
    for run, entity in (("run", "orgs"), ("run-2", "users"), ("ru", "users")):
        with pytest.raises(IncompleteReadError):
            list(stores.snapshots.read(run, entity))


def test_a_reading_that_breaks_off_leaves_nothing_to_read(stores: Stores) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from users(2)
        raise IncompleteReadError("the source changed")

    with pytest.raises(IncompleteReadError, match="the source changed"):
        stores.snapshots.write("run", "users", broken())
    with pytest.raises(IncompleteReadError, match="not complete"):
        list(stores.snapshots.read("run", "users"))


@pytest.mark.parametrize("first", [3, MORE_THAN_A_PART])
def test_a_second_attempt_replaces_what_a_longer_first_one_left(stores: Stores, first: int) -> None:
    stores.snapshots.write("run", "users", users(first))
    stores.snapshots.write("run", "users", users(2))
    stores.snapshots.seal("run", "users", proof(2))
    assert list(stores.snapshots.read("run", "users")) == users(2)


def test_fewer_records_than_the_proof_says_are_an_incomplete_read(stores: Stores) -> None:
    stores.snapshots.write("run", "users", users(2))
    stores.snapshots.seal("run", "users", proof(3))
    with pytest.raises(IncompleteReadError):
        list(stores.snapshots.read("run", "users"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(objects, max_size=4))
def test_whatever_json_can_hold_survives(stores: Stores, records: list[dict[str, Any]]) -> None:
    stores.snapshots.write("run", "users", records)
    stores.snapshots.seal("run", "users", proof(len(records)))
    assert list(stores.snapshots.read("run", "users")) == records


def test_a_text_may_hold_every_kind_of_line_end(stores: Stores) -> None:
    stores.snapshots.write("run", "users", [{"familyName": LINE_ENDS}])
    stores.snapshots.seal("run", "users", proof(1))
    assert list(stores.snapshots.read("run", "users")) == [{"familyName": LINE_ENDS}]
