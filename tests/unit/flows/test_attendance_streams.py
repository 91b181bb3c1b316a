"""What goes to GEGI of what CourseKey tells: a status or a log, and what waits or cannot be read (CK9-CK12)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.coursekey.attendance import FLOW
from rollbook.flows.coursekey.attending.settings import AttendanceSettings
from rollbook.model.descriptors import Context, Look
from rollbook.model.records import Desired, Hint, Json, LeftOut, Refusal, Scope
from tests.unit.flows.checkins import EVENING, attendance, clock, made, only, refused, session
from tests.unit.flows.district import NEW_YORK

LOG = {"attendanceMode": "log"}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class TestStatus:
    """Classes whose hours type is Attendance."""

    def test_a_status_goes_with_its_reason_and_where_it_comes_from(self) -> None:
        item = only(made("attendance", [attendance("s1", session(clock("09:03:00")))]))

        assert (item.key, item.scope) == ("cl1/s1", "4711")
        assert item.data == {
            "classId": "cl1",
            "studentId": "s1",
            "status": "L",
            "reference": "a-cl1-s1",
            "reason": "in 3 min late; the limit is 15 min",
        }

    def test_who_never_came_is_absent(self) -> None:
        found = made("attendance", [{**attendance(), "sessions": []}])

        assert (only(found).data["status"], only(found).data["reason"]) == ("A", "did not check in")

    def test_a_class_across_midnight_is_judged_by_both_of_its_days(self) -> None:
        night = attendance("s1", session(clock("22:00:00"), clock("00:50:00", 6)), startTime="22:00", endTime="01:00")
        item = only(made("attendance", [night], EVENING + timedelta(days=1)))

        assert (item.data["status"], item.data["reason"]) == ("L", "left 10 min early; the limit is 10 min")

    def test_a_campus_without_summer_time_is_judged_by_its_own_clock(self) -> None:
        desert = attendance("s1", session("2026-10-05T16:15:00Z", "2026-10-05T17:00:00Z"), timeZone="America/Phoenix")
        item = only(made("attendance", [desert]))

        assert item.data["reason"] == "in 15 min late; the limit is 15 min"

    def test_a_check_out_in_the_second_of_the_check_in_is_no_mistake(self) -> None:
        twice = session(clock("09:00:00"), clock("09:00:00"))

        assert only(made("attendance", [attendance("s1", twice)])).data["reason"].startswith("left 60 min early")

    @pytest.mark.parametrize(
        ("day", "hours", "there", "reason"),
        [
            ("2026-03-08", "01:30-04:00", "06:45-08:00", "in 15 min late; the limit is 15 min"),
            ("2026-03-08", "02:30-04:00", "07:30-07:50", "left 10 min early; the limit is 10 min"),
            ("2026-11-01", "00:30-02:30", "04:30-07:20", "left 10 min early; the limit is 10 min"),
            ("2026-11-01", "01:30-03:00", "05:45-08:00", "in 15 min late; the limit is 15 min"),
        ],
    )
    def test_on_the_days_when_clocks_change_minutes_are_counted_as_they_pass(
        self, day: str, hours: str, there: str, reason: str
    ) -> None:
        """The class has the hours of New York's clock, the student was there at times in UTC."""
        start, end = hours.split("-")
        came, left = (f"{day}T{time}:00Z" for time in there.split("-"))
        record = attendance("s1", session(came, left), date=day, startTime=start, endTime=end)

        assert only(made("attendance", [record], EVENING + timedelta(days=60))).data["reason"] == reason

    def test_what_is_not_certain_waits_from_when_it_changed(self) -> None:
        record = attendance("s1", session(check_out=None))

        (item,) = made("attendance", [record], moment(clock("09:30:00")))

        assert isinstance(item, LeftOut)
        assert item.undecided_since == moment(record["updatedAt"])
        assert item.reason.sentence == "It is not certain before 2026-10-05 10:30, at the campus, what it means."

    @pytest.mark.parametrize(
        ("check_out", "updated", "now", "changed"),
        [
            (clock("10:05:00"), clock("10:05:30"), clock("10:06:00"), clock("10:05:30")),
            (clock("09:30:00"), clock("09:30:30"), clock("10:10:00"), clock("10:00:00")),
            (None, clock("08:55:10"), clock("10:31:00"), clock("10:30:00")),
            (clock("10:05:00"), clock("17:00:00"), clock("18:00:00"), clock("17:00:00")),
        ],
        ids=["a check-out", "the end of the class", "the end of the grace", "an adjustment"],
    )
    def test_a_status_is_as_old_as_what_decided_it(
        self, check_out: str | None, updated: str, now: str, changed: str
    ) -> None:
        record = {**attendance("s1", session(check_out=check_out)), "updatedAt": updated}

        assert only(made("attendance", [record], moment(now))).changed_at == moment(changed)

    def test_classes_with_a_log_get_no_status(self) -> None:
        assert made("attendance", [attendance(**LOG)]) == []


class TestLog:
    """Classes whose hours type is Attendance Log."""

    def entries(self, *sessions: Json, now: datetime = EVENING) -> list[tuple[str, str | None]]:
        item = only(made("attendanceLog", [attendance("s1", *sessions, **LOG)], now))
        return [(entry["in"], entry["out"]) for entry in item.data["entries"]]

    def test_check_ins_and_check_outs_go_as_they_are(self) -> None:
        item = only(made("attendanceLog", [attendance(**LOG)]))

        assert (item.key, item.scope) == ("cl1/s1", "4711")
        assert item.data == {
            "classId": "cl1",
            "studentId": "s1",
            "reference": "a-cl1-s1",
            "reason": "one check-in with its check-out",
            "entries": [{"in": "2026-10-05T12:55:00+00:00", "out": "2026-10-05T14:05:00+00:00"}],
        }

    def test_several_pairs_are_kept_in_the_order_of_time(self) -> None:
        later, earlier = session(clock("09:30:00")), session(clock("08:00:00"), clock("09:10:00.250"))

        assert self.entries(later, earlier, later) == [
            ("2026-10-05T12:00:00+00:00", "2026-10-05T13:10:00.250000+00:00"),
            ("2026-10-05T13:30:00+00:00", "2026-10-05T14:05:00+00:00"),
        ]

    @pytest.mark.parametrize(
        ("check_out", "words"),
        [
            (clock("10:00:00"), "2 check-ins, each with its check-out"),
            (None, "2 check-ins, the last without a check-out"),
        ],
    )
    def test_the_reason_says_what_the_log_holds(self, check_out: str | None, words: str) -> None:
        twice = session(check_out=clock("09:10:00")), session(clock("09:30:00"), check_out)

        assert only(made("attendanceLog", [attendance("s1", *twice, **LOG)])).data["reason"] == words

    def test_pairs_that_overlap_are_one_and_pairs_that_touch_are_two(self) -> None:
        first, second = session(clock("09:00:00"), clock("09:30:00")), session(clock("09:20:00"), clock("09:40:00"))
        third = session(clock("09:40:00"), clock("10:00:00"))

        assert self.entries(first, second, third) == [
            ("2026-10-05T13:00:00+00:00", "2026-10-05T13:40:00+00:00"),
            ("2026-10-05T13:40:00+00:00", "2026-10-05T14:00:00+00:00"),
        ]

    def test_a_log_goes_when_the_class_is_over(self) -> None:
        record = attendance("s1", session(check_out=clock("09:30:00")), **LOG)

        (waiting,) = made("attendanceLog", [record], moment(clock("09:59:59")))
        item = only(made("attendanceLog", [record], moment(clock("10:00:00"))))

        assert isinstance(waiting, LeftOut)
        assert waiting.undecided_since == moment(record["updatedAt"])
        assert item.changed_at == moment(clock("10:05:30"))

    def test_a_last_check_out_is_waited_for_and_the_log_goes_open_then(self) -> None:
        record = attendance("s1", session(check_out=None), **LOG)

        (waiting,) = made("attendanceLog", [record], moment(clock("10:29:59")))
        item = only(made("attendanceLog", [record], moment(clock("10:30:00"))))

        assert isinstance(waiting, LeftOut)
        assert item.data["entries"] == [{"in": "2026-10-05T12:55:00+00:00", "out": None}]
        assert item.data["reason"] == "one check-in, without a check-out"

    def test_who_never_came_has_an_empty_log(self) -> None:
        item = only(made("attendanceLog", [{**attendance(**LOG), "sessions": []}]))

        assert (item.data["entries"], item.data["reason"]) == ([], "did not check in")

    def test_classes_that_are_judged_get_no_log(self) -> None:
        assert made("attendanceLog", [attendance()]) == []


@pytest.mark.parametrize("mode", ["status", "log"])
@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"sessions": [session(clock("09:00:00"), clock("08:59:59"))]}, "A check-out comes before its check-in."),
        ({"sessions": [session("2026-10-05T09:00:00")]}, "does not say in which time zone it is"),
        ({"sessions": [session(check_out="2026-10-05T09:00:00")]}, "does not say in which time zone it is"),
        ({"sessions": [session("yesterday")]}, "cannot be read"),
        ({"sessions": [session("0001-01-01T00:00:00+14:00")]}, "cannot be read"),
        ({"sessions": [session(check_out="")]}, "cannot be read"),
        ({"sessions": [session(None)]}, "cannot be read"),
        ({"sessions": [session(1759669200)]}, "cannot be read"),
        ({"sessions": None}, "who checked in and out"),
        ({"sessions": {}}, "who checked in and out"),
        ({"sessions": ["09:00"]}, "who checked in and out"),
        ({"student": None}, "of which class and student"),
        ({"student": 17}, "of which class and student"),
        ({"student": "a.b"}, "of which class and student"),
        ({"student": "s" * 61}, "of which class and student"),
        ({"updatedAt": "2026-10-05"}, "when the attendance changed last"),
    ],
)
def test_what_cannot_be_read_is_refused_alone(mode: str, broken: Json, words: str) -> None:
    stream = "attendance" if mode == "status" else "attendanceLog"
    wrong = {**attendance("s1", attendanceMode=mode), **broken}

    bad, good = made(stream, [wrong, attendance("s2", attendanceMode=mode)])

    assert isinstance(bad, Refusal)
    assert words in bad.reason.sentence
    assert bad.reason.remedy
    assert isinstance(good, Desired)
    assert good.key == "cl1/s2"


@pytest.mark.parametrize(
    ("of_class", "words"),
    [
        ({"timeZone": "America/Maple_Ridge"}, "a time zone that nobody knows"),
        ({"startTime": "9 o'clock"}, "when the class began and ended"),
        ({"externalId": None}, "of which class and student"),
        ({"externalId": "by/hand"}, "of which class and student"),
        ({"externalId": ""}, "of which class and student"),
        ({"attendanceMode": "hours"}, "whether the class gets a status or an attendance log"),
        ({"attendanceMode": None}, "whether the class gets a status or an attendance log"),
    ],
)
def test_a_class_that_cannot_be_read_is_refused_with_what_to_do(of_class: Json, words: str) -> None:
    assert words in refused(made("attendance", [attendance(**of_class)])).sentence


def test_attendance_without_a_class_is_refused_once() -> None:
    lost = {**attendance(), "class": None}

    assert "of which class and student" in refused(made("attendance", [lost])).sentence
    assert made("attendanceLog", [lost]) == []


anything = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
times = st.sampled_from([clock("08:55:00"), clock("09:20:00"), "2026-10-05", ""]) | anything


@given(
    record=st.fixed_dictionaries(
        {},
        optional={
            "class": st.fixed_dictionaries(
                {},
                optional={name: st.sampled_from([value]) | anything for name, value in attendance()["class"].items()},
            )
            | anything,
            "student": st.just("s1") | anything,
            "sessions": st.lists(
                st.fixed_dictionaries({}, optional={"checkIn": times, "checkOut": times}) | anything, max_size=3
            )
            | anything,
            "updatedAt": times,
        },
    )
)
def test_whatever_coursekey_says_every_record_comes_to_one_end_and_never_without_words(record: Json) -> None:
    told = {"id": "a1", "school": "4711", **record}

    (end,) = [item for stream in ("attendance", "attendanceLog") for item in made(stream, [told])]

    assert end.data["reason"] if isinstance(end, Desired) else end.reason.sentence and end.reason.remedy


def test_every_record_comes_to_an_end_in_one_of_the_streams() -> None:
    records = [attendance("s1"), attendance("s2", **LOG), attendance("s3", session(check_out=None), **LOG)]
    now = moment(clock("10:10:00"))

    keys = [item.key for stream in ("attendance", "attendanceLog") for item in made(stream, records, now)]

    assert keys == ["cl1/s1", "cl1/s2", "cl1/s3"]


class TestLooking:
    """What a run looks at because of events."""

    def look(self, *hints: Hint) -> Look:
        assert FLOW.listens
        context = Context(now=EVENING, zone=NEW_YORK, settings=AttendanceSettings())
        return FLOW.listens.look(hints, context)

    def hint(self, part: str = "4711/cl1", **ids: str) -> Hint:
        return Hint(entity="attendance", part=part, ids=ids, at=EVENING)

    def names(self, *names: str) -> dict[str, frozenset[str]]:
        return {"attendance": frozenset(names), "attendanceLog": frozenset(names)}

    def test_the_classes_of_events_are_read_and_their_students_looked_at(self) -> None:
        hints = [self.hint(student="s2"), self.hint(student="s1"), self.hint("4712/cl9", student="s1")]

        assert self.look(*hints) == Look(
            Scope(parts=("4711/cl1", "4712/cl9")), self.names("cl1/s1", "cl1/s2", "cl9/s1")
        )

    def test_a_class_that_a_person_names_is_looked_at_whole(self) -> None:
        by_hand = Hint(entity="section", part="4711/cl1")

        assert self.look(by_hand) == Look(Scope(parts=("4711/cl1",)), self.names("cl1/"))

    @pytest.mark.parametrize("wanted", [True, False])
    def test_events_are_listened_to_while_live_sync_is_on(self, *, wanted: bool) -> None:
        assert FLOW.listens
        assert FLOW.listens.sender == "coursekey"
        assert FLOW.listens.wanted(AttendanceSettings(live_sync=wanted)) is wanted


def test_nothing_of_gegi_is_looked_up_and_nothing_is_removed() -> None:
    for stream in FLOW.streams:
        assert (dict(stream.lookups), stream.removal, stream.since, stream.reads) == ({}, "never", True, "attendance")


def test_everything_is_followed_as_far_back_and_as_often_as_settings_say() -> None:
    chosen: Any = AttendanceSettings(follow_days=9, full_every_hours=6)

    assert FLOW.horizon is not None
    assert FLOW.full_every is not None
    assert (FLOW.horizon(chosen), FLOW.full_every(chosen)) == (timedelta(days=9), timedelta(hours=6))


def test_times_are_written_in_utc() -> None:
    item = only(made("attendanceLog", [attendance(**LOG)]))

    assert all(moment(time).tzinfo == UTC for entry in item.data["entries"] for time in entry.values())
