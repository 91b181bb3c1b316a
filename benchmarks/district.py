"""A district of any size as the source holds it: OneRoster collections, made one record at a time."""

from collections.abc import Iterator
from datetime import UTC, datetime

from rollbook.model.records import Json
from sandbox.institution.records import reference

AS_OF = datetime(2026, 9, 14, 10, tzinfo=UTC)
"""A day in the running terms."""

_SCHOOLS = ("0012", "0034", "0107")
"""The identifiers of the schools in `layers/config/schoology.provisioning.yaml`."""

_TERMS = (("Fall 2026", "2026-08-24", "2027-01-22"), ("Spring 2027", "2027-01-25", "2027-06-18"))
_ENROLLMENTS_OF_A_PERSON = 5
_CLASS_SIZE = 25
_COURSE_SIZE = 60
_PEOPLE_PER_TEACHER = 20


class District:
    """Everybody has five enrollments; a class has 25 of them, a course 60 or so."""

    def __init__(self, people: int) -> None:
        self._people = people
        self._enrollments = people * _ENROLLMENTS_OF_A_PERSON
        self._classes = max(_ENROLLMENTS_OF_A_PERSON, self._enrollments // _CLASS_SIZE)
        self._courses = max(1, self._enrollments // _COURSE_SIZE)

    @classmethod
    def holding(cls, records: int) -> "District":
        """Return a district that has about so many records for the target, over all streams."""
        return cls(round(records / (1 + _ENROLLMENTS_OF_A_PERSON * (1 + 1 / _CLASS_SIZE + 1 / _COURSE_SIZE))))

    @classmethod
    def enrolling(cls, enrollments: int) -> "District":
        """Return a district that has so many enrollments, a multiple of five."""
        return cls(enrollments // _ENROLLMENTS_OF_A_PERSON)

    def size(self, entity: str) -> int:
        """Return how many records a collection has."""
        return {
            "orgs": len(_SCHOOLS),
            "academicSessions": len(_TERMS),
            "users": self._people,
            "courses": self._courses,
            "classes": self._classes,
            "enrollments": self._enrollments,
        }[entity]

    def records(self, entity: str) -> Iterator[Json]:
        """Yield the records of a collection, always the same ones in the same order."""
        make = {
            "orgs": self._org,
            "academicSessions": self._session,
            "users": self._user,
            "courses": self._course,
            "classes": self._class,
            "enrollments": self._enrollment,
        }[entity]
        for number in range(self.size(entity)):
            yield {"status": "active", "dateLastModified": "2026-08-20T12:00:00.000Z", "metadata": {}, **make(number)}

    def _org(self, number: int) -> Json:
        identifier = _SCHOOLS[number]
        return {"sourcedId": _id("org", number), "name": f"School {number}", "type": "school", "identifier": identifier}

    def _session(self, number: int) -> Json:
        title, start, end = _TERMS[number]
        return {"sourcedId": _id("term", number), "title": title, "type": "term", "startDate": start, "endDate": end}

    def _user(self, number: int) -> Json:
        return {
            "sourcedId": _id("user", number),
            "enabledUser": "true",
            "username": f"ada.lovelace{number}",
            "givenName": "Ada",
            "familyName": f"Lovelace-{number}",
            "identifier": f"{number:09d}",
            "email": f"ada.lovelace{number}@students.maple-ridge.example",
            "roles": [{"roleType": "primary", "role": _role(number), "org": _school(number)}],
        }

    def _course(self, number: int) -> Json:
        return {
            "sourcedId": _id("course", number),
            "title": f"Algebra {number}",
            "courseCode": f"ALG{number:06d}",
            "subjects": ["Algebra"],
            "org": _school(number),
        }

    def _class(self, number: int) -> Json:
        return {
            "sourcedId": _id("class", number),
            "title": f"Algebra \u2013 {number}",
            "classCode": f"ALG-{number:06d}",
            "classType": "scheduled",
            "location": f"Room {number % 300}",
            "course": reference("course", _id("course", number % self._courses)),
            "school": _school(number),
            "terms": [reference("academicSession", _id("term", number % len(_TERMS)))],
        }

    def _enrollment(self, number: int) -> Json:
        person = number // _ENROLLMENTS_OF_A_PERSON
        return {
            "sourcedId": _id("enrollment", number),
            "user": reference("user", _id("user", person)),
            "class": reference("class", _id("class", number % self._classes)),
            "school": _school(number),
            "role": _role(person),
            "primary": "false",
        }


def _id(kind: str, number: int) -> str:
    """Return an id as opaque and as long as a real one."""
    return f"{sum(kind.encode()):08x}-0000-4000-8000-{number:012x}"


def _school(number: int) -> Json:
    return reference("org", _id("org", number % len(_SCHOOLS)))


def _role(person: int) -> str:
    return "student" if person % _PEOPLE_PER_TEACHER else "teacher"
