"""The days of a college: its roster goes to CourseKey, attendance comes back live, late, corrected, and wrong."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox.demo import registers, rosters
from sandbox.demo.playing import Played, Player
from sandbox.demo.scene import Scene, nothing, total

ROSTER, ATTENDANCE = "coursekey.roster", "coursekey.attendance"
STUDENTS, LOST_SHARE, ADJUSTED = 300, 0.1, 24
CANNOT_GO = 5
"""Two courses without an instructor, two without a scheduled class, one student without an e-mail address."""

GOOD = 5
BAD = ("check_out_first", "no_zone", "unknown_student", "unknown_class")
_AFTERNOON = time(20, tzinfo=UTC)
"""On every campus it is the college's day then, whatever time it is here."""


def _college_day(player: Player) -> date:
    return date.fromisoformat(player.systems["gegi"].state()["today"])


def _on_the_college_day(player: Player) -> Mapping[str, str]:
    return {"as_of": datetime.combine(_college_day(player), _AFTERNOON).isoformat()}


def rosters_agree(player: Player) -> list[str]:
    """Return the first ways in which CourseKey does not hold what it should."""
    return rosters.differences(player.systems)[:3]


def _every_course_has_its_reason(player: Player) -> list[str]:
    """Look whether each course that was not sent is told, refused or left out."""
    courses = len(player.systems["gegi"].state()["courses"])
    schools = player.systems["coursekey"].state()["schools"].values()
    unsent = courses - sum(len(school["courses"]) for school in schools)
    record = player.played[-1].record
    refused = record.streams["courses"].refused
    told = sum(group.count for group in record.left_out if group.stream == "courses") + refused
    wrong = [] if told == unsent else [f"{unsent} courses were not sent, and {told} reasons were told"]
    return wrong + rosters_agree(player)


def _a_day_of_changes(player: Player) -> None:
    player.notes["touched"] = player.systems["gegi"].script("day_of_changes")


def _each_change_has_arrived(player: Player) -> list[str]:
    """Look at what a person would look at, one change after the other."""
    touched, schools = player.notes["touched"], player.systems["coursekey"].state()["schools"].values()
    classes = {one["externalId"]: one for school in schools for one in school["classes"]}
    courses = {one["externalId"]: one for school in schools for one in school["courses"]}
    stopped, replaced = touched["stop_student"]["student"], touched["replace_instructor"]
    everybody = {one["externalId"] for school in schools for one in school["instructors"]}
    dropped = [one["isDropped"] for school in schools for one in school["enrollments"] if one["student"] == stopped]
    seen = {
        "the class that was cancelled is not": classes[touched["cancel_class"]["class"]]["status"] == "cancelled",
        "the class that was restored is cancelled": classes[touched["restore_class"]["class"]]["status"] == "scheduled",
        "the student who stopped is not dropped": bool(dropped) and all(dropped),
        "the new instructor is not in the course": replaced["new"] in courses[replaced["course"]]["instructors"],
        "the replaced instructor was removed": replaced["old"] in everybody,
        "nobody was told of the option": any(one.kind == "notice" for one in player.played[-1].record.problems),
    }
    return [words for words, holds in seen.items() if not holds] + rosters_agree(player)


def _all_of_it_is_undone(player: Player) -> None:
    """Let the student come back, the cancelled class take place after all, and the option be on again."""
    touched, gegi = player.notes["touched"], player.systems["gegi"]
    edits: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("agreements", touched["stop_student"]["agreement"], {"status": "active"}),
        ("classes", touched["cancel_class"]["class"], {"status": "scheduled"}),
        ("courses", touched["switch_off"]["course"], {"sendToCourseKey": True}),
    )
    for collection, record, fields in edits:
        gegi.script("edit", collection=collection, record_id=record, **fields)


def _subscribe(player: Player) -> None:
    player.rollbook("subscribe", "coursekey")


def _a_class_day(player: Player) -> None:
    """Let the students of yesterday's classes come, or not; each is told at once, and one event in ten is lost."""
    coursekey, yesterday = player.systems["coursekey"], _college_day(player) - timedelta(days=1)
    coursekey.script("lose", share=LOST_SHARE)
    day = coursekey.script("class_day", day=yesterday.isoformat())
    player.notes["behaviours"] = registers.behaviours(day["records"])
    player.notes["behaved"] = day["behaviours"]
    player.notes["delivered"] = coursekey.script("deliver", shuffle_seed=11)


def _all_but_the_lost_ones_came(player: Player) -> list[str]:
    """Look whether what is there is right, and what is missing is what nobody was told of."""
    found = registers.differences(player.systems, player.notes["behaviours"])
    lost = player.systems["coursekey"].state()["postman"]["dropped"]
    player.notes["lost"] = lost
    wrong = [one for one in found if not one.endswith("is missing")]
    wrong += [] if len(found) == lost > 0 else [f"{lost} events were lost, and {len(found)} students are missing"]
    return wrong[:3] + registers.holes(player.systems)[:3]


def register_agrees(player: Player) -> list[str]:
    """Return the first ways in which register and journal are not what students did."""
    return [
        *registers.differences(player.systems, player.notes["behaviours"])[:3],
        *registers.holes(player.systems)[:3],
    ]


def _exactly_the_lost_ones_came(player: Player) -> list[str]:
    came, lost = total(player.played[-1], "created"), player.notes["lost"]
    wrong = [] if came >= lost else [f"{came} students came instead of the {lost} of whom no event told"]
    return wrong + register_agrees(player)


def _two_days_later(player: Player) -> None:
    """Instructors correct what was wrong, and no event tells of it."""
    coursekey = player.systems["coursekey"]
    coursekey.script("lose", share=1)
    corrected = coursekey.script("adjust", count=ADJUSTED)
    player.notes["behaviours"] |= registers.behaviours(corrected)


def _bad_records_among_good_ones(player: Player) -> None:
    """Let some more students be corrected, and four records be wrong, each in a way of its own."""
    coursekey, yesterday = player.systems["coursekey"], _college_day(player) - timedelta(days=1)
    good = registers.behaviours(coursekey.script("adjust", count=GOOD, seed=5))
    bad = coursekey.script("bad_records", day=yesterday.isoformat())
    player.notes["bad"] = {kind: (one["class"], one["student"]) for kind, one in bad.items()}
    player.notes["behaviours"] |= good
    player.notes["before"] = registers.values(player.systems)


def _the_bad_ones_alone_stayed_out(player: Player) -> list[str]:
    bad, before, now = player.notes["bad"], player.notes["before"], registers.values(player.systems)
    wrong = [f"{kind} changed GEGI" for kind, pair in bad.items() if now.get(pair) != before.get(pair)]
    apart = tuple(bad.values())
    return wrong + registers.differences(player.systems, player.notes["behaviours"], apart=apart)[:3]


def _nothing_sent(to: str) -> Callable[[Played], bool]:
    return lambda played: played.calls[to] == 0 and total(played, "created") + total(played, "updated") == 0


def scenes() -> tuple[Scene, ...]:
    """Return the scenes in the order in which they happen."""
    return (*_roster_scenes(), *_attendance_scenes())


def _roster_scenes() -> tuple[Scene, ...]:
    shared: dict[str, Any] = {"flow": ROSTER, "moment": _on_the_college_day}
    return (
        Scene(
            run="roster-first",
            story="A college of 70 courses; CourseKey is empty. Some courses are off, early, over, or incomplete.",
            before=nothing,
            expected="needs_attention",
            holds=lambda played: total(played, "refused") == CANNOT_GO,
            otherwise=f"{CANNOT_GO} records should have been refused",
            proof=_every_course_has_its_reason,
            **shared,
        ),
        Scene(
            run="roster-again",
            story="Nothing has changed at GEGI.",
            before=nothing,
            expected="needs_attention",
            holds=_nothing_sent("coursekey"),
            otherwise="a run without changes should not call CourseKey",
            **shared,
        ),
        Scene(
            run="roster-changes",
            story="Classes move or are cancelled; an instructor is replaced, a student stops, an option goes off.",
            before=_a_day_of_changes,
            expected="needs_attention",
            holds=lambda played: played.streams["enrollments"]["removed"] > 0,
            otherwise="the student who stopped should have been dropped",
            proof=_each_change_has_arrived,
            **shared,
        ),
        Scene(
            run="roster-back",
            story="The student comes back, the cancelled class takes place after all, the option is on again.",
            before=_all_of_it_is_undone,
            expected="needs_attention",
            holds=lambda played: (
                played.streams["enrollments"]["created"] > 0
                and not any(problem.kind == "notice" for problem in played.record.problems)
            ),
            otherwise="the student should be enrolled again, and nobody told of the option",
            proof=rosters_agree,
            **shared,
        ),
    )


def _attendance_scenes() -> tuple[Scene, ...]:
    shared: dict[str, Any] = {"flow": ATTENDANCE}
    return (
        Scene(
            run="attendance-live",
            story=f"{STUDENTS} students have a class day: on time, late, early, absent. One event in ten is lost.",
            before=_subscribe,
            push=_a_class_day,
            expected="succeeded",
            holds=lambda played: total(played, "refused") == 0 and total(played, "created") > STUDENTS / 2,
            otherwise="everybody of whom an event told should be in the register",
            proof=_all_but_the_lost_ones_came,
            **shared,
        ),
        Scene(
            run="attendance-lost",
            story="The pull finds those of whom no event told.",
            before=nothing,
            expected="succeeded",
            holds=lambda played: total(played, "created") > 0 and total(played, "updated") == 0,
            otherwise="the lost ones, and nobody else, should have come",
            proof=_exactly_the_lost_ones_came,
            **shared,
        ),
        Scene(
            run="attendance-again",
            story="Nothing has changed at CourseKey.",
            before=nothing,
            expected="succeeded",
            holds=_nothing_sent("gegi"),
            otherwise="a run without changes should not call GEGI",
            proof=register_agrees,
            **shared,
        ),
        Scene(
            run="attendance-later",
            story=f"Two days later instructors correct {ADJUSTED} records, and no event tells of it.",
            before=_two_days_later,
            expected="succeeded",
            holds=lambda played: total(played, "updated") == ADJUSTED,
            otherwise="each correction should have come",
            proof=register_agrees,
            **shared,
        ),
        Scene(
            run="attendance-bad",
            story="A tablet sends four records that cannot be right, among others that are.",
            before=_bad_records_among_good_ones,
            expected="needs_attention",
            holds=lambda played: total(played, "refused") == len(BAD) and total(played, "updated") > 0,
            otherwise="the four should have been refused alone",
            proof=_the_bad_ones_alone_stayed_out,
            **shared,
        ),
    )
