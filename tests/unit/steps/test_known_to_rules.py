"""What rules may ask: whether the target is known to hold a record, of their own stream or of another one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.descriptors import Context, Flow, Removal
from rollbook.model.messages import Counts
from rollbook.model.records import Desired, Json, LeftOut
from rollbook.model.runs import RunRecord, Status
from sandbox.twins.stores import MemoryBaselines
from tests.unit.steps.club import Club, away, group, member, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import AWAY, FLOW, ODD
from tests.unit.steps.machine import run_with_a_death

PEOPLE, GROUPS, MEMBERS = FLOW.streams


def steadfast(records: Iterable[Json], context: Context) -> Iterator[Desired | LeftOut]:
    """Yield groups; a closed one goes on, with a notice, when the club has it, and does not begin."""
    for record in records:
        closed = record.get("closed")
        if closed and record["id"] not in context.known["groups"]:
            yield LeftOut(record["id"], AWAY)
        else:
            data = {"id": record["id"], "name": record["name"]}
            yield Desired(record["id"], data, record["school"], notice=ODD if closed else None)


STEADFAST = replace(FLOW, streams=(PEOPLE, replace(GROUPS, desired=steadfast, knows=("groups",)), MEMBERS))


def asking(asked: dict[str, dict[str, bool]], *streams: str) -> Flow:
    """Return the flow whose members' rules ask these streams about these keys, and write down what they learn."""

    def desired(records: Iterable[Json], context: Context) -> Iterator[Desired]:
        del records
        for stream, answers in asked.items():
            answers.update({key: key in context.known[stream] for key in answers})
        return iter(())

    rules = replace(MEMBERS, desired=desired, knows=streams, removal=Removal.NEVER)
    return replace(FLOW, streams=(PEOPLE, GROUPS, rules))


def known(club: Club, stream: str, *keys: str) -> list[str]:
    """Return which of the keys the rules of another run learn to be known."""
    answers = dict.fromkeys(keys, False)
    club.flow = asking({stream: answers}, stream)
    club.run(streams=("members",), preview=True)
    club.flow = FLOW
    return [key for key, answer in answers.items() if answer]


def closing(club: Club, number: int, name: str = "Chess") -> RunRecord:
    club.enter("groups", group(number, name, closed=True))
    return club.run()


@pytest.fixture
def club() -> Club:
    return Club(flow=STEADFAST)


def test_a_record_that_was_sent_goes_on_and_one_that_was_not_does_not_begin(club: Club) -> None:
    club.enter("groups", group(2, closed=True))

    begun = club.run()
    first, second = closing(club, 0, "Choir"), closing(club, 0, "Choir")

    assert (begun.status, begun.streams["groups"]) == (Status.SUCCEEDED, Counts(created=2))
    assert [(one.reason, one.count) for one in begun.left_out] == [(AWAY, 1)]
    assert [record.streams["groups"] for record in (first, second)] == [
        Counts(updated=1, unchanged=1),
        Counts(unchanged=2),
    ]
    for record in (first, second):
        assert record.status is Status.ATTENTION
        assert [(one.kind, one.reason, one.count) for one in record.problems] == [("notice", ODD, 1)]


def test_a_preview_knows_it_too(club: Club) -> None:
    club.run()
    club.enter("groups", group(0, closed=True))

    shown, done = club.run(preview=True), club.run()

    assert (shown.streams, shown.problems) == (done.streams, done.problems)


def test_what_the_target_refused_is_not_known(club: Club) -> None:
    club.target.unwanted = {"g0"}
    club.run()
    club.target.unwanted = set()

    assert closing(club, 0).streams["groups"] == Counts(unchanged=1)
    assert known(club, "groups", "g0", "g1") == ["g1"]


def test_what_was_sent_before_its_change_was_refused_is_known(club: Club) -> None:
    club.run()
    club.target.unwanted = {"g0"}
    club.enter("groups", group(0, "Choir"))

    assert club.run().streams["groups"] == Counts(refused=1, unchanged=1)
    assert known(club, "groups", "g0") == ["g0"]


def test_what_was_removed_or_was_never_there_is_not_known(club: Club) -> None:
    club.run()
    club.strike("members", "m0-0")
    club.run()

    assert known(club, "members", "g0/p0", "g0/p2", "g0/p99", "") == ["g0/p2"]


def test_what_departed_is_not_known_although_it_stays(club: Club) -> None:
    club.run()
    club.enter("people", away(person(0)))
    club.run()

    assert "p0" in club.target.held("people")
    assert known(club, "people", "p0", "p1") == ["p1"]


def test_what_a_run_of_some_streams_sent_is_known(club: Club) -> None:
    club.run(streams=("people",))

    assert known(club, "people", "p0", "p99") == ["p0"]
    assert known(club, "groups", "g0") == []


def test_what_is_unknown_still_is_not_known_before_the_target_was_asked(club: Club) -> None:
    run_with_a_death(club, Fuse(1, "after", only="TargetClient.write"), "report")

    assert known(club, "people", "p0") == []
    club.run()
    assert known(club, "people", "p0") == ["p0"]


def test_a_key_of_another_stream_is_another_key(club: Club) -> None:
    club.enter("people", person(0) | {"id": "same"})
    club.enter("groups", group(1) | {"id": "other"})
    club.run()

    assert known(club, "people", "same", "other") == ["same"]
    assert known(club, "groups", "same", "other") == ["other"]
    assert known(club, "members", "same", "other") == []


def test_several_streams_can_be_asked_and_only_those_that_were_named(club: Club) -> None:
    club.run()
    people, groups = {"p0": False, "g0": True}, {"p0": True, "g0": False}
    club.flow = asking({"people": people, "groups": groups}, "people", "groups")

    assert club.run(preview=True).status is Status.PREVIEWED

    assert (people, groups) == ({"p0": True, "g0": False}, {"p0": False, "g0": True})
    club.flow = asking({"people": people}, "groups")
    with pytest.raises(KeyError):
        club.run(preview=True)


def test_what_another_flow_has_brought_can_be_asked_by_its_name(club: Club) -> None:
    club.enter("people", person(0) | {"id": "same"})
    club.run()
    answers, own = dict.fromkeys(("p0", "same", "p99"), False), {"p0": True}
    asks = asking({"test.club/people": answers, "people": own}, "test.club/people", "people")
    club.flow = replace(asks, name="test.other")

    assert club.run(streams=("members",)).status is Status.SUCCEEDED

    assert answers == {"p0": True, "same": True, "p99": False}
    assert own == {"p0": False}, "the flow that asks has brought nobody"


class Counted(MemoryBaselines):
    """Baselines that count whose shards are read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def shard(self, flow: str, stream: str, name: str) -> bytes:
        self.read.append(stream)
        return super().shard(flow, stream, name)


@pytest.mark.parametrize(
    ("keys", "shards"), [((), []), (("p0",), ["people"]), (("p0", "p1", "p99"), ["people"])], ids=str
)
def test_a_run_that_asks_nothing_reads_nothing_of_it(club: Club, keys: tuple[str, ...], shards: list[str]) -> None:
    baselines = Counted()
    club.stores.baselines = baselines
    club.books["members"] = []
    club.run()
    club.flow = asking({"people": dict.fromkeys(keys, False)}, "people")
    baselines.read.clear()

    club.run(streams=("members",))

    assert baselines.read == shards


books = st.lists(
    st.tuples(st.sampled_from(["come", "leave", "away"]), st.integers(0, 2), st.integers(0, 6)), max_size=12
)


@given(books, st.sets(st.sampled_from(["g0/p0", "g1/p1", "g2/p2", "g0/p6"])))
def test_known_is_what_the_target_holds_of_a_stream_that_removes(
    changes: list[tuple[str, int, int]], unwanted: set[str]
) -> None:
    club = Club()
    club.enter("groups", group(2))
    club.target.unwanted = unwanted
    for what, of, who in changes:
        if what == "leave":
            club.strike("members", f"m{of}-{who}")
        else:
            club.enter("members", away(member(of, who)) if what == "away" else member(of, who))
        club.run()

    every = [f"g{of}/p{who}" for of in range(3) for who in range(7)]
    assert set(known(club, "members", *every)) == club.target.held("members").keys()
