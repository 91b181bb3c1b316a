"""Reads back what Schoology holds, by natural key and with as few calls as its documentation allows.

A record whose natural key has changed is looked at by its id: Schoology may know it by the old key still.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rollbook.connectors.calls import Call
from rollbook.connectors.schoology.door import Door
from rollbook.connectors.schoology.lists import code_of, listed, sections_of
from rollbook.connectors.schoology.translate import (
    KINDS,
    course_of,
    data_of,
    enrollment_key,
    enrollment_matches,
    enrollment_target,
    existing_term,
    id_of,
    plain,
    term_matches,
)
from rollbook.connectors.schoology.wire import object_of
from rollbook.model.changes import Change, Found, Operation
from rollbook.model.records import Json

_MOST_UIDS = 50


def find(door: Door, entity: str, changes: Sequence[Change]) -> list[Found]:
    """Return what Schoology holds for these changes; what is not there is left out.

    A membership that is to be removed is found as long as it is there, and never matches. Other collections are never
    removed from, so a removal of theirs is still there without asking. Raises IncompleteReadError when a list moves
    while it is read: what was missed would count as not there.
    """
    if entity == "enrollments":
        return list(_enrollments(door, changes))
    kept = [change for change in changes if change.operation is Operation.REMOVE]
    asked = [change for change in changes if change.operation is not Operation.REMOVE]
    there = [Found(digest=change.digest, target=change.target or "", matches=False) for change in kept]
    renamed = [change for change in asked if entity in KINDS and KINDS[entity].renames(change)]
    there += _by_id(door, entity, renamed)
    named = [change for change in asked if change not in renamed]
    if not named:
        return there
    search = {"terms": _terms, "users": _users, "courses": _courses, "sections": _sections}[entity]
    return there + list(search(door, named))


def _by_id(door: Door, entity: str, changes: Sequence[Change]) -> Iterator[Found]:
    for change in changes:
        target = change.target or ""
        answer = door.look(Call("GET", f"/{entity}/{{id}}", at={"id": target}))
        if answer:
            row = answer.parse(object_of)
            matches = KINDS[entity].matches(KINDS[entity].item(change), row) and _in_its_course(entity, change, row)
            yield Found(digest=change.digest, target=target, matches=matches)


def _terms(door: Door, changes: Sequence[Change]) -> Iterator[Found]:
    for change in changes:
        data = data_of(change)
        if existing := existing_term(change):
            yield Found(digest=change.digest, target=existing, matches=True)
            continue
        for row in _rows(door, "/gradingperiods", "gradingperiods", query={"title": data["title"]}):
            if plain(row.get("title")).casefold() == plain(data["title"]).casefold():
                yield Found(digest=change.digest, target=id_of(row), matches=term_matches(change, row))
                break


def _users(door: Door, changes: Sequence[Change]) -> Iterator[Found]:
    uids = ",".join(data_of(change)["schoolUid"] for change in changes)
    return _compared("users", changes, _rows(door, "/users", "user", query={"school_uids": uids}))


def _courses(door: Door, changes: Sequence[Change]) -> Iterator[Found]:
    """Look at those whose id is known one by one; the others are looked for in the list of their building."""
    for change in changes:
        if change.target:
            answer = door.look(Call("GET", "/courses/{course}", at={"course": change.target}))
            if answer:
                yield from _compared("courses", [change], [answer.parse(object_of)])
    unknown = [change for change in changes if not change.target]
    for building in sorted({plain(data_of(change)["building"]) for change in unknown}):
        here = [change for change in unknown if plain(data_of(change)["building"]) == building]
        yield from _compared("courses", here, _rows(door, "/courses", "course", query={"building_id": building}))


def _sections(door: Door, changes: Sequence[Change]) -> Iterator[Found]:
    codes = [data_of(change)["sectionSchoolCode"] for change in changes]
    return _compared("sections", changes, sections_of(door, codes))


def _in_its_course(entity: str, change: Change, row: Json) -> bool:
    return entity != "sections" or plain(row.get("course_id")) == course_of(change)


def _compared(entity: str, changes: Sequence[Change], rows: Iterable[Json]) -> Iterator[Found]:
    """Yield what the rows hold for the changes; stops asking for rows once everything is found."""
    kind = KINDS[entity]
    items = [(change, kind.item(change)) for change in changes]
    wanted = {kind.key_of(item): (change, item) for change, item in items}
    for row in rows:
        hit = wanted.pop(kind.key_of(row), None)
        if hit:
            change, item = hit
            matches = kind.matches(item, row) and _in_its_course(entity, change, row)
            yield Found(digest=change.digest, target=id_of(row), matches=matches)
        if not wanted:
            return


def _enrollments(door: Door, changes: Sequence[Change]) -> Iterator[Found]:
    by_section: dict[str, list[Change]] = {}
    for change in changes:
        by_section.setdefault(enrollment_key(change)[0], []).append(change)
    ids = _section_ids(door, by_section)
    for code, members in by_section.items():
        if code.casefold() not in ids:
            continue
        wanted = {enrollment_key(change)[1].casefold(): change for change in members}
        for row in _rows(
            door,
            "/sections/{section}/enrollments",
            "enrollment",
            at={"section": ids[code.casefold()]},
            query=_narrowed(members),
        ):
            member = wanted.get(plain(row.get("school_uid")).casefold())
            if member:
                item = KINDS["enrollments"].item(member)
                target = enrollment_target(code, item["school_uid"])
                yield Found(digest=member.digest, target=target, matches=enrollment_matches(item, row))


def _section_ids(door: Door, by_section: dict[str, list[Change]]) -> dict[str, str]:
    """Return the sections' ids by code: those that are resolved, and the others as Schoology knows them."""
    ids = {}
    for code, members in by_section.items():
        section = members[0].resolved.get(f"sections/{data_of(members[0]).get('class')}")
        if section:
            ids[code.casefold()] = section.target
    missing = [code for code in by_section if code.casefold() not in ids]
    return ids | {code_of(row).casefold(): id_of(row) for row in sections_of(door, missing)}


def _rows(
    door: Door,
    path: str,
    word: str,
    *,
    at: Mapping[str, str] | None = None,
    query: Mapping[str, str | int] | None = None,
) -> Iterator[Json]:
    """Yield the rows of a list, asking for the next page only when it is needed; none if the list is not there."""
    return (row for part in listed(door, path, word, at=at, query=query, if_there=True) for row in part.rows)


def _narrowed(members: Sequence[Change]) -> dict[str, str | int]:
    """Ask for these people only, where all their ids are known and few enough."""
    users = [change.resolved.get(f"users/{data_of(change).get('user')}") for change in members]
    uids = [user.target for user in users if user]
    return {"uid": ",".join(uids)} if len(uids) == len(members) <= _MOST_UIDS else {}
