import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollbook.model.changes import Mapping
from rollbook.model.errors import LeaseLostError
from rollbook.model.ports import Mappings, Stores
from tests.contract.stores.samples import FLOW, digest, mapping, mappings

MORE_THAN_A_BATCH_GET = 250
MORE_THAN_WORK_AT_ONCE = 60


@pytest.fixture
def known(stores: Stores) -> Mappings:
    return stores.mappings


def test_records_that_were_never_sent_are_left_out(known: Mappings) -> None:
    known.put([mapping(1)])
    assert known.get(FLOW, "users", [digest(1), digest(2)]) == {digest(1): mapping(1)}
    assert known.get(FLOW, "users", [digest(3)]) == {}


def test_nothing_asked_and_nothing_stored_is_no_mistake(known: Mappings) -> None:
    known.put([])
    assert known.get(FLOW, "users", []) == {}


def test_flows_and_streams_are_kept_apart(known: Mappings) -> None:
    known.put([mapping(1), mapping(1, stream="courses", fence=2), mapping(1, flow="another.flow", fence=3)])
    assert known.get(FLOW, "users", [digest(1)])[digest(1)].fence == 1
    assert known.get(FLOW, "courses", [digest(1)])[digest(1)].fence == 2
    assert known.get("another.flow", "users", [digest(1)])[digest(1)].fence == 3


def test_more_records_than_one_request_may_name_come_all(known: Mappings) -> None:
    stored = [mapping(number) for number in range(MORE_THAN_A_BATCH_GET)]
    known.put(stored)
    found = known.get(FLOW, "users", [digest(number) for number in range(MORE_THAN_A_BATCH_GET + 50)])
    assert found == {item.digest: item for item in stored}


def test_a_digest_may_be_asked_for_twice(known: Mappings) -> None:
    known.put([mapping(1)])
    assert known.get(FLOW, "users", [digest(1)] * 2) == {digest(1): mapping(1)}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stored=st.lists(mappings, max_size=3, unique_by=lambda item: item.digest))
def test_every_mapping_survives(stores: Stores, stored: list[Mapping]) -> None:
    later = [item.model_copy(update={"fence": 2**53}) for item in stored]
    stores.mappings.put(later)
    assert stores.mappings.get(FLOW, "users", [item.digest for item in later]) == {item.digest: item for item in later}


@pytest.mark.parametrize("fence", [7, 8])
def test_the_same_and_a_later_run_may_write_over_a_mapping(known: Mappings, fence: int) -> None:
    known.put([mapping(1, fence=7)])
    known.put([mapping(1, fence=fence, run="run-2")])
    assert known.get(FLOW, "users", [digest(1)]) == {digest(1): mapping(1, fence=fence, run="run-2")}


def test_a_late_writer_is_rejected_also_when_numbers_have_more_digits(known: Mappings) -> None:
    known.put([mapping(1, fence=10)])
    with pytest.raises(LeaseLostError, match="users"):
        known.put([mapping(1, fence=9, run="late")])
    assert known.get(FLOW, "users", [digest(1)]) == {digest(1): mapping(1, fence=10)}


def test_a_late_writer_still_stores_what_no_later_run_has_touched(known: Mappings) -> None:
    numbers = range(MORE_THAN_WORK_AT_ONCE)
    known.put([mapping(0, fence=8)])
    with pytest.raises(LeaseLostError):
        known.put([mapping(number, fence=7, run="late") for number in numbers])
    found = known.get(FLOW, "users", [digest(number) for number in numbers])
    fences = {name: stored.fence for name, stored in found.items()}
    assert fences == {digest(number): 7 for number in numbers} | {digest(0): 8}
