"""What a run looks at, of both systems, and where the hints that led there are kept."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.errors import ContractError, IncompleteReadError
from rollbook.model.messages import ExtractRequest, RunReference
from rollbook.model.records import Hint, Scope
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings
from rollbook.steps import looking
from rollbook.steps.extract import extract
from rollbook.steps.looking import Rules, look
from sandbox.twins.stores import MemoryPlans
from tests.unit.steps.club import ZONE, Club, group, member, person
from tests.unit.steps.flow import FLOW, LIVE, about_all_of, about_group, about_member, about_person, by_id, with_members
from tests.unit.steps.systems import Source

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
RULES = Rules(flow=LIVE, settings=FlowSettings(), zone=ZONE, neighbour=FlowSettings(enabled=False))
GROUP_0 = Scope(parts=("g0",), part_field="id")
hints = st.lists(
    st.builds(
        Hint,
        entity=st.sampled_from(["person", "member"]),
        part=st.text(min_size=1),
        ids=st.fixed_dictionaries({"person": st.text()}),
        at=st.none() | st.datetimes(timezones=st.just(UTC)),
    )
)


def reference(run: str = "look", **more: Any) -> RunReference:
    given: dict[str, Any] = {"fence": 0, "trigger": "webhook", "by": "books", "scoped": True, "preview": True, **more}
    return RunReference(run=run, flow=LIVE.name, as_of=NOW, started_at=NOW, **given)


def asked(club: Club) -> list[Scope]:
    return [scope for _, scope in (*club.source.asked, *club.target.asked)]


@given(hints)
def test_hints_come_back_as_they_were_left(left: list[Hint]) -> None:
    plans = MemoryPlans()
    looking.leave(plans, "look", left)

    seen, context = look(reference(), RULES, plans)

    assert context.hints == tuple(left)
    assert set(seen.scope.parts or ()) == {hint.part for hint in left}
    assert (context.now, context.zone, context.settings) == (NOW, ZONE, RULES.settings)
    assert context.neighbour == RULES.neighbour


def test_every_run_finds_its_own_hints() -> None:
    plans = MemoryPlans()
    looking.leave(plans, "look-1", [about_member(0, 1)])
    looking.leave(plans, "look-2", [about_member(1, 2)])

    seen = look(reference("look-1"), RULES, plans)[0]

    assert seen.scope == GROUP_0
    assert seen.names == {"people": frozenset(), "groups": frozenset(), "members": {"g0/p1"}}


@pytest.mark.parametrize("since", [None, NOW])
def test_a_run_that_is_not_scoped_looks_at_everything_from_its_moment_on(since: datetime | None) -> None:
    seen, context = look(reference(scoped=False, since=since), RULES, MemoryPlans())

    assert (seen.scope, seen.names, context.hints) == (Scope(since=since), None, ())


@pytest.mark.parametrize("flow", [LIVE, FLOW])
def test_a_scoped_run_for_which_nothing_was_left_says_what_to_do(flow: Any) -> None:
    with pytest.raises(ContractError, match=r"Nothing was left for look to look at\. Start it by an event"):
        look(reference(), replace(RULES, flow=flow), MemoryPlans())


def test_a_flow_that_does_not_listen_has_nothing_to_look_at() -> None:
    plans = MemoryPlans()
    looking.leave(plans, "look", [about_member(0, 1)])

    with pytest.raises(ContractError):
        look(reference(), replace(RULES, flow=FLOW), plans)


def test_a_scoped_run_without_hints_fails_before_it_reads_anything() -> None:
    club = Club(flow=LIVE)

    record = club.run(scoped=True, trigger="webhook")

    assert (record.status, record.calls) == (Status.FAILED, {})
    assert record.sentence.startswith("Nothing was left for run-001 to look at.")
    assert record.sentence.endswith("[ContractError]")


class TestReading:
    """The same scope goes to every collection of a run, at whichever system it is."""

    @pytest.fixture
    def club(self) -> Club:
        """Return a club whose members' rules also look at the people that the target holds."""
        club = Club(flow=with_members(lookups={"groups": by_id, "target/people": by_id}))
        club.run()
        club.source.asked.clear()
        club.target.asked.clear()
        return club

    def test_a_look_reads_its_part_of_every_collection(self, club: Club) -> None:
        record = club.look(about_member(0, 0))

        assert club.source.asked == [(name, GROUP_0) for name in ("people", "groups", "members")]
        assert club.target.asked == [("people", GROUP_0)]
        assert record.calls == {"books": 3 + 1 + 2, "club": 1}

    def test_only_the_part_is_in_the_snapshots(self, club: Club) -> None:
        run = club.look(about_all_of(0)).reference.run

        assert list(club.stores.snapshots.read(run, "groups")) == [group(0)]
        assert {row["group"] for row in club.stores.snapshots.read(run, "members")} == {"g0"}
        assert list(club.stores.snapshots.read(run, "target/people")) == list(club.target.held("people").values())

    def test_a_run_of_changes_asks_both_systems_for_them(self, club: Club) -> None:
        since = club.run().reference.since

        assert since
        assert asked(club) == [Scope(since=since)] * 4

    def test_a_full_run_asks_for_everything(self, club: Club) -> None:
        club.run(full=True)

        assert asked(club) == [Scope()] * 4

    def test_rules_look_up_what_the_target_holds(self, club: Club) -> None:
        looked_up: list[dict[str, Any]] = []

        def seen(rows: Any, context: Any) -> Any:
            looked_up.append(by_id(rows, context))
            return looked_up[-1]

        club.flow = with_members(lookups={"groups": by_id, "target/people": seen})

        club.look(about_group(0))

        assert looked_up[0] == club.target.held("people")

    def test_a_target_that_was_not_read_completely_is_named(self, club: Club) -> None:
        request = ExtractRequest(run=reference(), entity="target/people")
        looking.leave(club.stores.plans, "look", [about_person(0)])
        client = Source({"people": [person(0), person(1)]}, Counter(people=1)).open()

        with pytest.raises(IncompleteReadError, match="club people was not read completely: 1 of 2 records"):
            extract(request, rules=club.rules, client=client, stores=club.stores, clock=club.clock)
        (note,) = club.stores.plans.notes("look", "calls/")
        assert note == {"system": "club", "calls": 1}


def test_a_collection_of_the_target_is_read_under_its_name_there() -> None:
    assert FLOW.place("target/people") == ("club", "people")
    assert FLOW.place("people") == ("books", "people")


def test_what_a_hint_does_not_name_is_left_alone() -> None:
    club = Club(flow=LIVE)
    club.run()
    club.enter("people", person(0, "Bea"))
    club.enter("groups", group(0, "Choir"))
    club.enter("members", member(0, 0, "teacher"))
    club.enter("members", member(0, 2, "teacher"))

    club.look(about_member(0, 2))

    assert club.target.held("members")["g0/p2"]["role"] == "teacher"
    assert club.target.held("members")["g0/p0"]["role"] == "student"
    assert club.target.held("people")["p0"]["name"] == "Ada"
    assert club.target.held("groups")["g0"]["name"] == "Chess"
