"""The register of attendance at GEGI beside the check-ins at CourseKey, and the System Journal beside the register.

Written from how students behaved, which is what a student would say, and from no rule of ours.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.demo.control import Simulator

State = Mapping[str, Any]
Behaviours = Mapping[tuple[str, str], str]
"""By class and student, how somebody behaved."""

_MEANT = {
    "on_time": "P",
    "late": "L",
    "too_late": "A",
    "early": "L",
    "too_early": "A",
    "absent": "A",
    "back_again": "L",
    "no_check_out": "A",
    "day_before": "A",
}


def differences(
    systems: Mapping[str, Simulator], behaviours: Behaviours, *, apart: Collection[tuple[str, str]] = ()
) -> list[str]:
    """Return in what GEGI's attendance is not what the students did, for all of whom we know how they behaved.

    Of others, whom CourseKey itself has noted as not having come, it is absence. Those that stand apart are not
    looked at.
    """
    wanted = dict(_wanted(systems["coursekey"].state(), behaviours))
    held = values(systems)
    for pair in apart:
        wanted.pop(pair, None)
        held.pop(pair, None)
    found = [f"attendance of {pair[0]} is missing" for pair in wanted.keys() - held.keys()]
    found += [f"attendance of {pair[0]} should not be there" for pair in held.keys() - wanted.keys()]
    both = wanted.keys() & held.keys()
    wrong = [pair for pair in both if wanted[pair] != held[pair]]
    return sorted(found + [f"attendance of {pair[0]} is {held[pair]} instead of {wanted[pair]}" for pair in wrong])


def values(systems: Mapping[str, Simulator]) -> dict[tuple[str, str], object]:
    """Return what GEGI holds, by class and student: a status, or when somebody was in and out."""
    gegi = systems["gegi"].state()
    logs = {_pair(one): [_span(entry, "in", "out") for entry in one["entries"]] for one in gegi["attendanceLog"]}
    return {_pair(one): one["status"] for one in gegi["attendance"]} | logs


def holes(systems: Mapping[str, Simulator]) -> list[str]:
    """Return in what the System Journal is not the story of the register: each value, and its source with a reason."""
    gegi = systems["gegi"].state()
    told: dict[tuple[str, str], object] = {}
    found: list[str] = []
    for entry in gegi["journal"]:
        about = entry["what"], entry["about"]
        if entry["old"] != told.get(about):
            found.append(f"{entry['id']} tells of another old value than the entry before it")
        if not (
            entry["who"] and entry["at"] and all(entry["source"][name] for name in ("system", "reference", "reason"))
        ):
            found.append(f"{entry['id']} does not say who, when or why")
        told[about] = entry["new"]
    held = {("attendance", one["id"]): one["status"] for one in gegi["attendance"]}
    held |= {("attendanceLog", one["id"]): one["entries"] for one in gegi["attendanceLog"]}
    return found + [f"the journal does not tell of {about[1]}" for about in held if told.get(about) != held[about]]


def behaviours(records: list[Mapping[str, str]]) -> dict[tuple[str, str], str]:
    """Return how students behaved, from what the script of a class day says."""
    return {(one["class"], one["student"]): one["behaviour"] for one in records}


def _wanted(coursekey: State, known: Behaviours) -> Iterator[tuple[tuple[str, str], object]]:
    for school in coursekey["schools"].values():
        for record in school["attendance"]:
            pair = record["class"]["externalId"], record["student"]
            if record["class"]["attendanceMode"] == "log":
                yield pair, [_span(session, "checkIn", "checkOut") for session in record["sessions"]]
            elif pair in known or not record["sessions"]:
                yield pair, _MEANT[known.get(pair, "absent")]


def _pair(held: State) -> tuple[str, str]:
    return held["classId"], held["studentId"]


def _span(told: State, came: str, left: str) -> tuple[datetime | None, ...]:
    return tuple(datetime.fromisoformat(told[name]) if told[name] else None for name in (came, left))
