"""What a registrar does inside the system, in people's words and without the rules that callers are held to.

Edits are those of `sandbox.institution.university.Edit`: a section's key, a path such as "times.0.room", a value.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from sandbox.institution.university import Term, following_term
from sandbox.simulators.sis.catalogue import course_fields_of, course_of
from sandbox.simulators.sis.holdings import Holdings, Resource
from sandbox.simulators.sis.preload import add_term
from sandbox.simulators.sis.wording import (
    crosslist_fields_of,
    crosslist_of,
    event_of,
    fields_of,
    section_of,
    teaching_of,
)

_ITS_OWN = {"callNumber": "code", "enrollment": "enrollment"}


class Registrar:
    """Works in the holdings of one system."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def edit(self, section: str, path: str = "", value: Any = None, action: str = "change", by: str = "") -> None:  # noqa: ARG002 - who it was is Coursedog's business
        """Do one edit; `ValueError` for what there is not, or cannot be done.

        Its key names a section with two slashes, a crosslist with one, a course with none.
        """
        kind = ("courses", "section-crosslists", "sections")[min(section.count("/"), 2)]
        actions: Mapping[tuple[str, str], Callable[[], None]] = {
            ("sections", "change"): lambda: self._change(section, path, value),
            ("sections", "create"): lambda: self._create(section, value),
            ("sections", "renumber"): lambda: self._find("sections", section).update(number=str(value)),
            ("sections", "delete"): lambda: self._holdings.remove_section(self._find("sections", section)["id"]),
            ("section-crosslists", "change"): lambda: self._change_crosslist(section, path, value),
            ("section-crosslists", "crosslist"): lambda: self._crosslist(section, value),
            ("section-crosslists", "delete"): lambda: self._part(section),
            ("courses", "change"): lambda: self._change_course(section, path, value),
        }
        if (kind, action) not in actions:
            raise ValueError(f"There is no action {action!r} for {kind}.")
        actions[kind, action]()

    def edits(self, edits: Iterable[Mapping[str, Any]]) -> None:
        """Do several edits, one after the other."""
        for one in edits:
            self.edit(**one)

    def register(self, section: str, count: int = 1) -> int:
        """Register so many students in a section, or fewer where it is negative; return how many there are then."""
        held = self._find("sections", section)
        held["enrollment"] = max(0, held["enrollment"] + count)
        enrolled: int = held["enrollment"]
        return enrolled

    def roll_term(self, source: str = "") -> str:
        """Open the term after the last one, with the sections of `source` where that is given; return its code."""
        last = max(self._holdings.tables["academic-periods"].values(), key=lambda one: one["endOn"])
        before = Term(last["code"], "", *(date.fromisoformat(last[name][:10]) for name in ("startOn", "endOn")))
        term = following_term(before)
        add_term(self._holdings, term)
        for held in list(self._holdings.tables["sections"].values()) if source else ():
            key = self._holdings.key_of(held)
            if key.startswith(f"{source}/"):
                self._create(f"{term.code}{key.removeprefix(source)}", self._rolled(held, term))
        return term.code

    def end_term(self, term: str, on: str) -> None:
        """Let a term end on this day."""
        guid = self._holdings.id_of("academic-periods", term)
        self._holdings.tables["academic-periods"][guid]["endOn"] = f"{date.fromisoformat(on)}T00:00:00+00:00"

    def _rolled(self, held: Resource, term: Term) -> dict[str, Any]:
        """Return the fields of a section as it comes into a new term, with the dates of that."""
        dates = {"startDate": term.start.isoformat(), "endDate": term.end.isoformat()}
        fields = {**fields_of(self._holdings, held), **dates, "enrollment": 0, "callNumber": ""}
        return fields | {"times": [{**one, **dates} for one in fields["times"]]}

    def _change(self, key: str, path: str, value: Any) -> None:
        held = self._find("sections", key)
        if path in _ITS_OWN:
            held[_ITS_OWN[path]] = value
            return
        fields = fields_of(self._holdings, held)
        _put(fields, path.split("."), value)
        held.update(section_of(self._holdings, fields))
        name = path.partition(".")[0]
        if name == "times":
            self._replace("instructional-events", held["id"], map(self._event(held["id"]), fields["times"]))
        if name == "professors":
            teaching = (teaching_of(self._holdings, held["id"], one) for one in fields["professors"])
            self._replace("section-instructors", held["id"], teaching)

    def _create(self, key: str, fields: Mapping[str, Any]) -> None:
        term, course, number = key.split("/")
        place = {
            "code": fields.get("callNumber") or self._holdings.new_call_number(),
            "number": number,
            "academicPeriod": {"id": self._holdings.id_of("academic-periods", term)},
            "course": {"id": self._holdings.id_of("courses", course)},
            "enrollment": fields.get("enrollment") or 0,
        }
        guid = self._holdings.add("sections", place | section_of(self._holdings, fields))["id"]
        for time in fields["times"]:
            self._holdings.add("instructional-events", event_of(self._holdings, guid, time))
        for professor in fields["professors"]:
            self._holdings.add("section-instructors", teaching_of(self._holdings, guid, professor))

    def _crosslist(self, key: str, fields: Mapping[str, Any]) -> None:
        self._holdings.add("section-crosslists", self._crosslisted(key, fields))

    def _change_crosslist(self, key: str, path: str, value: Any) -> None:
        held = self._find("section-crosslists", key)
        fields = crosslist_fields_of(self._holdings, held)
        _put(fields, path.split("."), value)
        held.update(self._crosslisted(key, fields))

    def _part(self, key: str) -> None:
        guid = self._find("section-crosslists", key)["id"]
        del self._holdings.tables["section-crosslists"][guid]

    def _crosslisted(self, key: str, fields: Mapping[str, Any]) -> Resource:
        sections = {one: self._find("sections", one)["id"] for one in fields["sections"]}
        return crosslist_of(key.partition("/")[2], sections, fields)

    def _change_course(self, code: str, path: str, value: Any) -> None:
        held = self._holdings.tables["courses"][self._holdings.id_of("courses", code)]
        fields = course_fields_of(self._holdings, held)
        _put(fields, path.split("."), value)
        held.update(course_of(self._holdings, code, fields))

    def _find(self, name: str, key: str) -> Resource:
        """Return a section or crosslist by its key; `ValueError` for one that there is not."""
        key_of = {"sections": self._holdings.key_of, "section-crosslists": self._holdings.key_of_crosslist}[name]
        for one in self._holdings.tables[name].values():
            if key_of(one) == key:
                return one
        raise ValueError(f"There is no {key} in {name}.")

    def _event(self, section: str) -> Callable[[Mapping[str, Any]], Resource]:
        """Return how a time becomes an event, which keeps its id where it has one."""
        return lambda time: event_of(self._holdings, section, time) | ({"id": time["id"]} if time.get("id") else {})

    def _replace(self, name: str, section: str, wanted: Iterable[Resource]) -> None:
        table = self._holdings.tables[name]
        kept = list(wanted)
        for one in list(self._holdings.of_section(name, section)):
            del table[one["id"]]
        for one in kept:
            if "id" in one:
                table[one["id"]] = one
            else:
                self._holdings.add(name, one)


def _put(value: Any, path: list[str], new: Any) -> None:
    """Set one value deep inside; `ValueError` for a path that leads nowhere."""
    *way, last = path
    for step in way:
        value = value[_step(value, step)]
    value[_step(value, last)] = new


def _step(value: Any, step: str) -> Any:
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return int(step)
    if isinstance(value, dict) and step in value:
        return step
    raise ValueError(f"There is no {step!r} on the path.")
