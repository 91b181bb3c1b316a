import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollbook.model.changes import OutcomeKind
from rollbook.model.ports import Standing, Stores
from rollbook.model.records import Detail, Reason
from tests.contract.stores.samples import FLOW, LINE_ENDS, MIDNIGHT, reasons, texts

MANY = 5_001

standings = st.builds(
    Standing,
    kind=st.sampled_from(OutcomeKind),
    reason=reasons,
    run=texts,
    since=st.datetimes(timezones=st.just(MIDNIGHT.tzinfo)),
)
all_standings = st.dictionaries(texts, st.lists(standings, min_size=1, max_size=2).map(tuple), max_size=3)


def said(sentence: str = "It is not wanted.", run: str = "run-1") -> tuple[Standing, ...]:
    detail = Detail(field="maxEnrollment", value="40", code="InsufficientRoomCapacity", said="Zoë says no")
    reason = Reason(sentence=sentence, remedy="Change it.", details=(detail,))
    return (Standing(kind=OutcomeKind.REFUSED, reason=reason, run=run, since=MIDNIGHT),)


def test_nothing_is_said_before_the_first_time(stores: Stores) -> None:
    assert stores.standings.read(FLOW, "sections") == {}


@pytest.mark.parametrize("count", [0, 1, MANY])
def test_what_is_said_comes_back_by_key(stores: Stores, count: int) -> None:
    written = {f"202710/BIO-101/{number}": said(f"{number}") for number in range(count)}
    stores.standings.write(FLOW, "sections", written)
    assert stores.standings.read(FLOW, "sections") == written


def test_what_is_said_takes_the_place_of_all_that_was(stores: Stores) -> None:
    stores.standings.write(FLOW, "sections", {"a": said(), "b": said()})
    stores.standings.write(FLOW, "sections", {"b": said("Another.")})
    assert stores.standings.read(FLOW, "sections") == {"b": said("Another.")}

    stores.standings.write(FLOW, "sections", {})
    assert stores.standings.read(FLOW, "sections") == {}


def test_flows_and_streams_are_kept_apart(stores: Stores) -> None:
    places = [("pull", "sections"), ("pull", "courses"), ("post", "sections")]
    for flow, stream in places:
        stores.standings.write(flow, stream, {"a": said(run=f"{flow} {stream}")})
    for flow, stream in places:
        assert stores.standings.read(flow, stream) == {"a": said(run=f"{flow} {stream}")}


def test_who_changes_what_was_read_changes_nothing_that_is_kept(stores: Stores) -> None:
    stores.standings.write(FLOW, "sections", {"a": said()})
    stores.standings.read(FLOW, "sections").clear()
    assert stores.standings.read(FLOW, "sections") == {"a": said()}


def test_a_text_may_hold_every_kind_of_line_end(stores: Stores) -> None:
    stores.standings.write(FLOW, "sections", {LINE_ENDS: said(LINE_ENDS)})
    assert stores.standings.read(FLOW, "sections") == {LINE_ENDS: said(LINE_ENDS)}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=all_standings)
def test_every_standing_survives(stores: Stores, written: dict[str, tuple[Standing, ...]]) -> None:
    stores.standings.write(FLOW, "sections", written)
    assert stores.standings.read(FLOW, "sections") == written
