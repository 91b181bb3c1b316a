"""The objects of bulk operations: what is sent for a change, what it is known by, and which result is whose.

Results are matched by what was sent, never by their place: nothing is said of their order.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rollbook.connectors.learning360.settings import NAME
from rollbook.connectors.learning360.wire import Result
from rollbook.model.changes import Change, Operation
from rollbook.model.errors import BatchRefusedError
from rollbook.model.records import Json

_MOMENTS = ("firstActivityAt", "lastActivityAt")
_SENT = ("progress", "timeSpent", *_MOMENTS)

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of bulk operation: its type and call at 360Learning, what is sent for a change, and its name."""

    type: str
    method: str
    path: str
    item: Callable[[Change], Json]
    name: Callable[[Json], Name]


def kind_of(entity: str, changes: Sequence[Change]) -> Kind:
    """Return the kind of operation that a batch takes.

    Raises BatchRefusedError for a batch that none takes: removals among others, and removals of attempts.
    """
    removals = [change.operation is Operation.REMOVE for change in changes]
    if entity == "contents" and all(removals):
        return _ARCHIVING
    if any(removals):
        raise BatchRefusedError(
            f"Rollbook removes no {entity} from {NAME} in this way.",
            f"Remove it by hand in {NAME} if it is really to go.",
        )
    return _KINDS[entity]


def items_of(kind: Kind, changes: Sequence[Change]) -> list[Json]:
    """Return what is sent for a batch: attempts in the order in which they began, for each may close the one before."""
    items = [kind.item(change) for change in changes]
    return sorted(items, key=lambda item: _moment(item.get("firstActivityAt")))


def are_of(kind: Kind, changes: Sequence[Change], results: Iterable[Result]) -> bool:
    """Say whether an operation was about just what is sent for these changes."""
    sent = Counter(_canonical(kind.item(change)) for change in changes)
    return sent == Counter(_canonical(result.input) for result in results)


def matched(
    kind: Kind, changes: Sequence[Change], results: Iterable[Result]
) -> tuple[list[tuple[Change, Result]], list[Change]]:
    """Return the changes with their results, and those that have none; results of other records are passed over."""
    by_name: dict[Name, list[Result]] = defaultdict(list)
    for result in results:
        by_name[kind.name(result.input)].append(result)
    pairs, without = [], []
    for change in changes:
        own = by_name[kind.name(kind.item(change))]
        if own:
            # Of several that have the same name each has its own; the last one stays for whoever is left.
            pairs.append((change, own.pop(0) if len(own) > 1 else own[0]))
        else:
            without.append(change)
    return pairs, without


def moment_of(value: Any) -> datetime | None:
    """Return a moment as 360Learning keeps it, to the millisecond; None for what is none."""
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except (TypeError, ValueError):
        return None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def external_id(change: Change) -> str:
    """Return the id by which a content is known."""
    return str((change.data or change.before or {}).get("externalId") or change.key)


def _moment(value: Any) -> datetime:
    return moment_of(value) or datetime.min.replace(tzinfo=UTC)


def _canonical(item: Json) -> str:
    """Return an object so that it is the same text however its fields are ordered and its moments written."""
    plain = {name: moment_of(value) if name in _MOMENTS else value for name, value in item.items()}
    return repr(_ordered(plain))


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((name, _ordered(inner)) for name, inner in value.items())
    if isinstance(value, list):
        return [_ordered(inner) for inner in value]
    return value


def _attempt(change: Change) -> Json:
    data = change.data or {}
    return {
        "courseIdentifier": {"type": "externalId", "value": data["content"]},
        "userIdentifier": {"type": "internalId", "value": data["user"]},
        **{name: data[name] for name in _SENT},
    }


def _attempt_name(item: Json) -> Name:
    course, user = item.get("courseIdentifier") or {}, item.get("userIdentifier") or {}
    return str(course.get("value")), str(user.get("value")), str(moment_of(item.get("firstActivityAt")))


def _content_name(item: Json) -> Name:
    return (str(item.get("externalId")),)


_COURSES = "/courses"
_KINDS = {
    "contents": Kind("importExternalCourses", "PUT", _COURSES, lambda change: dict(change.data or {}), _content_name),
    "attempts": Kind("importExternalStatistics", "POST", "/stats", _attempt, _attempt_name),
}
_ARCHIVING = Kind(
    "archiveExternalCourses", "DELETE", _COURSES, lambda change: {"externalId": external_id(change)}, _content_name
)
