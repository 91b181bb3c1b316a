"""Attendance on its way to GEGI, run after run: by events, by pulls, and by time alone (CK9, CK10)."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rollbook.connectors import load
from rollbook.flows.coursekey.attendance import FLOW
from rollbook.flows.coursekey.attending.settings import AttendanceSettings
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check
from rollbook.model.messages import BeginRequest
from rollbook.model.records import Hint, Json, Page, Reason, Scope
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import looking
from rollbook.steps.looking import Rules
from rollbook.steps.plan import Terms
from sandbox.twins.conductor import Conductor
from sandbox.twins.stores import MemoryStores, VirtualClock
from tests.unit.flows.checkins import attendance, clock, session
from tests.unit.flows.district import NEW_YORK

CONNECTOR = load("gegi")
_LOCKED = Reason(sentence="The period is closed.", remedy="Open it.")


@dataclass
class Systems:
    """CourseKey is read, and GEGI holds what is sent; `locked` are students whose period is closed."""

    records: list[Json] = field(default_factory=list)
    held: dict[str, Any] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    locked: set[str] = field(default_factory=set)
    calls: int = 0

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        assert entity == "attendance"
        self.scopes.append(scope)
        rows = [deepcopy(record) for record in self.records if _is_meant(record, scope)]
        yield Page(rows, len(rows))

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        return [self._written(entity, change) for change in changes]

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        raise AssertionError(f"No answer was lost, so none of the {len(changes)} {entity} is read back.")

    def check(self) -> Check:
        raise AssertionError("Nobody asked.")

    def _written(self, entity: str, change: Change) -> Written:
        data = change.data or {}
        if data["studentId"] in self.locked:
            return Written(digest=change.digest, reason=_LOCKED)
        target = f"{data['classId']}/{data['studentId']}"
        value = data["status" if entity == "attendance" else "entries"]
        self.held[target] = value
        self.written.append(f"{target} {value if entity == 'attendance' else len(value)}")
        return Written(digest=change.digest, target=target)


def _is_meant(record: Json, scope: Scope) -> bool:
    part = f"{record['school']}/{record['class']['externalId']}"
    updated = datetime.fromisoformat(record["updatedAt"])
    return (scope.parts is None or part in scope.parts) and (scope.since is None or updated >= scope.since)


class Day:
    """A class day: what students do at CourseKey, and the runs that bring it to GEGI."""

    def __init__(self, now: str = "08:00:00", **settings: Any) -> None:
        self.systems = Systems()
        self.settings = AttendanceSettings.model_validate(settings)
        self._runs = 0
        self._stores, self._clock = MemoryStores(), VirtualClock(datetime.fromisoformat(clock(now)))

    def at(self, now: str, day: int = 5) -> "Day":
        """Let time pass until then."""
        self._clock.sleep((datetime.fromisoformat(clock(now, day)) - self._clock.now()).total_seconds())
        return self

    def has(self, student: str, *sessions: Json, **more: Any) -> Hint:
        """Let a student have exactly these sessions from now on, and return the event of it."""
        record = attendance(student, **more)
        record |= {"sessions": list(sessions), "updatedAt": self._clock.now().isoformat()}
        others = [one for one in self.systems.records if one["id"] != record["id"]]
        self.systems.records = [*others, record]
        part = f"4711/{record['class']['externalId']}"
        return Hint(entity="attendance", part=part, ids={"student": student}, at=self._clock.now())

    def run(self, *hints: Hint, **more: Any) -> RunRecord:
        """Look at what events named, or pull where there are none."""
        self._runs += 1
        run = f"run-{self._runs}"
        self.systems.written = []
        looking.leave(self._stores.plans, run, hints)
        conductor = Conductor(
            terms=Terms(
                rules=Rules(flow=FLOW, settings=self.settings, zone=NEW_YORK), writes=CONNECTOR.writes, limits=None
            ),
            source=lambda: self.systems,
            target=lambda: self.systems,
            connector=CONNECTOR,
            clock=self._clock,
            stores=self._stores,
        )
        trigger = {"trigger": "webhook"} if hints else {}
        return conductor.run(BeginRequest(run=run, flow=FLOW.name, scoped=bool(hints), **trigger, **more))

    @property
    def written(self) -> list[str]:
        """What the last run sent."""
        return sorted(self.systems.written)


ON_TIME, LATE = session(clock("08:55:00"), clock("10:01:00")), session(clock("09:05:00"), clock("10:01:00"))
STILL_THERE = session(clock("08:55:00"), None)


def test_an_event_brings_the_status_of_its_student_alone() -> None:
    day = Day()
    day.at("10:01:00").has("s2", ON_TIME)
    record = day.run(day.has("s1", LATE))

    assert record.status is Status.SUCCEEDED
    assert day.written == ["cl1/s1 L"]
    assert day.systems.scopes == [Scope(parts=("4711/cl1",))]


def test_a_pull_brings_what_no_event_did_and_no_more_than_that() -> None:
    day = Day()
    day.at("10:01:00").run(day.has("s1", LATE))
    day.has("s2", ON_TIME)

    day.at("10:05:00").run()
    assert day.written == ["cl1/s2 P"]
    day.at("10:10:00").run()
    assert day.written == []


def test_a_pull_reads_what_changed_since_the_one_before() -> None:
    day = Day()
    day.run()
    day.at("08:30:00").run()

    first, second = day.systems.scopes
    assert first.since == datetime.fromisoformat(clock("08:00:00")) - timedelta(days=7)
    assert second.since == datetime.fromisoformat(clock("07:50:00"))


def test_once_a_day_everything_is_read_as_far_back_as_it_is_followed() -> None:
    day = Day(follow_days=3)
    day.run()
    day.at("08:00:00", day=6).run()

    assert day.systems.scopes[-1].since == datetime.fromisoformat(clock("08:00:00", 3))


def test_an_adjustment_of_last_week_arrives() -> None:
    day = Day()
    day.at("10:01:00").has("s1", session(clock("09:20:00"), clock("10:01:00")))
    day.at("10:05:00").run()
    assert day.written == ["cl1/s1 A"]

    day.at("12:00:00", day=11).has("s1", ON_TIME)
    day.run()

    assert day.written == ["cl1/s1 P"]


def test_who_is_there_waits_for_the_end_and_is_decided_by_a_pull() -> None:
    day = Day()
    looked = day.at("08:55:00").run(day.has("s1", STILL_THERE))
    assert (looked.status, day.written) == (Status.SUCCEEDED, [])
    assert looked.left_out[0].reason.sentence.startswith("It is not certain before 2026-10-05 10:30")

    for time in ("09:00:00", "09:30:00", "10:00:00", "10:29:00"):
        assert day.at(time).run().status is Status.SUCCEEDED
        assert day.written == []
    decided = day.at("10:31:00").run()

    assert day.written == ["cl1/s1 A"]
    assert decided.freshness is not None
    assert decided.freshness.p95 == 60
    day.at("10:36:00").run()
    assert (day.written, day.systems.scopes[-1].since) == ([], datetime.fromisoformat(clock("10:21:00")))


def test_who_waits_and_checks_out_is_decided_by_that_event() -> None:
    day = Day()
    day.at("08:55:00").run(day.has("s1", STILL_THERE))
    day.at("09:30:00").run()

    record = day.at("10:01:00").run(day.has("s1", ON_TIME))

    assert day.written == ["cl1/s1 P"]
    assert record.freshness is not None
    assert record.freshness.p95 == 0


def test_who_waits_does_not_keep_others_from_being_refused_and_read_again() -> None:
    day = Day()
    day.systems.locked = {"s2"}
    day.at("08:55:00").has("s1", STILL_THERE)
    day.has("s2", session(clock("08:50:00"), clock("08:51:00")))
    day.has("s3", session(clock("09:20:00"), clock("09:10:00")))

    record = day.at("09:16:00").run()

    assert record.status is Status.ATTENTION
    assert (record.streams["attendance"].refused, day.written) == (2, [])
    day.systems.locked = set()
    day.at("10:31:00").run(retry=True)
    assert day.written == ["cl1/s1 A", "cl1/s2 A"]


def test_a_status_that_is_not_certain_any_more_stays_until_it_is() -> None:
    day = Day()
    day.at("09:16:00").has("s1")
    day.run()
    assert day.written == ["cl1/s1 A"]

    day.at("09:20:00").run(day.has("s1", STILL_THERE))
    assert (day.written, day.systems.held) == ([], {"cl1/s1": "A"})
    day.at("10:01:00").run(day.has("s1", ON_TIME))

    assert day.systems.held == {"cl1/s1": "P"}


def test_logs_and_statuses_come_out_of_one_reading() -> None:
    day = Day()
    day.at("10:01:00").has("s1", ON_TIME)
    day.has("s1", ON_TIME, externalId="cl2", attendanceMode="log")

    record = day.run()

    assert day.written == ["cl1/s1 P", "cl2/s1 1"]
    assert len(day.systems.scopes) == 1
    assert [record.streams[name].created for name in ("attendance", "attendanceLog")] == [1, 1]


def test_a_class_that_a_person_names_is_brought_whole() -> None:
    day = Day()
    day.at("10:01:00").has("s1", ON_TIME)
    day.has("s2", LATE)
    day.has("s1", ON_TIME, externalId="cl2")

    day.run(Hint(entity="section", part="4711/cl1"))

    assert day.written == ["cl1/s1 P", "cl1/s2 L"]


def test_attendance_that_coursekey_has_no_longer_stays_in_gegi() -> None:
    day = Day()
    hint = day.at("10:01:00").has("s1", ON_TIME)
    day.run(hint)
    day.systems.records = []

    assert day.run(hint).status is Status.SUCCEEDED
    assert day.run(full=True).status is Status.SUCCEEDED
    assert (day.written, day.systems.held) == ([], {"cl1/s1": "P"})


def test_other_limits_are_applied_to_what_is_followed_still() -> None:
    day = Day()
    day.at("10:01:00").has("s1", LATE)
    day.run()
    day.settings = AttendanceSettings(absent_after_start_minutes=0)

    day.at("10:10:00").run()

    assert day.written == ["cl1/s1 A"]
