"""Any history of changes, refusals, lost answers and deaths ends with the target in step and nothing twice."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.club import UNGUARDED, Club, group, member, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import FLOW
from tests.unit.steps.machine import Death, run_with_a_death
from tests.unit.steps.systems import Loss

GUARDED = FlowSettings(guard=GuardSetting(percent=0, at_least=0))
PEOPLE, GROUPS = range(7), range(3)
who, where = st.sampled_from(PEOPLE), st.sampled_from(GROUPS)
minded = st.sampled_from(["p0", "p1", "g0", "g0/p0", "g1/p1"])
roles = st.sampled_from(["student", "teacher", ""])
deaths: st.SearchStrategy[Death] = st.sampled_from(["again", "report", "gone"])
losses: st.SearchStrategy[Loss] = st.sampled_from(["before", "after", "half"])


class History(RuleBasedStateMachine):
    """A club whose books change, whose target minds things, and whose workers die."""

    def __init__(self) -> None:
        super().__init__()
        self.club = Club()

    @initialize(run=st.booleans())
    def the_club_begins(self, *, run: bool) -> None:
        if run:
            self.club.run()

    def replace(self, collection: str, record: dict[str, Any]) -> None:
        rest = [one for one in self.club.books[collection] if one["id"] != record["id"]]
        self.club.books[collection] = [*rest, record]

    def remove(self, collection: str, key: str) -> None:
        self.club.books[collection] = [one for one in self.club.books[collection] if one["id"] != key]

    @rule(number=who, name=st.sampled_from(["Ada", "Bea", ""]))
    def a_person_comes_or_is_renamed_or_loses_the_name(self, number: int, name: str) -> None:
        self.replace("people", person(number, name))

    @rule(number=who)
    def a_person_leaves(self, number: int) -> None:
        self.remove("people", f"p{number}")

    @rule(number=where, name=st.sampled_from(["Chess", "Choir", ""]))
    def a_group_comes_or_is_renamed_or_loses_the_name(self, number: int, name: str) -> None:
        closed = any(one["id"] == f"g{number}" and one["closed"] for one in self.club.books["groups"])
        self.replace("groups", group(number, name, closed=closed))

    @rule(number=where)
    def a_group_is_closed_for_good(self, number: int) -> None:
        self.replace("groups", group(number, closed=True))

    @rule(of=where, number=who, role=roles)
    def somebody_joins_or_changes_the_role(self, of: int, number: int, role: str) -> None:
        self.replace("members", member(of, number, role))

    @rule(of=where, number=who)
    def a_member_leaves(self, of: int, number: int) -> None:
        self.remove("members", f"m{of}-{number}")

    @rule(of=where, number=who, role=roles)
    def somebody_is_in_the_books_twice(self, of: int, number: int, role: str) -> None:
        self.club.books["members"].append(member(of, number, role) | {"id": "again"})

    @rule(
        key=st.sampled_from(["p0", "p1", "g0", "g0/p0", "g1/p1"]), how=st.sampled_from(["unwanted", "kept", "poison"])
    )
    def the_target_minds_a_record(self, key: str, how: str) -> None:
        getattr(self.club.target, how).add(key)

    @rule()
    def the_target_minds_nothing_any_more(self) -> None:
        for minded in (self.club.target.unwanted, self.club.target.kept, self.club.target.poison):
            minded.clear()

    @rule(guarded=st.booleans())
    def removals_are_guarded_or_not(self, *, guarded: bool) -> None:
        self.club.settings = GUARDED if guarded else UNGUARDED

    @rule(retry=st.booleans())
    def a_run_that_carries_out_what_was_held_last(self, *, retry: bool) -> None:
        held = [record for record in self.club.stores.runs.latest(FLOW.name, 100) if record.held]
        self.club.run(approved=held[0].reference.run if held else None, retry=retry)

    @rule(at=st.integers(0, 4), loss=losses)
    def an_answer_will_be_lost(self, at: int, loss: Loss) -> None:
        self.club.target.losses[self.club.target.writes + at] = loss

    @rule()
    def a_run(self) -> None:
        self.club.run()

    @rule(streams=st.sampled_from([("people",), ("groups",), ("members",), ("people", "members")]))
    def a_run_of_some_streams(self, streams: tuple[str, ...]) -> None:
        self.club.run(streams=streams)

    @rule(at=st.integers(1, 150), then=deaths)
    def a_run_in_which_a_worker_dies(self, at: int, then: Death) -> None:
        run_with_a_death(self.club, Fuse(at, "after"), then)

    @rule()
    @precondition(lambda self: self.club.books["members"])
    def a_run_that_reads_too_little(self) -> None:
        before = self.club.target.held("members")
        self.club.source.missing["members"] = 1
        record = self.club.run()
        self.club.source.missing.clear()
        assert record.status is Status.FAILED
        assert self.club.target.held("members") == before

    @rule()
    def a_preview(self) -> None:
        told, finds = len(self.club.target.told), self.club.target.finds
        self.club.run(preview=True)
        assert (len(self.club.target.told), self.club.target.finds) == (told, finds)

    def teardown(self) -> None:
        """Put everything right at the source and the target; then one run is enough, and the next one rests."""
        club = self.club
        self.the_target_minds_nothing_any_more()
        self.removals_are_guarded_or_not(guarded=False)
        club.target.losses.clear()
        club.books["people"] = [person(number) for number in PEOPLE]
        closed = {one["id"] for one in club.books["groups"] if one["closed"]}
        club.books["groups"] = [group(number, closed=f"g{number}" in closed) for number in GROUPS]
        pairs = {(one["group"], one["person"]): one for one in club.books["members"]}
        club.books["members"] = [one | {"role": one["role"] or "coach"} for one in pairs.values()]
        assert club.run(retry=True).status is Status.SUCCEEDED
        club.assert_in_step()
        club.target.forget_calls()
        assert club.run().status is Status.SUCCEEDED
        assert (club.target.writes, club.target.finds) == (0, 0)


History.TestCase.settings = settings(
    max_examples=100, stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestHistory = History.TestCase
