"""Why an attempt does not go to 360Learning, or not yet (EF7, EF8)."""

from collections.abc import Callable
from typing import Final

from rollbook.flows.edflex.attempts import wording
from rollbook.flows.edflex.attempts.lookups import ACCOUNTS, STATISTICS, Histories, Several, key_of, mail_of
from rollbook.flows.edflex.attempts.times import Span, has_begun, span_of
from rollbook.model.descriptors import Context
from rollbook.model.records import Json, LeftOut, Reason, Refusal

ATTEMPTS: Final = "attempts"
CONTENTS: Final = "edflex.content/contents"

Obstacle = Refusal | LeftOut


def obstacle(record: Json, context: Context) -> Obstacle | None:
    """Return the first of all reasons why an attempt does not go, None where it does."""
    return next((found for look in _LOOKS if (found := look(record, context))), None)


def _of_content(record: Json, context: Context) -> Obstacle | None:
    if not has_begun(record):
        return _left_out(record, wording.NEVER_BEGUN)
    return None if record["content"] in context.known[CONTENTS] else _left_out(record, wording.NO_COURSE)


def _of_learner(record: Json, context: Context) -> Obstacle | None:
    mail = mail_of(record["email"])
    if not mail:
        return _left_out(record, wording.NO_MAIL)
    account = context.lookups[ACCOUNTS].get(mail)
    if account is None:
        return _left_out(record, wording.NO_ACCOUNT)
    if isinstance(account, Several):
        return _refused(record, wording.SEVERAL_ACCOUNTS)
    return _refused(record, wording.SEVERAL_LEARNERS) if _histories(context).is_shared(record) else None


def _of_dates(record: Json, context: Context) -> Obstacle | None:
    if _histories(context).is_doubled(record):
        return _refused(record, wording.TWICE)
    span = span_of(record)
    return None if isinstance(span, Span) else _refused(record, span)


def _of_order(record: Json, context: Context) -> Obstacle | None:
    """Look at the attempts before and after.

    360Learning opens another one only for what began after the one before, and when that is there; and once there is a
    later one, what is sent of an earlier one would change the later one as long as it is open.
    """
    known = context.known[ATTEMPTS]
    if any(key_of(record, number) in known for number in _histories(context).later(record)):
        return _left_out(record, wording.IS_PAST)
    earlier, span = _histories(context).earlier(record), span_of(record)
    if earlier is None:
        return None
    if earlier.last and isinstance(span, Span) and span.first <= earlier.last:
        return _refused(record, wording.OVERLAPS)
    is_due = key_of(record, record["attempt"]) in known or key_of(record, earlier.number) in known
    return None if is_due else _left_out(record, wording.WAITS)


_LOOKS: tuple[Callable[[Json, Context], Obstacle | None], ...] = (_of_content, _of_learner, _of_dates, _of_order)


def _histories(context: Context) -> Histories:
    found = context.lookups[STATISTICS]
    assert isinstance(found, Histories)
    return found


def _left_out(record: Json, reason: Reason) -> LeftOut:
    return LeftOut(key_of(record, record["attempt"]), reason)


def _refused(record: Json, reason: Reason) -> Refusal:
    return Refusal(key_of(record, record["attempt"]), reason)
