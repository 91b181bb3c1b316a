from typing import Any

import pytest

from rollbook.model.changes import Change, Operation
from rollbook.model.descriptors import Limits, Writable
from rollbook.model.messages import Counts
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import FlowSettings, GuardSetting
from rollbook.steps.paper import Paper
from sandbox.twins.stores import MemoryPlans
from tests.unit.steps.club import UNGUARDED, Club, group, member, person
from tests.unit.steps.flow import FLOW, NAMELESS, with_members


@pytest.fixture
def club() -> Club:
    """Return a club that is in step."""
    club = Club()
    club.run()
    club.target.forget_calls()
    return club


def preview(club: Club, **more: Any) -> RunRecord:
    return club.run(preview=True, **more)


def changes(club: Club, run: str, stream: str) -> list[Change]:
    """Return all changes of a plan, removals included."""
    lists = club.stores.plans.lists
    names = [chunk.chunk for name in ("changes", "removals") for chunk in lists[f"{run}/{stream}/{name}"]]
    return [change for name in names for change in club.stores.plans.changes(run, stream, name)]


def test_a_club_in_step_has_nothing_to_send_and_no_mapping_to_read(club: Club) -> None:
    record = club.run("idle")

    assert record.streams == {
        "people": Counts(unchanged=7),
        "groups": Counts(unchanged=2),
        "members": Counts(unchanged=7),
    }
    assert record.status is Status.SUCCEEDED
    assert record.planned_calls == 0
    assert not any(changes(club, "idle", stream) for stream in record.streams)
    assert "club" not in record.calls


def test_a_change_says_what_is_held_and_what_should_be(club: Club) -> None:
    club.books["people"][3] = person(3, "Bea")

    preview(club, name="look")

    (change,) = changes(club, "look", "people")
    assert (change.operation, change.key, change.scope) == (Operation.UPDATE, "p3", "north")
    assert change.before == {"id": "p3", "name": "Ada"}
    assert change.data == {"id": "p3", "name": "Bea"}
    assert change.target == club.stores.mappings.get(FLOW.name, "people", [change.digest])[change.digest].target


def test_a_preview_and_a_run_give_the_same_plan(club: Club) -> None:
    club.books["people"] = [person(number, "Bea") for number in range(3, 9)]
    club.books["members"] = [member(1, number) for number in range(1, 8)]

    preview(club, name="look")
    club.run("run")

    for stream in ("people", "groups", "members"):
        assert changes(club, "look", stream) == changes(club, "run", stream)
        looked, ran = club.plan_result("look", stream), club.plan_result("run", stream)
        assert (looked.counts, looked.calls, looked.seconds) == (ran.counts, ran.calls, ran.seconds)


def test_a_preview_says_how_many_calls_a_run_takes(club: Club) -> None:
    club.books["people"] = [person(number, "Bea") for number in range(7)]

    planned = preview(club).planned_calls
    club.run()

    assert planned == club.target.writes == 3, "four records fill a file, three of them a call: 3 + 1, then 3"


def test_a_preview_says_how_long_the_limit_makes_a_run_take(club: Club) -> None:
    club.limits = Limits(allowance=50, window_seconds=5, read_cost=1, write_cost=3)
    club.books["people"] = [person(number, "Bea") for number in range(7)]

    assert preview(club).planned_seconds == pytest.approx(3 * 3 * 0.1)


def test_changes_that_need_no_call_are_planned_without_one() -> None:
    silent = Writable(bulk=1, silent=lambda change: change.key == "g0")
    paper = Paper(MemoryPlans(), "run", "groups", silent, None)
    for key in ("g0", "g1"):
        paper.change(Change(operation=Operation.CREATE, key=key, digest=key))

    planned = paper.finish(records=2, unchanged=0, key="fingerprint")

    assert (planned.counts.created, planned.calls) == (2, 1)


def test_a_record_with_two_contents_is_one_record(club: Club) -> None:
    club.books["people"] += [person(3, "Bea"), person(8), person(8, "Bea"), person(8)]

    record = club.run()

    assert record.streams["people"] == Counts(created=1, unchanged=7)
    assert record.status is Status.SUCCEEDED
    assert club.run().streams["people"] == Counts(unchanged=8)


def test_a_record_that_is_refused_twice_is_one_record(club: Club) -> None:
    club.books["people"] += [person(8, ""), person(8, "")]

    record = club.run()

    assert record.streams["people"] == Counts(unchanged=7, refused=1)


def test_a_record_that_the_rules_refuse_keeps_what_the_target_holds(club: Club) -> None:
    club.books["people"][3] = person(3, "")

    record = club.run()

    (problem,) = record.problems
    assert (problem.stream, problem.kind, problem.reason, problem.count) == ("people", "refused", NAMELESS, 1)
    assert record.streams["people"] == Counts(unchanged=6, refused=1)
    assert club.target.held("people")["p3"] == {"id": "p3", "name": "Ada"}
    club.books["people"][3] = person(3)
    assert club.run().streams["people"] == Counts(unchanged=7)


def test_a_member_whom_the_rules_refuse_is_not_removed(club: Club) -> None:
    club.books["members"][0] = member(0, 0, "")

    assert club.run().streams["members"] == Counts(unchanged=6, refused=1)
    assert club.target.held("members")["g0/p0"]["role"] == "student"


def test_who_leaves_a_stream_that_is_never_removed_stays_and_is_forgotten(club: Club) -> None:
    left = club.books["people"].pop()
    club.books["members"].pop()

    assert club.run().streams["people"] == Counts(unchanged=7, departed=1)
    assert left["id"] in club.target.held("people")
    assert club.run().streams["people"] == Counts(unchanged=6)


@pytest.mark.parametrize("name", ["Ada", "Bea"])
def test_who_comes_back_is_found_again(club: Club, name: str) -> None:
    left = club.books["people"].pop()
    club.run()
    club.books["people"].append({**left, "name": name})
    club.target.forget_calls()

    counts = club.run().streams["people"]

    assert counts == (Counts(unchanged=7) if name == "Ada" else Counts(unchanged=6, updated=1))
    assert club.target.held("people")["p6"]["name"] == name


def test_a_member_who_was_dropped_can_come_back(club: Club) -> None:
    left = club.books["members"].pop()
    assert club.run().streams["members"] == Counts(unchanged=6, removed=1)
    club.books["members"].append(left)

    assert club.run().streams["members"] == Counts(unchanged=6, created=1)
    club.assert_in_step()


def test_members_of_a_group_that_was_closed_stay(club: Club) -> None:
    club.books["groups"][0] = group(0, closed=True)

    counts = club.run().streams["members"]

    assert counts == Counts(unchanged=7, departed=4)
    assert len(club.target.held("members")) == 7


@pytest.mark.parametrize(("first", "told"), [(False, [["g0/p1"], ["g0/p0"]]), (True, [["g0/p0"], ["g0/p1"]])])
def test_who_leaves_makes_room_for_who_comes_where_the_stream_says_so(
    club: Club, told: list[list[str]], *, first: bool
) -> None:
    club.flow = with_members(removals_first=first)
    club.strike("members", "m0-0")
    club.enter("members", member(0, 1))

    club.run()

    assert club.target.told == told
    club.assert_in_step()


class TestGuard:
    """Removals above the limits wait for a person, school by school."""

    @pytest.fixture
    def club(self) -> Club:
        club = Club(settings=FlowSettings(guard=GuardSetting(percent=25, at_least=2)))
        club.books["people"] = [person(number) for number in range(12)]
        club.books["members"] = [member(0, number) for number in range(8)] + [
            member(1, number, school="south") for number in range(12)
        ]
        club.run()
        return club

    def lose(self, club: Club, north: int, south: int) -> None:
        club.books["members"] = [member(0, number) for number in range(north, 8)] + [
            member(1, number, school="south") for number in range(south, 12)
        ]

    def test_removals_within_the_limits_go(self, club: Club) -> None:
        self.lose(club, 2, 3)

        record = club.run()

        assert record.streams["members"] == Counts(unchanged=15, removed=5)
        assert record.held == ()
        club.assert_in_step()

    def test_removals_of_a_school_above_both_limits_wait_while_the_others_go(self, club: Club) -> None:
        self.lose(club, 3, 3)
        club.books["members"].append(member(0, 11))

        record = club.run()

        assert record.streams["members"] == Counts(unchanged=14, created=1, removed=3, held=3)
        assert record.held == ("members",)
        assert record.status is Status.ATTENTION
        (problem,) = record.problems
        assert "3 of 8 members of school north would be removed; more than 2 and 25 %" in problem.reason.sentence
        assert f"rollbook approve {record.reference.run}" in problem.reason.remedy
        assert len([key for key in club.target.held("members") if key.startswith("g0/")]) == 9

    def test_what_waits_waits_in_every_run_until_a_person_decides(self, club: Club) -> None:
        self.lose(club, 3, 0)
        first = club.run()
        second = club.run()

        assert second.streams == first.streams
        assert club.run(approved=second.reference.run).streams["members"] == Counts(unchanged=17, removed=3)
        club.assert_in_step()
        assert club.run().streams["members"] == Counts(unchanged=17)

    def test_an_approval_is_good_for_what_was_shown_and_no_more(self, club: Club) -> None:
        self.lose(club, 3, 0)
        shown = club.run().reference.run
        self.lose(club, 6, 0)

        record = club.run(approved=shown)

        assert record.streams["members"] == Counts(unchanged=14, removed=3, held=3)

    def test_what_was_approved_does_not_count_against_the_rest(self, club: Club) -> None:
        self.lose(club, 3, 0)
        shown = club.run().reference.run
        self.lose(club, 5, 0)

        assert club.run(approved=shown).streams["members"] == Counts(unchanged=15, removed=5)

    def test_an_approval_removes_nobody_who_came_back(self, club: Club) -> None:
        self.lose(club, 3, 0)
        shown = club.run().reference.run
        self.lose(club, 0, 0)

        assert club.run(approved=shown).streams["members"] == Counts(unchanged=20)

    def test_an_approval_of_a_run_that_held_nothing_approves_nothing(self, club: Club) -> None:
        self.lose(club, 3, 0)

        assert club.run(approved="run-001").streams["members"].held == 3

    def test_a_stream_may_have_a_guard_of_its_own(self, club: Club) -> None:
        club.settings = FlowSettings(guard=club.settings.guard, guards={"members": UNGUARDED.guard})
        self.lose(club, 8, 12)

        assert club.run().streams["members"] == Counts(removed=20)

    def test_records_that_are_new_do_not_make_more_removals_harmless(self, club: Club) -> None:
        self.lose(club, 3, 0)
        club.books["members"] += [member(1, number) for number in range(12, 40)]
        club.books["people"] += [person(number) for number in range(12, 40)]

        assert club.run().streams["members"].held == 3
