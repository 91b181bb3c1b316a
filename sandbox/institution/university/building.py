"""Builds the sample university as it stands on a day, from its plan; there is no chance in it.

Sections count through hours and rooms together, 17 and 30 of them, so that no room has two sections at one hour.
"""

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.institution.names import FAMILY_NAMES, GIVEN_NAMES
from sandbox.institution.university.plan import (
    BUILDINGS,
    CAPACITIES,
    CODES,
    COURSES,
    HOURS,
    ONLINE_SITE,
    ROOM_NUMBERS,
    SITES,
    SUBJECTS,
    TEAM,
    USERS,
)
from sandbox.institution.university.records import (
    Course,
    Crosslist,
    Instructor,
    Meeting,
    Room,
    Section,
    Teaching,
    Term,
    University,
)
from sandbox.institution.university.terms import terms_on

_CATALOGUE_BEGAN = date(2015, 8, 1)
_CROSSLISTS = 20
_ONLINE, _FIRST_HALF, _TWO_TEACH, _UNSTAFFED = 10, 25, 12, 50
"""Every so many-th section is like that."""
_STATUS = {79: "pending", 149: "cancelled", 159: "pending", 209: "inactive"}
"""By place in the term, a section that is not active; all of them are online, so that none has a meeting."""
_ONLINE_CAPACITY = 35
_USUAL_CAPACITY = 60


def sample_university(today: date) -> University:
    """Build it: 3 terms, 120 courses, 400 sections in the rolled term, 60 in the running one, 30 in the ended one."""
    ended, running, rolled = terms = terms_on(today)
    rooms = tuple(_rooms())
    instructors = tuple(_instructors())
    courses = tuple(_courses())
    planner = _Planner(rooms, instructors)
    sections = [
        *planner.schedule(ended, courses[::4], 0, 22),
        *planner.schedule(running, courses[::2], 0, 18),
        *planner.schedule(rolled, courses, 3, 0),
    ]
    joined, crosslists = _join([one for one in sections if one.term == rolled.code])
    return University(
        today=today,
        terms=terms,
        sites=SITES,
        rooms=rooms,
        subjects=SUBJECTS,
        instructors=instructors,
        courses=courses,
        sections=(*(one for one in sections if one.term != rolled.code), *joined),
        crosslists=crosslists,
        users=USERS,
        codes=CODES,
    )


def _rooms() -> Iterator[Room]:
    for building, site in BUILDINGS.items():
        for number, capacity in zip(ROOM_NUMBERS, CAPACITIES, strict=True):
            yield Room(building, number, site, capacity)


def _instructors() -> Iterator[Instructor]:
    for number in range(len(SUBJECTS) * TEAM):
        given, family = GIVEN_NAMES[number % len(GIVEN_NAMES)], FAMILY_NAMES[number * 7 % len(FAMILY_NAMES)]
        # Leading zeros, which spreadsheets like to lose.
        yield Instructor(f"00{12001 + number}", given, family, SUBJECTS[number // TEAM].code)


def _courses() -> Iterator[Course]:
    for subject in SUBJECTS:
        for number, pattern, least, most in COURSES:
            title = pattern.format(subject.title)
            yield Course(
                subject=subject.code,
                number=number,
                title=title,
                long_title=f"{title} ({subject.code} {number})",
                description=f"What students of {subject.title} learn in {title}.",
                min_credits=least,
                max_credits=most,
                site="MAIN",
                start=_CATALOGUE_BEGAN,
            )


class _Planner:
    """Gives sections their hours, rooms and instructors."""

    def __init__(self, rooms: tuple[Room, ...], instructors: tuple[Instructor, ...]) -> None:
        self._rooms = rooms
        self._instructors = instructors

    def schedule(self, term: Term, courses: tuple[Course, ...], usual: int, enrolled: int) -> Iterator[Section]:
        """Yield a term's sections: `usual` of each course and one more of every third; one of each if `usual` is 0."""
        places = [
            (course, number)
            for place, course in enumerate(courses)
            for number in range(1, usual + (1 if not usual or place % 3 == 0 else 0) + 1)
        ]
        for place, (course, number) in enumerate(places):
            yield self._section(term, course, number, place, enrolled)

    def _section(self, term: Term, course: Course, number: int, place: int, enrolled: int) -> Section:
        room = self._rooms[place % len(self._rooms)]
        online = place % _ONLINE == _ONLINE - 1
        half = place % _FIRST_HALF == _FIRST_HALF - 1
        kind = {"110": "lab", "401": "seminar"}.get(course.number, "lecture")
        days, start, end = HOURS[place % len(HOURS)]
        return Section(
            term=term.code,
            course=course.code,
            number=f"{number:03d}",
            title=course.title,
            site=ONLINE_SITE if online else room.site,
            start=term.start,
            end=term.start + timedelta(weeks=8) if half else term.end,
            min_credits=course.min_credits,
            max_credits=course.max_credits,
            capacity=_ONLINE_CAPACITY if online else min(room.capacity, _USUAL_CAPACITY),
            call_number=f"{10001 + place}",
            status=_STATUS.get(place, "active"),
            type=kind,
            mode="online" if online else "in-person",
            part_of_term="H1" if half else "1",
            grade_mode="pass" if kind == "seminar" else "letter",
            enrollment=enrolled,
            professors=self._professors(course, place),
            times=() if online else (Meeting(days, start, end, room.code, kind),),
        )

    def _professors(self, course: Course, place: int) -> tuple[Teaching, ...]:
        """Take from the department's team, so that nobody teaches two sections at one hour."""
        team = [one.id for one in self._instructors if one.department == course.subject]
        first = team[place % TEAM]
        if place % _UNSTAFFED == _UNSTAFFED - 1:
            return ()
        if place % _TWO_TEACH == _TWO_TEACH - 1:
            return Teaching(first, "primary", 60), Teaching(team[(place + 1) % TEAM], "secondary", 40)
        return (Teaching(first, "primary", 100),)


def _join(sections: list[Section]) -> tuple[list[Section], tuple[Crosslist, ...]]:
    """Crosslist some sections in pairs; the second one meets with the first, and so has no room of its own."""
    meeting = [place for place, one in enumerate(sections) if one.times]
    chosen = meeting[8 : 8 + _CROSSLISTS * 8 : 4]
    crosslists = []
    for number, (first, second) in enumerate(zip(chosen[::2], chosen[1::2], strict=True), 1):
        primary, other = sections[first], sections[second]
        together = tuple(dataclasses.replace(one, room="") for one in primary.times)
        sections[second] = dataclasses.replace(other, times=together, start=primary.start, end=primary.end)
        keys = (primary.key, other.key)
        crosslists.append(Crosslist(primary.term, f"XL{number:02d}", keys, capacity=primary.capacity))
    return sections, tuple(crosslists)
