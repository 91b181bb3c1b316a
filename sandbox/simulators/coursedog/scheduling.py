"""What schedulers and registrars do in Coursedog itself: each thing they save raises a version and is told.

Values are those of the sample university's edits, in its words: `title`, `room`, `professors` with `id`, `primary`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sandbox.institution.university import Edit
from sandbox.simulators.coursedog import records
from sandbox.simulators.coursedog.fields import COURSES, FORMS, RELATIONSHIPS, SECTIONS, Fields
from sandbox.simulators.coursedog.reading import show
from sandbox.simulators.coursedog.records import RuleError
from sandbox.simulators.coursedog.schools import Row, Saved, School

Told = Callable[[School, Saved], None]
_WORDS: Mapping[str, Mapping[str, str]] = {
    COURSES: {"title": "name", "longTitle": "longName"},
    SECTIONS: {"title": "sectionName"},
    RELATIONSHIPS: {"primary": "primarySection", "maxEnrollment": "combinedMaxEnrollment"},
}
"""By kind, the wire's word for a field where people say another one."""
_TIME_WORDS = {"room": "classroom", "type": "meetingType"}
_PLAIN_LISTS = ("professors", "professorsMeta")


class Scheduling:
    """The hands of people in one school, who save at a moment; every save is told."""

    def __init__(self, school: School, now: datetime, tell: Told) -> None:
        self._school = school
        self._now = now
        self._tell = tell

    def do(self, edit: Edit) -> Fields:
        """Do one edit; return its record as it is shown by then, or as it was if it is gone.

        Its key names a section with two slashes, a relationship with one, a course with none. `ValueError` says why it
        cannot be done.
        """
        kind = (COURSES, RELATIONSHIPS, SECTIONS)[min(edit.section.count("/"), 2)]
        actions: Mapping[str, Callable[[str, Edit], Fields]] = {
            "change": self._change,
            "create": self._create,
            "crosslist": self._create,
            "renumber": self._renumber,
            "delete": self._delete,
        }
        if edit.action not in actions:
            raise ValueError(f"There is no action {edit.action!r}; there are {', '.join(actions)}.")
        if edit.by not in {user.id for user in self._school.users}:
            raise ValueError(f"There is no user {edit.by!r} who could do that.")
        try:
            return actions[edit.action](kind, edit)
        except RuleError as refusal:
            raise ValueError(f"{refusal.code}: {refusal.message}") from refusal

    def _change(self, kind: str, edit: Edit) -> Fields:
        row = self._row(kind, edit.section)
        field, *inner = edit.path.split(".")
        seen = _as_people_see_it(kind, row.fields)
        if field not in seen:
            raise ValueError(f"There is no {field!r} of {kind}; there are {', '.join(sorted(seen))}.")
        changed = _with(seen[field], inner, edit.value)
        if field == "times":
            changed = _keeping_ids(changed, row.fields["times"])
        before = _sections_of(row)
        records.change(self._school, kind, row, _as_sent(kind, {field: changed}))
        return self._save(kind, row, edit.by, before)

    def _create(self, kind: str, edit: Edit) -> Fields:
        fields = dict(edit.value)
        names = dict(zip(FORMS[kind].key, edit.section.split("/"), strict=True))
        of_type = {"relationship": fields.pop("type")} if kind == RELATIONSHIPS and "type" in fields else {}
        row = records.create(self._school, kind, {**names, **_as_sent(kind, fields)}, **of_type)
        return self._save(kind, row, edit.by)

    def _renumber(self, kind: str, edit: Edit) -> Fields:
        """Tell that the old number is gone, and of the new one."""
        if kind != SECTIONS:
            raise ValueError("Only sections have a number.")
        row = self._row(kind, edit.section)
        gone = Saved(self._now, "section.deleted", {name: row.fields[name] for name in FORMS[kind].key})
        records.renumber(self._school, row, str(edit.value))
        self._tell(self._school, gone)
        return self._save(kind, row, edit.by)

    def _delete(self, kind: str, edit: Edit) -> Fields:
        row = self._row(kind, edit.section)
        gone = show(self._school, kind, row)
        before = {one.id: _sections_of(one) for one in records.relationships_of(self._school, row.key)}
        touched = records.remove(self._school, kind, row)
        self._tell_of(kind, row)
        for one in touched:
            self._save(RELATIONSHIPS, one, edit.by, before[one.id])
        return gone

    def _row(self, kind: str, key: str) -> Row:
        rows = self._school.rows(kind)
        if key not in rows:
            raise ValueError(f"There is no {key!r} among the {kind} of {self._school.id}.")
        return rows[key]

    def _save(self, kind: str, row: Row, by: str, sections_before: Sequence[str] = ()) -> Fields:
        row.edited_at, row.edited_by = self._now, by
        self._tell_of(kind, row, sections_before)
        return show(self._school, kind, row)

    def _tell_of(self, kind: str, row: Row, sections_before: Sequence[str] = ()) -> None:
        """Tell of a section or relationship, whether it is still there or not; of courses nobody is told."""
        if kind == COURSES:
            return
        what = "saved" if row.id in self._school.tables[kind].rows else "deleted"
        data = {name: row.fields[name] for name in FORMS[kind].key}
        if kind == RELATIONSHIPS:
            data["sections"] = sorted({*_sections_of(row), *sections_before})
        self._tell(self._school, Saved(self._now, f"{kind.removesuffix('s')}.{what}", data))


def _sections_of(row: Row) -> list[str]:
    """Return the keys of a relationship's sections, none for another record."""
    return list(row.fields.get("sections", ()))


def _as_people_see_it(kind: str, fields: Fields) -> Fields:
    """Return the fields in people's words."""
    words = {wire: word for word, wire in _WORDS[kind].items()}
    seen = {words.get(name, name): value for name, value in fields.items() if name not in _PLAIN_LISTS}
    if kind == SECTIONS:
        time_words = {wire: word for word, wire in _TIME_WORDS.items()}
        seen["times"] = [{time_words.get(name, name): one for name, one in time.items()} for time in fields["times"]]
        seen["professors"] = [
            {"id": one["instructorId"], "role": one["role"], "percentage": one["percentage"]}
            for one in fields["professorsMeta"]
        ]
    return seen


def _as_sent(kind: str, seen: Mapping[str, Any]) -> Fields:
    """Return fields in the wire's words; an empty text is nothing."""
    fields: Fields = {_WORDS[kind].get(word, word): None if value == "" else value for word, value in seen.items()}
    if "times" in seen:
        fields["times"] = [{_TIME_WORDS.get(word, word): one for word, one in time.items()} for time in seen["times"]]
    if "professors" in seen:
        fields["professors"] = [one["id"] for one in seen["professors"]]
        fields["professorsMeta"] = [
            {"instructorId": one["id"], "role": one["role"], "percentage": one["percentage"]}
            for one in seen["professors"]
        ]
    return fields


def _with(whole: Any, inner: list[str], value: Any) -> Any:
    """Return a value in which what stands at an inner path ("0", "room") is another; `ValueError` for none there."""
    if not inner:
        return value
    name, *rest = inner
    if isinstance(whole, list) and name.isdecimal() and int(name) < len(whole):
        place = int(name)
        return [*whole[:place], _with(whole[place], rest, value), *whole[place + 1 :]]
    if isinstance(whole, dict) and name in whole:
        return {**whole, name: _with(whole[name], rest, value)}
    raise ValueError(f"There is nothing at {name!r} that could be changed.")


def _keeping_ids(times: list[Fields], before: list[Fields]) -> list[Fields]:
    """Return times with the ids of those in whose places they stand, as a form in which people write does."""
    ids = [one["id"] for one in before] + [""] * len(times)
    return [{**one, "id": one.get("id") or ids[place]} for place, one in enumerate(times)]
