"""What a bulk answer says of each change: applied, refused with a reason, or nothing that can be trusted."""

from collections.abc import Callable, Sequence

from rollbook.connectors.redaction import redacted
from rollbook.connectors.schoology.settings import NAME
from rollbook.connectors.schoology.translate import Kind
from rollbook.connectors.schoology.wire import ItemAnswer
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.records import Json, Reason

_DONE = range(200, 300)
_REFUSED = range(400, 500)
# These say "not now", which is no judgement on the record.
_LATER = frozenset({408, 425, 429})
_GONE = 404

_REMEDIES = {
    "users": "Correct the name, user name or e-mail address at the source, or the role and building in the settings.",
    "courses": "Correct the course's code and title at the source, or the building in the settings.",
    "sections": "Correct the class's title and codes at the source; move one that changed its course in Schoology.",
    "enrollments": "Correct the enrollment at the source.",
}
_REMEDIES_BY_CODE = {
    ("users", 409): "Two people may not share an e-mail address or a user name: correct one of them at the source.",
    ("courses", 409): "The course's code is taken in Schoology: correct it at the source.",
    (
        "enrollments",
        404,
    ): "The section or the person is not in Schoology any more: run with this class and person again.",
}
_NEW_KEYS = {
    "users": "The person's identifier changed: see whether another account has the new one, or correct the source.",
    "courses": "The course's code changed: see whether another course has the new one, or correct the source.",
    "sections": "The class's code changed: see whether another section has the new one, or move it by hand.",
}
_FORBIDDEN = "Give the acting user the rights of a system administrator in Schoology."


class UntrustworthyError(Exception):
    """An answer that does not say clearly what became of each item; the message says why."""


def paired(kind: Kind, items: Sequence[Json], answers: Sequence[ItemAnswer]) -> list[ItemAnswer]:
    """Return the answers in the order of the items: by natural key where all carry it, by position otherwise."""
    if len(answers) != len(items):
        raise UntrustworthyError(f"{len(items)} items were sent and {len(answers)} answered")
    wanted = [kind.key_of(item) for item in items]
    given = [kind.key_of(answer.model_dump()) for answer in answers]
    by_key = dict(zip(given, answers, strict=True))
    if len(by_key) == len(items) and set(by_key) == set(wanted):
        return [by_key[key] for key in wanted]
    if any(all(key) and key != expected for key, expected in zip(given, wanted, strict=True)):
        raise UntrustworthyError("the answers name other items than were sent")
    return list(answers)


def written(
    kind: Kind, change: Change, item: Json, answer: ItemAnswer, target_of: Callable[[Json, ItemAnswer], str]
) -> Written:
    """Return how one change ended; raises UntrustworthyError when its answer leaves that open."""
    code = answer.response_code
    removal = change.operation is Operation.REMOVE
    if code in _DONE or (removal and code == _GONE):
        target = target_of(item, answer)
        if not target:
            raise UntrustworthyError("an item that was accepted has no id")
        return Written(digest=change.digest, target=target)
    if code in _REFUSED and code not in _LATER:
        return Written(digest=change.digest, target=change.target, reason=_reason(kind, item, change, answer))
    raise UntrustworthyError(f"an item has the response code {code}")


def not_renamed(kind: Kind, change: Change, sentence: str) -> Written:
    """Return the refusal of a record whose natural key has changed and that could not be written by its id."""
    reason = Reason(sentence=sentence, remedy=_NEW_KEYS[kind.collection])
    return Written(digest=change.digest, target=change.target, reason=reason)


def never_removed(change: Change, entity: str) -> Written:
    """Return the refusal of a removal that Rollbook does not do, whatever a flow asks for (SG8, SG9)."""
    reason = Reason(
        sentence=f"Rollbook never removes {entity} from {NAME}.",
        remedy=f"Remove it by hand in {NAME} if it is really to go.",
    )
    return Written(digest=change.digest, target=change.target, reason=reason)


def _reason(kind: Kind, item: Json, change: Change, answer: ItemAnswer) -> Reason:
    code = answer.response_code
    words = redacted(answer.message, [item, change.data, change.before])
    said = f"{code}: {words}" if words else str(code)
    remedy = _FORBIDDEN if code in {401, 403} else _REMEDIES[kind.collection]
    return Reason(
        sentence=f"{NAME} refused this {kind.singular} ({said})",
        remedy=_REMEDIES_BY_CODE.get((kind.collection, code), remedy),
    )
