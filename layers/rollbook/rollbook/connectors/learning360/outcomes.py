"""Why 360Learning has not taken a record, and what a person can do about it."""

import re
from collections.abc import Mapping

from rollbook.connectors.answers import Refused
from rollbook.connectors.learning360.settings import NAME
from rollbook.connectors.learning360.wire import code_of, words_of
from rollbook.connectors.redaction import redacted
from rollbook.model.changes import Change, Written
from rollbook.model.records import Reason

_SINGULARS = {"contents": "content", "attempts": "attempt", "tags": "tag", "taggings": "set of tags"}
_CODE = re.compile(r"[A-Za-z]+")
_RETRY = "Then run with --retry"
_NO_COURSE = Reason(
    sentence=f"{NAME} has no such course any more.",
    remedy=f"Run the content with everything looked at (--full), so that it is made again. {_RETRY}.",
)
_NO_TAG = Reason(
    sentence=f"{NAME} does not have one of the tags any more.",
    remedy=f"Run with everything looked at (--full), so that it is made again. {_RETRY}.",
)
_KNOWN: Mapping[str, Reason] = {
    "courseNotFound": _NO_COURSE,
    "courseNotBelongToIntegration": _NO_COURSE,
    "userNotFound": Reason(
        sentence=f"{NAME} does not have this account any more.",
        remedy=f"If the account was deleted by mistake, restore it in {NAME}. {_RETRY}.",
    ),
    "tagNotFound": _NO_TAG,
    "tagsNotFound": _NO_TAG,
}
GONE = frozenset({"courseNotFound", "courseNotBelongToIntegration"})
"""Codes by which 360Learning says that what is to be archived is not there."""


def code_in(message: str) -> str:
    """Return the code that a message about one object begins with, or its first word."""
    found = _CODE.match(message)
    return found[0] if found else ""


def failed(entity: str, change: Change, message: str) -> Written:
    """Return how a change ended whose object failed in a bulk operation."""
    return refused_with(change, _KNOWN.get(code_in(message)) or _told(entity, change, message))


def refused(entity: str, change: Change, refusal: Refused) -> Written:
    """Return how a change ended whose call was refused."""
    told = f"{refusal.status} {words_of(refusal.content)}".rstrip()
    return refused_with(change, _KNOWN.get(code_of(refusal.content)) or _told(entity, change, told))


def never_removed(entity: str, change: Change) -> Written:
    """Return the refusal of a removal that Rollbook does not do, whatever a flow asks for."""
    reason = Reason(
        sentence=f"Rollbook removes no {_SINGULARS[entity]} from {NAME}.",
        remedy=f"Remove it by hand in {NAME} if it is really to go.",
    )
    return refused_with(change, reason)


def without_course(change: Change) -> Written:
    """Return the refusal of a change whose course is not there any more."""
    return refused_with(change, _NO_COURSE)


def refused_with(change: Change, reason: Reason) -> Written:
    """Return the refusal of a change for a reason."""
    return Written(digest=change.digest, target=change.target, reason=reason)


def _told(entity: str, change: Change, words: str) -> Reason:
    said = redacted(words, [change.data, change.before])
    return Reason(
        sentence=f"{NAME} refused this {_SINGULARS[entity]} ({said}).",
        remedy=f"Correct it at the source; if nothing is wrong with it, ask the support of {NAME}. {_RETRY}.",
    )
