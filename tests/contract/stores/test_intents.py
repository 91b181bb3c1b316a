import pytest

from rollbook.model.ports import Intents, Stores
from tests.contract.stores.samples import FLOW, digest, intent

SEVERAL_PAGES = 30
A_CHUNK = 1000


@pytest.fixture
def intents(stores: Stores) -> Intents:
    return stores.intents


def test_an_open_intent_is_found_until_it_is_closed(intents: Intents) -> None:
    intents.open(intent(1))
    intents.open(intent(2))
    assert sorted(found.batch for found in intents.of_stream(FLOW, "users")) == [digest(1), digest(2)]
    intents.close(intent(1))
    assert intents.of_stream(FLOW, "users") == [intent(2)]


def test_opening_twice_is_opening_once(intents: Intents) -> None:
    intents.open(intent(1, records=1))
    intents.open(intent(1, records=2))
    assert intents.of_stream(FLOW, "users") == [intent(1, records=2)]


def test_closing_what_is_not_open_changes_nothing(intents: Intents) -> None:
    intents.open(intent(1))
    intents.close(intent(2))
    intents.close(intent(1, run="run-2"))
    assert intents.of_stream(FLOW, "users") == [intent(1)]


def test_runs_leave_theirs_side_by_side(intents: Intents) -> None:
    intents.open(intent(1, run="run-1"))
    intents.open(intent(1, run="run-2"))
    assert sorted(found.run for found in intents.of_stream(FLOW, "users")) == ["run-1", "run-2"]


def test_a_stream_sees_only_its_own(intents: Intents) -> None:
    intents.open(intent(1, stream="users"))
    intents.open(intent(2, stream="users-of-others"))
    assert intents.of_stream(FLOW, "users") == [intent(1, stream="users")]
    assert intents.of_stream(FLOW, "user") == []
    assert intents.of_stream("another.flow", "users") == []


def test_more_than_one_page_of_a_query_come_all(intents: Intents) -> None:
    for batch in range(SEVERAL_PAGES):
        intents.open(intent(batch, records=A_CHUNK))
    assert len(intents.of_stream(FLOW, "users")) == SEVERAL_PAGES
