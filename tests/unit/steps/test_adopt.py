from collections.abc import Sequence

import pytest

from rollbook.model.changes import Mapping
from rollbook.model.descriptors import Profile
from rollbook.model.errors import FlowBusyError, LeaseLostError, SettingsError
from rollbook.model.records import Reason
from rollbook.steps import holding
from rollbook.steps.adopt import UNDECIDED, Adoption, Decision, turn
from rollbook.sync.decide import ADOPTED
from rollbook.sync.lease import LIFETIME
from sandbox.twins.conductor import SECRET
from tests.unit.steps.register import FLOW, ZONE, Register, person, register

STREAM = FLOW.stream("people")


def profile(known_as: str, number: str = "") -> Profile:
    return Profile(id=known_as, marks=((number,) if number else (),), before={"number": number})


LINK = Decision(profile("p1", "1"), held=profile("a1"))
CREATE = Decision(profile("p1", "1"))
CERTAIN = Decision(profile("p1", "a"), held=profile("a1", "A "))
WAIT = Decision(profile("p1", "1"), reason=UNDECIDED)


@pytest.fixture
def empty() -> Register:
    return register([person("p1", "1")], [])


def remember(place: Register, decisions: Sequence[Decision], *, secret: bytes = SECRET) -> int:
    """Remember decisions in a turn of their own, and return how many were news."""
    place.clock.sleep(1)
    with turn(FLOW.name, "registrar", registers=place.stores.registers, clock=place.clock, zone=ZONE) as run:
        adoption = Adoption(run, STREAM, secret=secret, stores=place.stores, clock=place.clock)
        return adoption.remember(decisions)


def known(place: Register) -> Mapping:
    mapping = place.mapping("p1")
    assert mapping
    return mapping


def test_a_link_is_remembered_with_the_natural_key_that_the_record_has_now(empty: Register) -> None:
    assert remember(empty, [LINK]) == 1

    mapping = known(empty)
    assert (mapping.state, mapping.applied, mapping.target) == ("applied", ADOPTED, "a1")
    assert (mapping.key, mapping.data) == ("p1", {"number": ""})


def test_an_undecided_record_waits_for_its_reason(empty: Register) -> None:
    assert remember(empty, [WAIT]) == 1

    mapping = known(empty)
    assert (mapping.state, mapping.applied, mapping.target, mapping.reason) == ("withheld", None, None, UNDECIDED)


def test_what_is_new_needs_no_memory(empty: Register) -> None:
    assert remember(empty, [CREATE]) == 0
    assert empty.mapping("p1") is None


def test_a_certain_match_is_remembered_too_so_that_it_counts_as_an_update(empty: Register) -> None:
    assert remember(empty, [CERTAIN]) == 1
    assert (known(empty).applied, known(empty).target) == (ADOPTED, "a1")


@pytest.mark.parametrize("decision", [LINK, WAIT, CREATE, CERTAIN])
@pytest.mark.parametrize("before", [[], [LINK], [WAIT], [WAIT, LINK], [LINK, WAIT, CREATE]])
def test_a_decision_that_is_made_twice_is_no_news(empty: Register, before: list[Decision], decision: Decision) -> None:
    for one in before:
        remember(empty, [one])
    remember(empty, [decision])
    mapping = empty.mapping("p1")

    assert remember(empty, [decision]) == 0
    assert empty.mapping("p1") == mapping


@pytest.mark.parametrize("before", [LINK, WAIT])
def test_an_earlier_decision_is_taken_back(empty: Register, before: Decision) -> None:
    remember(empty, [before])

    assert remember(empty, [CREATE]) == 1
    mapping = known(empty)
    assert (mapping.state, mapping.applied, mapping.target, mapping.data, mapping.reason) == (
        "removed",
        None,
        None,
        None,
        None,
    )


def test_another_id_and_another_reason_are_news(empty: Register) -> None:
    remember(empty, [LINK])
    assert remember(empty, [Decision(LINK.wanted, held=profile("a2"))]) == 1
    assert remember(empty, [WAIT]) == 1
    assert remember(empty, [Decision(WAIT.wanted, reason=Reason(sentence="Two are like it.", remedy="Look."))]) == 1


@pytest.mark.parametrize("decision", [LINK, WAIT, CREATE, CERTAIN])
def test_what_a_run_has_sent_stays_as_it_is(empty: Register, decision: Decision) -> None:
    empty.run()
    sent = known(empty)

    assert remember(empty, [decision]) == 0
    assert known(empty) == sent


def test_what_a_run_has_sent_is_named_with_its_id(empty: Register) -> None:
    empty.run()
    with turn(FLOW.name, "registrar", registers=empty.stores.registers, clock=empty.clock, zone=ZONE) as run:
        adoption = Adoption(run, STREAM, secret=SECRET, stores=empty.stores, clock=empty.clock)
        assert adoption.provisioned(["p1", "p2"]) == {"p1": "made-0"}
        assert adoption.provisioned([]) == {}


def test_nothing_is_decided_while_a_run_is_going_on(empty: Register) -> None:
    holding.take(empty.stores.registers, FLOW.name, "nightly", empty.clock.now())

    with pytest.raises(FlowBusyError, match="nightly"):
        remember(empty, [LINK])
    assert empty.mapping("p1") is None


def test_a_run_may_begin_after_it_and_is_later_than_it(empty: Register) -> None:
    remember(empty, [WAIT])
    fence = known(empty).fence

    assert empty.run().reference.fence > fence


def test_the_first_run_is_the_first_however_often_something_was_decided_before_it(empty: Register) -> None:
    remember(empty, [WAIT])
    remember(empty, [CREATE])

    assert empty.run().reference.first
    assert not empty.run().reference.first


def test_the_flow_is_given_back_also_when_something_fails(empty: Register) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        turn(FLOW.name, "registrar", registers=empty.stores.registers, clock=empty.clock, zone=ZONE),
    ):
        raise ZeroDivisionError

    assert remember(empty, [LINK]) == 1


def test_a_turn_that_stood_still_too_long_writes_nothing_more(empty: Register) -> None:
    with turn(FLOW.name, "registrar", registers=empty.stores.registers, clock=empty.clock, zone=ZONE) as run:
        adoption = Adoption(run, STREAM, secret=SECRET, stores=empty.stores, clock=empty.clock)
        empty.clock.sleep(LIFETIME.total_seconds())
        holding.take(empty.stores.registers, FLOW.name, "nightly", empty.clock.now())
        with pytest.raises(LeaseLostError):
            adoption.remember([LINK])
    assert empty.mapping("p1") is None


def test_another_digest_key_than_the_runs_is_refused(empty: Register) -> None:
    empty.run()

    with pytest.raises(SettingsError, match="digest-key"):
        remember(empty, [LINK], secret=b"another secret")
