"""Writes to Schoology so that twice does no harm: up to fifty items a call by SIS keys and with `update_existing`.

Only a record whose SIS key has changed is written by its id: by the new key it would be made a second time.
"""

from collections.abc import Sequence

from rollbook.connectors.calls import Call
from rollbook.connectors.schoology.door import Door
from rollbook.connectors.schoology.outcomes import UntrustworthyError, never_removed, not_renamed, paired, written
from rollbook.connectors.schoology.settings import NAME
from rollbook.connectors.schoology.translate import (
    KINDS,
    Kind,
    changes_course,
    course_of,
    enrollment_target,
    existing_term,
    plain,
    term_item,
)
from rollbook.connectors.schoology.wire import Created, ItemAnswer, items_reader, object_of
from rollbook.connectors.schoology.writables import WRITES
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.errors import BatchRefusedError, ContractError
from rollbook.model.records import Json, Reason

_UPDATING: dict[str, str | int] = {"update_existing": 1}
_TERM_REMEDY = (
    "If Schoology has a grading period of this title, map the term to it in the settings or rename one of them; "
    "otherwise correct the term's dates at the source."
)


def write(door: Door, entity: str, changes: Sequence[Change], *, ignore_email_conflicts: bool) -> list[Written]:
    """Send one batch and say how each change ended.

    Raises ContractError for more than the collection's bulk size, BatchRefusedError, OutcomeUnknownError and whatever
    keeps a call from being made.
    """
    if len(changes) > WRITES[entity].bulk:
        raise ContractError(f"{NAME} takes {WRITES[entity].bulk} {entity} in one call, not {len(changes)}.")
    if entity == "enrollments":
        return _bulk(door, KINDS[entity], Call("POST", "/enrollments/import/course"), changes)
    refused = [never_removed(change, entity) for change in changes if change.operation is Operation.REMOVE]
    sent = [change for change in changes if change.operation is not Operation.REMOVE]
    return refused + (_sent(door, entity, sent, ignore_email_conflicts=ignore_email_conflicts) if sent else [])


def _sent(door: Door, entity: str, changes: Sequence[Change], *, ignore_email_conflicts: bool) -> list[Written]:
    if entity == "terms":
        return [_term(door, change) for change in changes]
    kind = KINDS[entity]
    flags: dict[str, str | int] = {"ignore_email_conflicts": 1} if entity == "users" and ignore_email_conflicts else {}
    renamed = [change for change in changes if kind.renames(change)]
    others = [change for change in changes if not kind.renames(change)]
    ended = [_renamed(door, kind, change, flags) or _by_key(door, kind, [change], flags)[0] for change in renamed]
    return ended + (_by_key(door, kind, others, flags) if others else [])


def _by_key(door: Door, kind: Kind, changes: Sequence[Change], flags: dict[str, str | int]) -> list[Written]:
    path, at = f"/{kind.collection}", {}
    if kind.collection == "sections":
        (course,) = {course_of(change) for change in changes}
        path, at = "/courses/{course}/sections", {"course": course}
    return _bulk(door, kind, Call("POST", path, at=at, query=_UPDATING | flags), changes)


def _renamed(door: Door, kind: Kind, change: Change, flags: dict[str, str | int]) -> Written | None:
    """Write one record by its id; return nothing when Schoology does not hold it any more."""
    there = Call("GET", f"/{kind.collection}/{{id}}", at={"id": change.target or ""})
    if kind.collection == "sections" and changes_course(change):
        # Written by its id it would stay in the old course, and the record of it would say that it moved.
        shown = door.look(there)
        if shown is None:
            return None
        if plain(shown.parse(object_of).get("course_id")) != course_of(change):
            return not_renamed(kind, change, f"{NAME} cannot move a {kind.singular} to another course.")
    try:
        door.ask(Call("PUT", there.path, at=there.at, query=flags, body=kind.item(change)))
    except BatchRefusedError as refused:
        return not_renamed(kind, change, refused.sentence) if door.look(there) else None
    return Written(digest=change.digest, target=change.target)


def _bulk(door: Door, kind: Kind, call: Call, changes: Sequence[Change]) -> list[Written]:
    items = [kind.item(change) for change in changes]
    answer = door.ask(call.with_body({kind.collection: {kind.singular: items}}))
    try:
        answers = paired(kind, items, answer.parse(items_reader(kind.collection, kind.singular)))
        return [
            written(kind, change, item, reply, _target)
            for change, item, reply in zip(changes, items, answers, strict=True)
        ]
    except UntrustworthyError as doubt:
        raise answer.unfit(str(doubt)) from doubt


def _target(item: Json, answer: ItemAnswer) -> str:
    if "school_uid" in item and "section_school_code" in item:
        return enrollment_target(item["section_school_code"], item["school_uid"])
    return answer.id


def _term(door: Door, change: Change) -> Written:
    """Create or change one grading period; one that is mapped to an existing one is taken as it is."""
    if existing := existing_term(change):
        return Written(digest=change.digest, target=existing)
    body = term_item(change)
    try:
        if change.target:
            door.ask(Call("PUT", "/gradingperiods/{period}", at={"period": change.target}, body=body))
            return Written(digest=change.digest, target=change.target)
        created = door.ask(Call("POST", "/gradingperiods", body=body)).parse(Created.model_validate_json)
    except BatchRefusedError as refused:
        reason = Reason(sentence=refused.sentence, remedy=_TERM_REMEDY)
        return Written(digest=change.digest, target=change.target, reason=reason)
    return Written(digest=change.digest, target=created.id)
