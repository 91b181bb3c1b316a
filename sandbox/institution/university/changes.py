"""What schedulers do in Coursedog and registrars in the SIS, as plain descriptions that either simulator's door takes.

Nothing is changed here. An edit names a section by its key and a value by its path ("times.0.room"); the actions are
"change" (one value), "create" (`value` holds all fields), "renumber", "delete", and "crosslist". `section` may as well
be the key of a crosslist ("202710/XL01") or of a course ("BIO-101").
"""

import dataclasses
import itertools
from collections.abc import Iterator
from typing import Any

from sandbox.institution.university.records import Room, Section, University

_REGISTRAR = "u-registrar-1"
_SCHEDULER = "u-scheduler-sci"
_LATE = ("19:00", "20:15")
_NOT_SCHEDULERS, _REGISTRARS_OWN = 60, 15
"""So many sections at the end of the catalogue no scheduler edits, and so many of them only registrars do."""


@dataclasses.dataclass(frozen=True, slots=True)
class Edit:
    """One thing that somebody does to a section, and who (`by`, a user of Coursedog; a registrar's edit has none)."""

    section: str
    path: str = ""
    value: Any = None
    action: str = "change"
    by: str = ""

    @property
    def as_json(self) -> dict[str, Any]:
        """Return it as the doors of the simulators take it."""
        return dataclasses.asdict(self)


def edits(university: University, count: int = 12) -> list[Edit]:
    """Return what schedulers do to the rolled term: at first one edit of every kind, each to another section.

    The SIS takes all of it, save that PeopleSoft cancels nothing. `ValueError` where there are not so many sections.
    """
    new = list(itertools.islice(_new(university), max(1, count // 6)))
    found = [_cancelled(university), *new, *_changed(university)]
    if len(found) < count:
        raise ValueError(f"There are only {len(found)} edits in the sample, not {count}.")
    return [dataclasses.replace(one, by=_SCHEDULER) for one in found[:count]]


def registrar_edits(university: University, count: int = 6) -> list[Edit]:
    """Return what registrars do in the SIS meanwhile, to up to 15 sections that no edit of a scheduler touches."""
    values = itertools.cycle((("title", "Honors"), ("maxWaitlist", 7), ("maxEnrollment", 20), ("gradeMode", "pass")))
    sections = _meeting(university)[-_REGISTRARS_OWN:][:count]
    return [Edit(one.key, path, value) for one, (path, value) in zip(sections, values, strict=False)]


def conflict(university: University) -> tuple[Edit, Edit]:
    """Return what a registrar and then a scheduler do to the same field of the same section, each to another value."""
    key = _meeting(university)[-20].key
    return Edit(key, "maxEnrollment", 18), Edit(key, "maxEnrollment", 22, by=_SCHEDULER)


def refused_edits(university: University) -> list[Edit]:
    """Return what a scheduler may do in Coursedog and the SIS refuses: too many for a room, a room that is taken."""
    full, moved, there = _meeting(university)[-40:-37]
    return [
        Edit(full.key, "maxEnrollment", 500, by=_SCHEDULER),
        Edit(moved.key, "times", there.fields["times"], by=_SCHEDULER),
    ]


def locked_edit(university: University) -> Edit:
    """Return a change to the running term, of the kind that a phase locks once teaching has begun."""
    section = next(one for one in university.sections_of(university.running) if one.times)
    return Edit(section.key, "title", f"{section.title}, Renamed Late", by=_SCHEDULER)


def crosslist_edit(university: University) -> Edit:
    """Return a new crosslist of two sections that stand in none."""
    first, second = _meeting(university)[-30:-28]
    value = {"sections": [first.key, second.key], "primary": first.key, "waitlist": "separate", "maxEnrollment": 30}
    return Edit(f"{university.rolled.code}/XL90", value=value, action="crosslist", by=_REGISTRAR)


def _meeting(university: University) -> list[Section]:
    """Return the ordinary sections of the rolled term: active, with a room, and crosslisted with none."""
    joined = {key for one in university.crosslists for key in one.sections}
    return [
        one
        for one in university.sections_of(university.rolled)
        if one.status == "active" and one.part_of_term == "1" and one.times and one.key not in joined
    ]


def _cancelled(university: University) -> Edit:
    """Cancel a section that has no meeting, which every SIS allows that knows cancelling."""
    rolled = university.sections_of(university.rolled)
    online = next(one for one in rolled if one.status == "active" and not one.times)
    return Edit(online.key, "status", "cancelled")


def _new(university: University) -> Iterator[Edit]:
    """Open further sections of courses, which meet late in the day, where rooms are free."""
    for number, model in enumerate(_meeting(university)[60:90:3]):
        fields = model.fields | {"callNumber": "", "enrollment": 0, "title": f"{model.title}, Evening"}
        fields["times"] = [dict(fields["times"][0], days="F", startTime=_LATE[0], endTime=_LATE[1])]
        yield Edit(f"{model.term}/{model.course}/{700 + number}", value=fields, action="create")


def _changed(university: University) -> Iterator[Edit]:
    """Change one value of one section after the other: capacity, title, room, times, professor, waitlist."""
    free = _free_rooms(university)
    kinds = itertools.cycle(("maxEnrollment", "title", "times.0.room", "times", "professors", "maxWaitlist"))
    for section, path in zip(_meeting(university)[:-_NOT_SCHEDULERS], kinds, strict=False):
        yield Edit(section.key, path, _value(university, section, path, free))


def _value(university: University, section: Section, path: str, free: dict[tuple[str, str], list[Room]]) -> Any:
    meeting = section.times[0]
    if path == "maxEnrollment":
        return section.capacity - 4
    if path == "title":
        return f"{section.title}, Revised"
    if path == "times.0.room":
        rooms = free[meeting.days, meeting.start]
        chosen = next(one for one in rooms if one.capacity >= section.capacity)
        rooms.remove(chosen)
        return chosen.code
    if path == "times":
        # Within the hour that the section has already, so that its room is free.
        return [section.fields["times"][0] | {"days": meeting.days[:1], "startTime": f"{meeting.start[:4]}5"}]
    if path == "professors":
        return [{"id": _colleague(university, section), "role": "primary", "percentage": 100}]
    return section.waitlist + 5


def _colleague(university: University, section: Section) -> str:
    """Return an instructor of the department who does not teach the section."""
    teaching = {one.instructor for one in section.professors}
    subject = section.course.partition("-")[0]
    return next(one.id for one in university.instructors if one.department == subject and one.id not in teaching)


def _free_rooms(university: University) -> dict[tuple[str, str], list[Room]]:
    """Return by days and start the rooms in which nobody is then, the smallest first."""
    taken: dict[tuple[str, str], set[str]] = {}
    for section in university.sections_of(university.rolled):
        for meeting in section.times:
            taken.setdefault((meeting.days, meeting.start), set()).add(meeting.room)
    rooms = sorted(university.rooms, key=lambda room: room.capacity)
    return {hour: [one for one in rooms if one.code not in codes] for hour, codes in taken.items()}
