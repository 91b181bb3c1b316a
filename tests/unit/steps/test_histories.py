"""Any history of changes, refusals, remarks, lost answers and deaths ends with the target in step and nothing twice.

So does one of a flow with ears, in which events are looked at, or lost, and most runs read only what changed.
"""

from datetime import timedelta
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from rollbook.model.records import Hint, Json
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.club import UNGUARDED, Club, away, club_with_ears, group, member, odd, on_trial, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import FLOW, LIVE, about_all_of, about_group, about_member, about_person, with_members
from tests.unit.steps.machine import Death, run_with_a_death
from tests.unit.steps.systems import Loss

GUARDED = FlowSettings(guard=GuardSetting(percent=0, at_least=0))
PEOPLE, GROUPS = range(7), range(3)
who, where = st.sampled_from(PEOPLE), st.sampled_from(GROUPS)
minded = st.sampled_from(["p0", "p1", "g0", "g0/p0", "g1/p1"])
roles = st.sampled_from(["student", "teacher", ""])
deaths: st.SearchStrategy[Death] = st.sampled_from(["again", "report", "gone"])
losses: st.SearchStrategy[Loss] = st.sampled_from(["before", "after", "half"])
Remark = Literal["away", "on trial", "odd"]
remarks: st.SearchStrategy[Remark] = st.sampled_from(["away", "on trial", "odd"])
named_hints = st.builds(about_person, who) | st.builds(about_group, where) | st.builds(about_member, where, who)
hints = st.lists(named_hints | st.builds(about_all_of, where), min_size=1, max_size=3)


class History(RuleBasedStateMachine):
    """A club whose books change, whose target minds things, and whose workers die."""

    def __init__(self) -> None:
        super().__init__()
        self.club = Club()

    @initialize(run=st.booleans())
    def the_club_begins(self, *, run: bool) -> None:
        if run:
            self.club.run()

    @rule(number=who, name=st.sampled_from(["Ada", "Bea", ""]))
    def a_person_comes_or_is_renamed_or_loses_the_name(self, number: int, name: str) -> None:
        self.club.enter("people", person(number, name))

    @rule(number=who)
    def a_person_leaves(self, number: int) -> None:
        self.club.strike("people", f"p{number}")

    @rule(number=where, name=st.sampled_from(["Chess", "Choir", ""]))
    def a_group_comes_or_is_renamed_or_loses_the_name(self, number: int, name: str) -> None:
        closed = any(one["id"] == f"g{number}" and one["closed"] for one in self.club.books["groups"])
        self.club.enter("groups", group(number, name, closed=closed))

    @rule(number=where)
    def a_group_is_closed_for_good(self, number: int) -> None:
        self.club.enter("groups", group(number, closed=True))

    @rule(of=where, number=who, role=roles)
    def somebody_joins_or_changes_the_role(self, of: int, number: int, role: str) -> None:
        self.club.enter("members", member(of, number, role))

    @rule(of=where, number=who)
    def a_member_leaves(self, of: int, number: int) -> None:
        self.club.strike("members", f"m{of}-{number}")

    @rule(number=who, name=st.sampled_from(["Ada", "Bea"]), remark=remarks)
    def there_is_something_to_say_about_a_person(self, number: int, name: str, remark: Remark) -> None:
        self.club.enter("people", self.remarked(person(number, name), remark))

    @rule(number=where, remark=remarks)
    def there_is_something_to_say_about_a_group(self, number: int, remark: Remark) -> None:
        for found in [one for one in self.club.books["groups"] if one["id"] == f"g{number}"]:
            self.club.enter("groups", self.remarked(found, remark))

    @rule(of=where, number=who, role=roles, remark=remarks)
    def there_is_something_to_say_about_a_member(self, of: int, number: int, role: str, remark: Remark) -> None:
        self.club.enter("members", self.remarked(member(of, number, role), remark))

    def remarked(self, record: Json, remark: Remark) -> Json:
        if remark == "on trial":
            return on_trial(record, self.club.clock.now() + timedelta(minutes=3))
        return away(record) if remark == "away" else odd(record)

    @rule(of=where, number=who, role=roles)
    def somebody_is_in_the_books_twice(self, of: int, number: int, role: str) -> None:
        again = member(of, number, role) | {"id": "again", "at": self.club.clock.now().isoformat()}
        self.club.books["members"].append(again)

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
        record = self.club.run(full=True)
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
        club.books["members"] = [_plain(one) | {"role": one["role"] or "coach"} for one in pairs.values()]
        record = club.run(retry=True)
        assert (record.status, record.left_out) == (Status.SUCCEEDED, ())
        club.assert_in_step()
        club.assert_at_rest()


def _plain(record: Json) -> Json:
    """Return the record as one that nothing is to be said about."""
    return {name: value for name, value in record.items() if name not in ("away", "odd", "trial_until")}


class LiveHistory(History):
    """The same club with ears."""

    def __init__(self) -> None:
        super().__init__()
        self.club.flow = LIVE
        self.version = 1

    @rule(hints=hints)
    def a_look(self, hints: list[Hint]) -> None:
        self.club.look(*hints)

    @rule(of=where, number=who, role=roles)
    def somebody_changes_the_role_and_an_event_says_so(self, of: int, number: int, role: str) -> None:
        self.club.enter("members", member(of, number, role))
        self.club.look(about_member(of, number))

    @rule(of=where, number=who)
    def a_member_leaves_and_an_event_says_so(self, of: int, number: int) -> None:
        self.club.strike("members", f"m{of}-{number}")
        self.club.look(about_member(of, number))

    @rule(hints=hints, at=st.integers(1, 150), then=deaths)
    def a_look_in_which_a_worker_dies(self, hints: list[Hint], at: int, then: Death) -> None:
        run_with_a_death(self.club, Fuse(at, "after"), then, *hints)

    @rule()
    def a_run_that_reads_everything(self) -> None:
        self.club.run(full=True)

    @rule(first=st.booleans())
    def who_leaves_goes_before_or_after_who_comes(self, *, first: bool) -> None:
        self.club.flow = with_members(removals_first=first, version=self.version)

    @rule()
    def the_rules_change(self) -> None:
        self.version += 1
        self.club.flow = with_members(version=self.version)

    @rule(days=st.integers(1, 7))
    def days_pass(self, days: int) -> None:
        self.club.clock.sleep(days * 86_400)

    def teardown(self) -> None:
        """See that afterwards also a run of changes and a look at everything have nothing to do."""
        super().teardown()
        self.club.run()
        self.club.look(*map(about_all_of, GROUPS))
        assert self.club.asked_and_told == (0, 0)


HISTORIES = settings(
    max_examples=100, stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
History.TestCase.settings = LiveHistory.TestCase.settings = HISTORIES
TestHistory = History.TestCase
TestLiveHistory = LiveHistory.TestCase


@given(st.lists(st.tuples(where, who, st.sampled_from(["student", "teacher"]), st.booleans()), max_size=8))
@settings(max_examples=40)
def test_a_run_of_changes_makes_up_for_every_event_that_never_came(changes: list[tuple[int, int, str, bool]]) -> None:
    club = club_with_ears()
    club.enter("groups", group(2))
    for of, number, role, came in changes:
        club.clock.sleep(5)
        club.enter("members", member(of, number, role))
        if came:
            club.look(about_member(of, number), about_group(of))

    assert club.run().status is Status.SUCCEEDED
    club.assert_in_step()
    club.assert_at_rest()


@given(st.lists(st.tuples(where, who, st.sampled_from(["student", "teacher", None])), max_size=8))
@settings(max_examples=40)
def test_when_every_event_comes_no_run_has_anything_left_to_do(changes: list[tuple[int, int, str | None]]) -> None:
    club = club_with_ears()
    club.enter("groups", group(2))
    club.look(about_group(2))
    for of, number, role in changes:
        if role:
            club.enter("members", member(of, number, role))
        else:
            club.strike("members", f"m{of}-{number}")
        assert club.look(about_member(of, number)).status is Status.SUCCEEDED
        club.assert_in_step()
    club.assert_at_rest()
