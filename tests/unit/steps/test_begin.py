from datetime import datetime, time, timedelta

import pytest

from rollbook.model.errors import SettingsError
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import FlowSettings, WindowSetting
from rollbook.sync.lease import LIFETIME
from tests.unit.steps.club import ZONE, holder
from tests.unit.steps.door import Door
from tests.unit.steps.flow import FLOW

MONDAY_2_PM = datetime(2026, 9, 14, 14, tzinfo=ZONE)
MONDAY_NIGHT = datetime(2026, 9, 14, 0, 30, tzinfo=ZONE)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NIGHTLY = FlowSettings(schedule=WindowSetting(start=time(0), end=time(3)))


@pytest.fixture
def door() -> Door:
    return Door(NIGHTLY)


def test_a_manual_run_is_admitted_at_any_time_and_takes_the_flow(door: Door) -> None:
    begun = door.begin("run-1", MONDAY_2_PM, by="registrar")

    assert (begun.admitted, begun.reason) == (True, "")
    assert begun.run.fence == 1
    assert holder(door.stores.registers) == "run-1"
    assert door.record("run-1") == RunRecord(
        reference=begun.run, status=Status.RUNNING, sentence="The run is going on."
    )


def test_a_run_reads_every_collection_once_and_takes_its_streams_in_the_order_of_dependency(door: Door) -> None:
    begun = door.begin("run-1", MONDAY_2_PM)

    assert begun.streams == ("people", "groups", "members")
    assert begun.reads == ("people", "groups", "members")
    assert not begun.run.partial


def test_a_run_of_one_stream_reads_what_that_stream_needs(door: Door) -> None:
    begun = door.begin("run-1", MONDAY_2_PM, streams=("members",))

    assert begun.streams == ("members",)
    assert begun.reads == ("members", "groups")
    assert begun.run.streams == ("members",)
    assert begun.run.partial


def test_streams_that_the_flow_does_not_have_are_a_mistake_that_names_those_it_has(door: Door) -> None:
    with pytest.raises(SettingsError, match=r"pets, which test\.club does not have.*people, groups, members"):
        door.begin("run-1", MONDAY_2_PM, streams=("people", "pets"))

    assert door.stores.runs.get("run-1") is None
    assert holder(door.stores.registers) == ""


def test_a_flow_that_is_switched_off_admits_nobody(door: Door) -> None:
    door.settings = FlowSettings(enabled=False)

    for preview in (False, True):
        begun = door.begin("run-1", MONDAY_2_PM, preview=preview)
        assert not begun.admitted
        assert "switched off" in begun.reason
    assert door.record("run-1").status is Status.SKIPPED
    assert door.record("run-1").ended_at == MONDAY_2_PM


def test_two_runs_of_a_flow_never_overlap(door: Door) -> None:
    first = door.begin("run-1", MONDAY_2_PM)
    second = door.begin("run-2", MONDAY_2_PM)

    assert not second.admitted
    assert second.run.fence == 0
    assert second.reason.startswith("Run run-1 of this flow is still going on; two never overlap.")
    assert not second.notify
    door.end(first.run)
    assert door.begin("run-3", MONDAY_2_PM).admitted


def test_a_run_that_died_frees_its_flow_by_itself_and_the_next_has_a_larger_fence(door: Door) -> None:
    first = door.begin("run-1", MONDAY_2_PM)

    assert not door.begin("run-2", MONDAY_2_PM + LIFETIME - timedelta(seconds=1)).admitted
    third = door.begin("run-3", MONDAY_2_PM + LIFETIME)
    assert third.admitted
    assert third.run.fence > first.run.fence


def test_a_begin_that_is_repeated_admits_the_same_run_again(door: Door) -> None:
    first = door.begin("run-1", MONDAY_2_PM)
    again = door.begin("run-1", MONDAY_2_PM + timedelta(seconds=30))

    assert again.admitted
    assert again.run.fence > first.run.fence


def test_a_scheduled_run_is_admitted_in_its_window_only(door: Door) -> None:
    begun = door.begin("run-1", MONDAY_NIGHT, trigger="schedule")
    door.end(begun.run)
    late = door.begin("run-2", MONDAY_NIGHT + timedelta(hours=3), trigger="schedule")

    assert begun.admitted
    assert not late.admitted
    assert "at 03:30 (America/New_York), outside the flow's window 00:00-03:00" in late.reason
    assert late.notify, "a schedule that misses the window always will"


def test_a_schedule_that_does_not_fit_is_told_once_a_day_and_not_every_hour(door: Door) -> None:
    noon = MONDAY_NIGHT + 12 * HOUR
    told = [door.begin(f"run-{hour}", noon + hour * HOUR, trigger="schedule").notify for hour in range(11)]

    assert told == [True] + 10 * [False]
    assert door.begin("tuesday", noon + DAY, trigger="schedule").notify


def test_a_begin_that_is_repeated_tells_again_that_the_schedule_does_not_fit(door: Door) -> None:
    noon = MONDAY_NIGHT + 12 * HOUR
    late = [door.begin("run-1", noon + number * timedelta(seconds=30), trigger="schedule") for number in range(2)]

    assert [begun.notify for begun in late] == [True, True], "the first answer may not have arrived"
    assert not door.begin("run-2", noon + HOUR, trigger="schedule").notify


def test_a_schedule_that_waits_because_of_a_person_is_no_matter_for_a_person(door: Door) -> None:
    misfit = door.begin("run-1", MONDAY_NIGHT - HOUR, trigger="schedule")
    door.end(door.begin("by-hand", MONDAY_NIGHT - HOUR).run)
    waits = door.begin("run-2", MONDAY_NIGHT, trigger="schedule")

    assert (misfit.notify, waits.admitted, waits.notify) == (True, False, False)
    assert not door.begin("run-3", MONDAY_NIGHT + 4 * HOUR, trigger="schedule").notify, "and it makes nothing news"


def test_a_flow_that_is_set_to_manual_admits_no_schedule(door: Door) -> None:
    door.settings = FlowSettings()

    assert not door.begin("run-1", MONDAY_NIGHT, trigger="schedule").admitted
    assert door.begin("run-2", MONDAY_NIGHT).admitted


def test_a_manual_run_on_monday_afternoon_lets_the_schedule_go_on_wednesday(door: Door) -> None:
    door.end(door.begin("by-hand", MONDAY_2_PM).run)

    tuesday = door.begin("tuesday", MONDAY_NIGHT + DAY, trigger="schedule")
    wednesday = door.begin("wednesday", MONDAY_NIGHT + 2 * DAY, trigger="schedule")

    assert "until 2026-09-15 14:00" in tuesday.reason
    assert not tuesday.notify
    assert wednesday.admitted


def test_without_grace_the_schedule_goes_on_tuesday(door: Door) -> None:
    door.settings = NIGHTLY.model_copy(update={"grace_hours": 0})
    door.end(door.begin("by-hand", MONDAY_2_PM).run)

    assert door.begin("tuesday", MONDAY_NIGHT + DAY, trigger="schedule").admitted


def test_a_scheduled_run_does_not_make_the_next_one_wait(door: Door) -> None:
    door.end(door.begin("monday", MONDAY_NIGHT, trigger="schedule").run)

    assert door.begin("tuesday", MONDAY_NIGHT + DAY, trigger="schedule").admitted


def test_a_manual_run_that_was_not_admitted_makes_nobody_wait(door: Door) -> None:
    scheduled = door.begin("monday", MONDAY_NIGHT, trigger="schedule")
    assert not door.begin("by-hand", MONDAY_NIGHT).admitted
    door.end(scheduled.run)

    assert door.begin("tuesday", MONDAY_NIGHT + DAY, trigger="schedule").admitted


def test_a_changed_schedule_waits_as_after_a_manual_run(door: Door) -> None:
    door.end(door.begin("saturday", MONDAY_NIGHT - 2 * DAY, trigger="schedule").run)
    door.settings = FlowSettings(schedule=WindowSetting(start=time(0, 15), end=time(3)))

    assert "change of the schedule" in door.begin("sunday", MONDAY_NIGHT - DAY, trigger="schedule").reason
    assert door.begin("monday", MONDAY_NIGHT, trigger="schedule").admitted


def test_a_preview_is_admitted_beside_a_run_and_changes_no_register(door: Door) -> None:
    door.begin("run-1", MONDAY_2_PM)
    door.settings = FlowSettings(schedule=WindowSetting(start=time(5), end=time(6)))
    before = [door.stores.registers.read(f"{name}/{FLOW.name}") for name in ("lease", "timetable")]

    preview = door.begin("look", MONDAY_2_PM, preview=True, as_of=MONDAY_2_PM + 90 * DAY)

    assert preview.admitted
    assert preview.run.fence == 0
    assert [door.stores.registers.read(f"{name}/{FLOW.name}") for name in ("lease", "timetable")] == before


def test_a_run_pretends_to_be_at_its_as_of_but_says_when_it_started(door: Door) -> None:
    begun = door.begin("run-1", MONDAY_2_PM, as_of=MONDAY_2_PM - 30 * DAY)

    assert (begun.run.as_of, begun.run.started_at) == (MONDAY_2_PM - 30 * DAY, MONDAY_2_PM)


def test_a_run_that_pretends_to_be_in_the_future_does_not_put_schedules_off_until_then(door: Door) -> None:
    door.end(door.begin("demo", MONDAY_2_PM, as_of=MONDAY_2_PM + 90 * DAY).run)

    assert door.begin("wednesday", MONDAY_NIGHT + 2 * DAY, trigger="schedule").admitted


def test_a_run_knows_what_a_person_approved_and_who_started_it(door: Door) -> None:
    begun = door.begin("run-1", MONDAY_2_PM, approved="run-0", by="registrar")

    assert (begun.run.approved, begun.run.by, begun.run.trigger) == ("run-0", "registrar", "manual")


def test_a_run_that_carries_out_an_approval_makes_no_schedule_wait(door: Door) -> None:
    door.end(door.begin("approved", MONDAY_2_PM, approved="run-0").run)

    assert door.begin("tuesday", MONDAY_NIGHT + DAY, trigger="schedule").admitted


def test_a_run_that_is_to_try_refused_records_again_says_so(door: Door) -> None:
    assert door.begin("run-1", MONDAY_2_PM, retry=True).run.retry
