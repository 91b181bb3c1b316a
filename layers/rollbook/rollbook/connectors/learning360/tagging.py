"""Which tags a course has: ours alone, or ours beside those that people have added by hand (EF4)."""

from collections.abc import Iterator, Sequence

from rollbook.connectors.answers import Refused
from rollbook.connectors.learning360.door import Door
from rollbook.connectors.learning360.outcomes import never_removed, refused, refused_with, without_course
from rollbook.connectors.learning360.settings import NAME
from rollbook.connectors.learning360.wire import read_ids
from rollbook.connectors.learning360.writables import MOST_TAGS
from rollbook.model.changes import Change, Found, Operation, Written
from rollbook.model.errors import ContractError
from rollbook.model.records import Reason

_TOO_MANY = Reason(
    sentence=f"This content would have more than {MOST_TAGS} tags, which is the most that {NAME} takes.",
    remedy=f"Take tags off the course in {NAME}, or categories off the content at the source. Then run with --retry.",
)


def write(door: Door, prefix: str, changes: Sequence[Change]) -> list[Written]:
    """Give each course its tags; one that is refused does not keep the others back."""
    ours = _ours(door, prefix, changes)
    return [_written(door, ours, change) for change in changes]


def find(door: Door, prefix: str, changes: Sequence[Change]) -> Iterator[Found]:
    """Yield the courses of the changes that have any tag, or are to have none; a removal never matches."""
    ours = _ours(door, prefix, changes)
    for change in changes:
        course, wanted = _resolved(change)
        held = door.course_tags(course)
        if held is None:
            continue
        matches = change.operation is not Operation.REMOVE and set(wanted) == set(_compared(change, ours, held))
        if held or matches:
            yield Found(digest=change.digest, target=course, matches=matches)


def _written(door: Door, ours: frozenset[str], change: Change) -> Written:
    if change.operation is Operation.REMOVE:
        return never_removed("taggings", change)
    course, wanted = _resolved(change)
    tags = wanted
    if _keeps_others(change):
        held = door.course_tags(course)
        if held is None:
            return without_course(change)
        tags = list(dict.fromkeys([*(tag for tag in held if tag not in ours), *wanted]))
    if len(tags) > MOST_TAGS:
        return refused_with(change, _TOO_MANY)
    answer = door.put_course_tags(course, tags)
    if isinstance(answer, Refused):
        return refused("taggings", change, answer)
    if set(answer.parse(read_ids)) != set(tags):
        raise answer.unfit("the course has other tags than it was given")
    return Written(digest=change.digest, target=course)


def _ours(door: Door, prefix: str, changes: Sequence[Change]) -> frozenset[str]:
    """Return the ids of the tags that we keep in step; they are asked for only where others are kept."""
    if not any(_keeps_others(change) for change in changes):
        return frozenset()
    return frozenset(tag.id for tag in door.tags() if tag.external_id.startswith(prefix))


def _compared(change: Change, ours: frozenset[str], held: Sequence[str]) -> list[str]:
    """Return the tags of a course that have to be as a change wants them."""
    if not _keeps_others(change):
        return list(held)
    known = ours | set(_resolved(change)[1])
    return [tag for tag in held if tag in known]


def _keeps_others(change: Change) -> bool:
    return bool((change.data or {}).get("keepOthers"))


def _resolved(change: Change) -> tuple[str, list[str]]:
    """Return the ids of the course and of its tags; several categories may share a tag."""
    names = [f"contents/{change.key}", *(f"tags/{tag}" for tag in (change.data or {}).get("tags", []))]
    missing = [name for name in names if name not in change.resolved]
    if missing:
        raise ContractError(f"A change of taggings for {NAME} comes without {missing[0]}. This is a defect of a flow.")
    course, *tags = (change.resolved[name].target for name in names)
    return course, list(dict.fromkeys(tags))
