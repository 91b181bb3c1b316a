"""Why EthosCE has not taken a record, and what a person can do about it."""

from collections.abc import Mapping

from rollbook.connectors.answers import Refused
from rollbook.connectors.ethosce.settings import NAME
from rollbook.connectors.redaction import redacted
from rollbook.connectors.results import words_of
from rollbook.model.changes import Change, Written
from rollbook.model.records import Reason

TAKEN = "external_id_taken"
"""The code by which EthosCE says that there is a course of this external id."""

_SINGULARS = {"courses": "course", "enrollments": "enrollment", "completions": "completion", "credits": "credit"}
_RETRY = "Then run with --retry"
_NO_COURSE = Reason(
    sentence=f"{NAME} has no course with this external id.",
    remedy=f"Correct external_course_id in the file and upload it again, or make the course in {NAME}. {_RETRY}.",
)
_SEVERAL_COURSES = Reason(
    sentence=f"Several courses in {NAME} have this external id, so it cannot be told which one is meant.",
    remedy=f"Give each of them an external id of its own in {NAME}. {_RETRY}.",
)
_KNOWN: Mapping[str, Reason] = {
    "unknown_course": _NO_COURSE,
    "unknown_user": Reason(
        sentence=f"{NAME} does not have this person's account any more.",
        remedy=f"If the account was deleted by mistake, restore it in {NAME}. {_RETRY}.",
    ),
    "unknown_credit_type": Reason(
        sentence=f"{NAME} has no such credit type.",
        remedy=f"Correct credit_type in the file and upload it again, or add the type in {NAME}. {_RETRY}.",
    ),
}


def already_assigned(entity: str, change: Change) -> Written:
    """Return the refusal of what EthosCE holds already, the same or otherwise (CR7)."""
    reason = Reason(
        sentence=f"This {_SINGULARS[entity]} is already assigned in {NAME}, and an import never changes one.",
        remedy=f"If what {NAME} holds is wrong, correct it there by hand; otherwise there is nothing to do.",
    )
    return _refused(change, reason)


def never_removed(entity: str, change: Change) -> Written:
    """Return the refusal of a removal, whatever a flow asks for."""
    reason = Reason(
        sentence=f"An import removes no {_SINGULARS[entity]} from {NAME}.",
        remedy=f"Remove it by hand in {NAME} if it is really to go.",
    )
    return _refused(change, reason)


def without_one_course(change: Change, found: int) -> Written:
    """Return the refusal of a change whose course there is not, or several times."""
    return _refused(change, _SEVERAL_COURSES if found else _NO_COURSE)


def refused(entity: str, change: Change, refusal: Refused) -> Written:
    """Return how a change ended that EthosCE does not take, in words that name no person."""
    words = words_of(refusal.content)
    if words == "already_assigned":
        return already_assigned(entity, change)
    told = f"{refusal.status} {redacted(words, [change.data])}".rstrip()
    other = Reason(
        sentence=f"{NAME} refused this {_SINGULARS[entity]} ({told}).",
        remedy=f"Correct the row and upload the file again; if nothing is wrong with it, ask the support of {NAME}.",
    )
    return _refused(change, _KNOWN.get(words, other))


def _refused(change: Change, reason: Reason) -> Written:
    return Written(digest=change.digest, target=change.target, reason=reason)
