"""The records of a university's schedule, frozen, in codes that people know: no id of any system stands in them."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

Fields = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """An academic term: a code such as "202710", its title, first and last day."""

    code: str
    title: str
    start: date
    end: date


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """A campus."""

    code: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class Room:
    """A room: its building and number, its site, and how many it holds."""

    building: str
    number: str
    site: str
    capacity: int

    @property
    def code(self) -> str:
        """Return what people call it, such as "SCI/101"."""
        return f"{self.building}/{self.number}"


@dataclasses.dataclass(frozen=True, slots=True)
class Instructor:
    """Somebody who teaches, by the number that everybody at the university has."""

    id: str
    first_name: str
    last_name: str
    department: str


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """A subject, whose code is also the one of its department."""

    code: str
    title: str


@dataclasses.dataclass(frozen=True, slots=True)
class Course:
    """A course of the catalogue; credits are a range where the two differ."""

    subject: str
    number: str
    title: str
    long_title: str
    description: str
    min_credits: int
    max_credits: int
    site: str
    start: date

    @property
    def code(self) -> str:
        """Return what people call it, such as "BIO-101"."""
        return f"{self.subject}-{self.number}"

    @property
    def fields(self) -> Fields:
        """Return its values as a person would write them into either system."""
        return {
            "title": self.title,
            "longTitle": self.long_title,
            "description": self.description,
            "status": "active",
            "minCreditHours": self.min_credits,
            "maxCreditHours": self.max_credits,
            "departments": [self.subject],
            "campuses": [self.site],
        }


@dataclasses.dataclass(frozen=True, slots=True)
class Teaching:
    """Who teaches a section, in which role ("primary", "secondary"), and how much of it in percent."""

    instructor: str
    role: str
    percentage: int


@dataclasses.dataclass(frozen=True, slots=True)
class Meeting:
    """When and where a section meets each week; days are letters of MTWRFSU, times such as "09:00"; room "" is none."""

    days: str
    start: str
    end: str
    room: str
    type: str


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A section of a course in a term. `status` is active, pending, cancelled or inactive."""

    term: str
    course: str
    number: str
    title: str
    site: str
    start: date
    end: date
    min_credits: int
    max_credits: int
    capacity: int
    call_number: str
    status: str = "active"
    type: str = "lecture"
    mode: str = "in-person"
    part_of_term: str = "1"
    grade_mode: str = "letter"
    waitlist: int = 10
    enrollment: int = 0
    professors: tuple[Teaching, ...] = ()
    times: tuple[Meeting, ...] = ()

    @property
    def key(self) -> str:
        """Return what names it in every system, such as "202710/BIO-101/001"."""
        return f"{self.term}/{self.course}/{self.number}"

    @property
    def fields(self) -> Fields:
        """Return its values as a person would write them into either system; nothing has an id yet."""
        return {
            "status": self.status,
            "title": self.title,
            "sectionType": self.type,
            "campus": self.site,
            "instructionMode": self.mode,
            "partOfTerm": self.part_of_term,
            "startDate": self.start.isoformat(),
            "endDate": self.end.isoformat(),
            "minCreditHours": self.min_credits,
            "maxCreditHours": self.max_credits,
            "gradeMode": self.grade_mode,
            "maxEnrollment": self.capacity,
            "maxWaitlist": self.waitlist,
            "callNumber": self.call_number,
            "enrollment": self.enrollment,
            "professors": [
                {"id": one.instructor, "role": one.role, "percentage": one.percentage} for one in self.professors
            ],
            "times": [self._time(one) for one in self.times],
        }

    def _time(self, meeting: Meeting) -> Fields:
        return {
            "id": "",
            "days": meeting.days,
            "startTime": meeting.start,
            "endTime": meeting.end,
            "startDate": self.start.isoformat(),
            "endDate": self.end.isoformat(),
            "room": meeting.room,
            "type": meeting.type,
        }


@dataclasses.dataclass(frozen=True, slots=True)
class Crosslist:
    """Sections, by their keys, that are taught as one; the first of them is the primary one."""

    term: str
    group: str
    sections: tuple[str, ...]
    waitlist: str = "combined"
    capacity: int | None = None

    @property
    def key(self) -> str:
        """Return what names it in every system, such as "202710/XL01"."""
        return f"{self.term}/{self.group}"

    @property
    def fields(self) -> Fields:
        """Return its values as a person would write them into either system."""
        return {
            "sections": list(self.sections),
            "primary": self.sections[0],
            "waitlist": self.waitlist,
            "maxEnrollment": self.capacity,
        }


@dataclasses.dataclass(frozen=True, slots=True)
class User:
    """Somebody who works in Coursedog, with roles there and the products that were switched on."""

    id: str
    first_name: str
    last_name: str
    email: str
    roles: tuple[str, ...]
    products: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class University:
    """All that the university has, as it stands on one day. `codes` are the words of each code list, with titles."""

    today: date
    terms: tuple[Term, ...]
    sites: tuple[Site, ...]
    rooms: tuple[Room, ...]
    subjects: tuple[Subject, ...]
    instructors: tuple[Instructor, ...]
    courses: tuple[Course, ...]
    sections: tuple[Section, ...]
    crosslists: tuple[Crosslist, ...]
    users: tuple[User, ...]
    codes: Mapping[str, Mapping[str, str]]

    @property
    def ended(self) -> Term:
        """The term that is over."""
        return self.terms[0]

    @property
    def running(self) -> Term:
        """The term in which today is."""
        return self.terms[1]

    @property
    def rolled(self) -> Term:
        """The next term, which was rolled and is being scheduled."""
        return self.terms[2]

    def sections_of(self, term: Term) -> list[Section]:
        """Return the sections of a term in the order of the catalogue."""
        return [one for one in self.sections if one.term == term.code]
