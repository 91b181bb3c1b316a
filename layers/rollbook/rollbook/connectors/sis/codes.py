"""The codes that people know resources by, and the GUIDs that Ethos knows them by: one from the other.

Short lists are read whole with the first question. Of the long ones only what is asked for, unless `load` was called.
"""

from collections.abc import Callable, Mapping

from rollbook.connectors.sis.door import Door
from rollbook.model.records import Json

LONG = ("courses", "persons", "rooms")
"""The lists that are as long as an institution is big."""

_INSTRUCTORS: Json = {"roles": [{"role": "instructor"}]}


class Codes:
    """What was learned of codes and GUIDs while a connection is open; what is not known yet is asked for."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._codes: dict[str, dict[str, str]] = {}
        self._ids: dict[str, dict[str, str]] = {}
        self._whole: set[str] = set()

    def code(self, resource: str, reference: Json) -> str:
        """Return the code of what a reference leads to, its id where it leads nowhere."""
        if resource not in LONG:
            self.load(resource)
        known = self._codes.setdefault(resource, {})
        if reference["id"] not in known:
            shown = self._door.one(resource, reference["id"])
            if shown is None:
                # Known by its id, so that one record which refers to it does not keep all others from being read.
                known[reference["id"]] = reference["id"]
                self._ids.setdefault(resource, {}).setdefault(reference["id"], reference["id"])
            else:
                self.learn(resource, shown)
        return known[reference["id"]]

    def id(self, resource: str, code: str) -> str | None:
        """Return the GUID behind a code, None for one that there is not."""
        if resource != "courses":
            self.load(resource)
        known = self._ids.setdefault(resource, {})
        if code not in known and resource not in self._whole:
            self._look_up(code)
        return known.get(code)

    def load(self, resource: str) -> None:
        """Read a list whole, once."""
        if resource not in self._whole:
            for shown in self._door.every(resource, _INSTRUCTORS if resource == "persons" else None):
                self.learn(resource, shown)
            self._whole.add(resource)

    def learn(self, resource: str, shown: Json) -> str:
        """Remember a resource that was read, and return its code."""
        code = _NAMES[resource](self, shown)
        self._codes.setdefault(resource, {})[shown["id"]] = code
        self._ids.setdefault(resource, {}).setdefault(code, shown["id"])
        return code

    def _look_up(self, course: str) -> None:
        """Ask for a course by its subject and number."""
        subject, _, number = course.rpartition("-")
        guid = self.id("subjects", subject)
        for shown in self._door.every("courses", {"subject": {"id": guid}, "number": number}) if guid else ():
            self.learn("courses", shown)


def _of_course(codes: Codes, shown: Json) -> str:
    return f"{codes.code('subjects', shown['subject'])}-{shown['number']}"


def _of_room(codes: Codes, shown: Json) -> str:
    return f"{codes.code('buildings', shown['building'])}/{shown['number']}"


def _of_person(_codes: Codes, shown: Json) -> str:
    """Return the number of an instructor; whoever has none is known by the id."""
    numbers = [one["value"] for one in shown["credentials"] if one["type"] in _NUMBERS]
    return str(next(iter(numbers), shown["id"]))


def _by(name: str) -> Callable[[Codes, Json], str]:
    return lambda _codes, shown: str(shown[name])


_NUMBERS = ("bannerId", "colleaguePersonId", "emplId")
_NAMES: Mapping[str, Callable[[Codes, Json], str]] = {
    "academic-periods": _by("code"),
    "buildings": _by("code"),
    "course-title-types": _by("code"),
    "courses": _of_course,
    "educational-institution-units": _by("code"),
    "grade-schemes": _by("code"),
    "instructional-delivery-methods": _by("code"),
    "instructional-methods": _by("abbreviation"),
    "persons": _of_person,
    "rooms": _of_room,
    "section-title-types": _by("code"),
    "sites": _by("code"),
    "subjects": _by("abbreviation"),
}
"""What people know a resource by."""
