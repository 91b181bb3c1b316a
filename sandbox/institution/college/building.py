"""Builds the sample college as it stands on a day, from its plan and a seed."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.institution.college.campuses import CAMPUSES
from sandbox.institution.college.corners import add_odd_corners
from sandbox.institution.college.plan import (
    CLASSES_PER_COURSE,
    COURSES_PER_GROUP,
    DAYS_BETWEEN_CLASSES,
    GROUPS,
    INSTRUCTORS,
    NIGHT,
    PROGRAMS,
    SLOTS,
    Fate,
    GroupPlan,
)
from sandbox.institution.college.records import College, Record
from sandbox.institution.names import FAMILY_NAMES, GIVEN_NAMES, account_name

DEFAULT_SEED = 4711
SCHOOL_NAME = "Maple Ridge Career College"
STAFF_DOMAIN = "college.maple-ridge.example"
STUDENT_DOMAIN = "students.college.maple-ridge.example"
_ROOMS = (101, 119)
_TAUGHT_BY_TWO = 4
_BEGINS = {Fate.NOT_YET: timedelta(weeks=5), Fate.FIRST_DAY: timedelta(weeks=3)}
_ENDS = {Fate.LONG_OVER: -timedelta(weeks=4), Fate.LAST_DAY: -timedelta(weeks=2)}


def sample_college(today: date, seed: int = DEFAULT_SEED) -> College:
    """Build the college: 14 groups, 70 courses of which 54 go to CourseKey, 30 instructors, 480 students."""
    return _Builder(College(today), random.Random(seed)).build()


class _Builder:
    """Fills a college according to the plan; ids count up in the order in which things are made."""

    def __init__(self, college: College, dice: random.Random) -> None:
        self._college = college
        self._dice = dice

    def build(self) -> College:
        # Off by default, so that some courses can show that nobody has chosen for them.
        self._college.add("school", {"id": "school", "name": SCHOOL_NAME, "sendNewProgramCourses": False})
        for campus in CAMPUSES:
            self._college.add("campuses", {"id": campus.id, "name": campus.name, "timeZone": campus.time_zone})
        for number in range(INSTRUCTORS):
            self._add_person("instructors", f"ins-{number + 1:02d}", STAFF_DOMAIN)
        self._add_programs()
        for number, plan in enumerate(GROUPS):
            self._add_group(number, plan)
        add_odd_corners(self._college)
        return self._college

    def _add_programs(self) -> None:
        for program in PROGRAMS:
            self._college.add("programs", {"id": program.id, "title": program.title})
            for place, title in enumerate(program.courses):
                fates = {plan.fates.get(place) for plan in GROUPS if plan.program == program.id}
                self._college.add(
                    "programCourses",
                    {
                        "id": f"{program.id}-{place + 1}",
                        "programId": program.id,
                        "title": title,
                        "sendToCourseKey": _option_of_program_course(fates),
                    },
                )

    def _add_group(self, number: int, plan: GroupPlan) -> None:
        title = f"{self._college.get('programs', plan.program)['title']}, {plan.id[-1].upper()}"
        group = {"id": plan.id, "programId": plan.program, "campusId": plan.campus, "title": title}
        self._college.add("groups", group)
        courses = [self._add_course(number, plan, place) for place in range(COURSES_PER_GROUP)]
        for _ in range(plan.students):
            student = self._add_person("students", f"stu-{self._next('students'):04d}", STUDENT_DOMAIN)
            self._college.add(
                "agreements",
                {
                    "id": f"agr-{self._next('agreements'):04d}",
                    "studentId": student["id"],
                    "groupId": plan.id,
                    "status": "active",
                    "courseIds": [course["id"] for course in courses],
                },
            )

    def _add_course(self, number: int, plan: GroupPlan, place: int) -> Record:
        fate = plan.fates.get(place, Fate.SENT)
        count = self._next("courses")
        start, end = _runs(fate, self._college.today, place)
        course = {
            "id": f"crs-{count:03d}",
            "groupId": plan.id,
            "programCourseId": f"{plan.program}-{place + 1}",
            "title": self._college.get("programCourses", f"{plan.program}-{place + 1}")["title"],
            "startDate": start.isoformat(),
            "endDate": end.isoformat(),
            "completedDate": _completed(fate, self._college.today),
            "hoursType": "Attendance Log" if place in plan.logs else "Attendance",
            "sendToCourseKey": _option_of_course(fate, count),
            "instructorIds": [] if fate is Fate.NO_INSTRUCTOR else self._teachers(plan, count),
        }
        self._college.add("courses", course)
        if fate.sent:
            self._college.sent.add(course["id"])
        if fate is not Fate.NO_CLASS:
            times = NIGHT if place in plan.nights else SLOTS[(number + place) % len(SLOTS)]
            days = _days(course, self._college.today, -1 if plan.small and place == 0 else place % 2)
            status = "cancelled" if fate is Fate.ALL_CANCELLED else "scheduled"
            for day in days:
                self._add_class(course, plan.campus, day, times, status)
        return course

    def _teachers(self, plan: GroupPlan, count: int) -> list[str]:
        """Take from the campus's half of the instructors; the second half begins with two who teach at both."""
        half = INSTRUCTORS // 2
        first = 0 if plan.campus == CAMPUSES[0].id else half - 2
        team = [f"ins-{first + (count + more) % half + 1:02d}" for more in range(2)]
        return team if count % _TAUGHT_BY_TWO == 0 else team[:1]

    def _add_class(self, course: Record, campus: str, day: date, times: tuple[str, str], status: str) -> None:
        room = f"{campus[0].upper()}{self._dice.randint(*_ROOMS)}"
        self._college.add(
            "classes",
            {
                "id": f"cls-{self._next('classes'):04d}",
                "courseId": course["id"],
                "date": day.isoformat(),
                "startTime": times[0],
                "endTime": times[1],
                "room": None if day.isoformat() == course["startDate"] else room,
                "instructorId": next(iter(course["instructorIds"]), None),
                "status": status,
            },
        )

    def _add_person(self, collection: str, person_id: str, domain: str) -> Record:
        given, family = self._dice.choice(GIVEN_NAMES), self._dice.choice(FAMILY_NAMES)
        email = f"{account_name(given, family, person_id[-4:].strip('-'))}@{domain}"
        return self._college.add(collection, {"id": person_id, "firstName": given, "lastName": family, "email": email})

    def _next(self, collection: str) -> int:
        return len(self._college.collections[collection]) + 1


def _option_of_program_course(fates: set[Fate | None]) -> bool | None:
    if Fate.OFF_BY_PROGRAM in fates:
        return False
    return None if Fate.OFF_BY_SCHOOL in fates else True


def _option_of_course(fate: Fate, count: int) -> bool | None:
    """Say what the course itself has: every second that goes leaves it to its program course."""
    if fate is Fate.OFF:
        return False
    if fate in {Fate.OFF_BY_PROGRAM, Fate.OFF_BY_SCHOOL}:
        return None
    return True if count % 2 else None


def _runs(fate: Fate, today: date, place: int) -> tuple[date, date]:
    """Return first and last day; the usual course is in its middle, and each group's last one only about to begin."""
    half = timedelta(days=DAYS_BETWEEN_CLASSES * CLASSES_PER_COURSE // 2)
    if fate in _ENDS:
        return today + _ENDS[fate] - 2 * half, today + _ENDS[fate]
    begins = _BEGINS.get(fate, timedelta(weeks=2) if place == COURSES_PER_GROUP - 1 else -half)
    return today + begins, today + begins + 2 * half


def _completed(fate: Fate, today: date) -> str | None:
    return (today - timedelta(weeks=3)).isoformat() if fate is Fate.COMPLETED_EARLY else None


def _days(course: Record, today: date, offset: int) -> Iterator[date]:
    """Yield the days on which a course meets, every third one, so that it meets so many days after today."""
    last = date.fromisoformat(course["completedDate"] or course["endDate"])
    day = date.fromisoformat(course["startDate"])
    while ((day - today).days - offset) % DAYS_BETWEEN_CLASSES:
        day += timedelta(days=1)
    while day <= last:
        yield day
        day += timedelta(days=DAYS_BETWEEN_CLASSES)
