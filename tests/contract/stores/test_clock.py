from datetime import timedelta

import pytest

from rollbook.aws.clock import SystemClock
from rollbook.model.ports import Clock
from sandbox.twins.stores import VirtualClock
from tests.contract.stores.samples import MIDNIGHT


@pytest.fixture(params=[SystemClock(), VirtualClock(MIDNIGHT)], ids=["the machine's", "twin"])
def clock(request: pytest.FixtureRequest) -> Clock:
    found: Clock = request.param
    return found


def test_it_tells_utc(clock: Clock) -> None:
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("seconds", [-1.0, 0.0])
def test_waiting_for_what_is_past_is_no_mistake_and_turns_no_time_back(clock: Clock, seconds: float) -> None:
    before = clock.now()
    clock.sleep(seconds)
    assert clock.now() >= before


def test_virtual_time_passes_only_while_somebody_sleeps() -> None:
    clock = VirtualClock(MIDNIGHT)
    assert clock.now() == clock.now()
    clock.sleep(1.5)
    assert clock.now() == MIDNIGHT + timedelta(seconds=1.5)
