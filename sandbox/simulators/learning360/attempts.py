"""How imported statistics become attempts: a new one, or a change of those that are not completed.

The rule is the vendor's. Where it says nothing - statistics that are neither later than everything nor about anything
that is still open - nothing changes, and the last attempt is the one that is named.
"""

from datetime import datetime
from typing import Any

from sandbox.simulators.learning360.moments import read
from sandbox.simulators.learning360.platform import Attempt, Course, Platform, User

_COMPLETE = 100


def take(platform: Platform, course: Course, user: User, item: dict[str, Any]) -> Attempt:
    """Take statistics in, and return the attempt that they made, changed or met."""
    first = read(item["firstActivityAt"])
    held = platform.attempts_of(course.id, user.id)
    if item.get("forceNew") or all(first > _end(one) for one in held):
        lang = str(item.get("lang", course.fields["defaultLang"]))
        attempt = Attempt(platform.new_id(), course.id, user.id, lang, first, first, 1, 0)
        _set(attempt, item)
        return platform.add_attempt(attempt)
    open_ones = [one for one in held if one.completed_at is None and first <= _end(one)]
    for attempt in open_ones:
        _set(attempt, item)
    return (open_ones or held)[-1]


def _end(attempt: Attempt) -> datetime:
    return attempt.completed_at or attempt.last


def _set(attempt: Attempt, item: dict[str, Any]) -> None:
    """Let an attempt be as the statistics say; when it began stays as it is, and it never ends earlier than before."""
    attempt.last = max(attempt.last, read(item["lastActivityAt"]))
    attempt.time_spent = item["timeSpent"]
    attempt.progress = item["progress"]
    attempt.lang = item.get("lang", attempt.lang)
    attempt.judged |= {name: item[name] for name in ("score", "result") if name in item}
    if attempt.progress == _COMPLETE:
        attempt.completed_at = attempt.last
