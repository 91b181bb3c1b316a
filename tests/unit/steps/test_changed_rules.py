"""Under other rules or settings than before, what has not changed at the source may have to be sent, too (SG14)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.model.descriptors import Context, Flow
from rollbook.model.messages import Counts
from rollbook.model.records import Desired, Json, LeftOut, Refusal
from rollbook.model.runs import Status
from rollbook.model.settings import EmailSettings, FlowSettings, GuardSetting, WindowSetting
from rollbook.steps.following import mark, went_well
from tests.unit.steps.club import UNGUARDED, ZONE, Club, member, person
from tests.unit.steps.door import Door
from tests.unit.steps.flow import LIVE, members, with_members

DAY = timedelta(days=1)
NOON = datetime(2026, 9, 14, 12, tzinfo=ZONE)
NEWER = with_members(version=2)
OTHER = UNGUARDED.model_copy(update={"grace_hours": 0})


def all_coaches(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield the members as ever, but everybody as a coach: other rules."""
    return members([record | {"role": "coach"} for record in records], context)


COACHES = with_members(version=2, desired=all_coaches)


@pytest.fixture
def club() -> Club:
    """Return a club that was read once, a day ago."""
    club = Club(flow=LIVE)
    club.run()
    club.clock.sleep(DAY.total_seconds())
    return club


# ---------------------------------------------------------------------------------------------------------- marks


def test_the_same_rules_and_settings_have_the_same_mark() -> None:
    first = FlowSettings(guards={"people": GuardSetting(), "groups": GuardSetting(percent=1)})
    second = FlowSettings(guards={"groups": GuardSetting(percent=1), "people": GuardSetting()})

    assert mark(LIVE, first, UNGUARDED) == mark(replace(LIVE), second, UNGUARDED.model_copy())
    assert mark(LIVE, first, None) != ""


@pytest.mark.parametrize(
    ("flow", "chosen", "neighbour"),
    [
        (NEWER, UNGUARDED, None),
        (LIVE, OTHER, None),
        (LIVE, UNGUARDED.model_copy(update={"schedule": WindowSetting(start=time(0), end=time(3))}), None),
        (LIVE, UNGUARDED, UNGUARDED),
        (LIVE, UNGUARDED, OTHER),
    ],
)
def test_another_version_setting_or_neighbour_has_another_mark(
    flow: Flow, chosen: FlowSettings, neighbour: FlowSettings | None
) -> None:
    assert mark(flow, chosen, neighbour) != mark(LIVE, UNGUARDED, None)


def test_other_words_of_an_e_mail_have_no_other_mark() -> None:
    worded = UNGUARDED.model_copy(update={"email": EmailSettings(subject="Look at {flow}")})

    assert mark(LIVE, worded, worded) == mark(LIVE, UNGUARDED, UNGUARDED)


def test_a_setting_of_the_neighbour_is_not_taken_for_one_of_our_own() -> None:
    assert mark(LIVE, OTHER, UNGUARDED) != mark(LIVE, UNGUARDED, OTHER)


# ----------------------------------------------------------------------------------------------------------- runs


def test_a_new_version_of_the_rules_reaches_records_that_have_not_changed_at_the_source(club: Club) -> None:
    club.flow = COACHES
    after = club.run()
    club.clock.sleep(DAY.total_seconds())

    assert after.reference.since is None
    assert after.streams["members"] == Counts(updated=7)
    assert {data["role"] for data in club.target.held("members").values()} == {"coach"}
    assert club.run().reference.since


def test_everything_is_read_once_after_a_setting_was_changed(club: Club) -> None:
    club.settings = OTHER

    assert [club.run().reference.since is None for _ in range(3)] == [True, False, False]


def test_a_setting_that_was_changed_back_is_a_change_too(club: Club) -> None:
    club.settings = OTHER
    club.run()
    club.settings = UNGUARDED

    assert [club.run().reference.since is None for _ in range(2)] == [True, False]


def test_other_rules_are_settled_by_one_full_run_also_when_something_waits(club: Club) -> None:
    club.flow = COACHES
    club.enter("people", person(8, ""))
    club.enter("members", member(0, 8))

    assert [club.run().reference.since is None for _ in range(2)] == [True, False]


@pytest.mark.parametrize("wish", [{"preview": True}, {"streams": ("people", "groups")}])
def test_other_rules_are_not_settled_by_a_run_that_is_not_followed(club: Club, wish: dict[str, bool]) -> None:
    club.settings = OTHER
    club.run(None, **wish)

    assert club.run().reference.since is None


def test_rules_that_were_deployed_while_a_run_was_going_on_are_new_to_the_next_one(club: Club) -> None:
    def deploy() -> None:
        club.settings = OTHER

    club.enter("members", member(0, 0, "teacher"))
    club.target.meanwhile = deploy

    assert club.run().reference.since
    assert [club.run().reference.since is None for _ in range(2)] == [True, False]


def test_what_the_neighbour_sets_is_read_with_the_flows_own_settings() -> None:
    door = Door(flow=LIVE, neighbour=UNGUARDED)
    first = door.begin("run-1", NOON).run
    went_well(door.stores.registers, first, waiting=False)
    door.end(first)
    second = door.begin("run-2", NOON + DAY).run
    door.end(second)
    door.neighbour = OTHER

    assert second.since
    assert door.begin("run-3", NOON + DAY).run.since is None


roles = st.sampled_from(["student", "teacher"])
numbers = st.integers(0, 6)


@given(st.lists(st.tuples(numbers, roles, st.integers(1, 3), st.integers(0, 1), st.booleans()), max_size=6))
@settings(max_examples=40)
def test_whatever_is_changed_where_the_next_run_puts_everything_in_step(
    changes: list[tuple[int, str, int, int, bool]],
) -> None:
    club = Club(flow=LIVE)
    club.run()
    for number, role, version, grace, run in changes:
        club.clock.sleep(3600)
        club.flow = with_members(version=version)
        club.settings = UNGUARDED.model_copy(update={"grace_hours": grace})
        club.enter("members", member(number % 2, number, role))
        if run:
            club.run()

    assert club.run().status is Status.SUCCEEDED
    club.assert_in_step()
    club.assert_at_rest()
