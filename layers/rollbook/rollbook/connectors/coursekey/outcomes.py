"""What CourseKey's refusal of one item means, and what a person can do about it."""

from rollbook.connectors.coursekey.settings import NAME
from rollbook.connectors.coursekey.translate import KINDS, Kind
from rollbook.connectors.results import Verdicts
from rollbook.model.changes import Change, Written
from rollbook.model.records import Reason

_DONE = frozenset({200, 201})
_REFUSED = frozenset({409, 422})
_REMEDIES = {
    "instructors": "Correct the instructor's name and e-mail address in GEGI.",
    "students": "Correct the student's name and e-mail address in GEGI.",
    "courses": "Correct the course's title, dates and instructors in GEGI.",
    "enrollments": "Correct the student's Enrollment Agreement in GEGI.",
    "classes": "Correct the class's date, times, room and instructor in GEGI.",
}
_KNOWN = {
    "email_taken": (
        "the e-mail address belongs to another person of the school in CourseKey",
        "Two people may not share an e-mail address: correct one of them in GEGI, or in CourseKey who is only there.",
    ),
    "invalid_email": (
        "the e-mail address is not one",
        "Correct the e-mail address in GEGI.",
    ),
    "unknown_course": (
        "its course is not in CourseKey",
        "Change the course in GEGI, such as its title, so that it is sent again; then run with --retry.",
    ),
    "unknown_instructor": (
        "one of its instructors is not in CourseKey",
        "See whether the instructor was refused in this run, and why; correct that in GEGI, then run with --retry.",
    ),
    "unknown_student": (
        "its student is not in CourseKey",
        "See whether the student was refused in this run, and why; correct that in GEGI, then run with --retry.",
    ),
    "invalid_dates": (
        "it ends before it starts",
        "Correct the start date and the end date in GEGI.",
    ),
    "invalid_times": (
        "it would take more than 16 hours",
        "Correct the start time and the end time in GEGI. A class that ends at or before its start ends the next day.",
    ),
    "invalid_time_zone": (
        "CourseKey does not know the time zone of its campus",
        "Choose a time zone such as America/Phoenix for the campus in GEGI.",
    ),
}


def without_key(change: Change, kind: Kind) -> Written:
    """Return the refusal of a record whose school cannot be called."""
    reason = Reason(
        sentence=f"This {kind.singular} did not go to {NAME}: there is no auth key for its school.",
        remedy="Put the School ID with its auth key into CourseKey's credentials, or correct the campuses in the "
        "settings; then run with --retry.",
    )
    return Written(digest=change.digest, target=change.target, reason=reason)


def _verdicts(kind: Kind) -> Verdicts:
    return Verdicts(
        vendor=NAME,
        singular=kind.singular,
        done=_DONE,
        refused=_REFUSED,
        known={
            code: Reason(sentence=f"{NAME} did not take this {kind.singular}: {problem}.", remedy=remedy)
            for code, (problem, remedy) in _KNOWN.items()
        },
        remedy=_REMEDIES[kind.collection],
    )


VERDICTS = {collection: _verdicts(kind) for collection, kind in KINDS.items()}
"""How the items of each collection are judged."""


def may_pass_later(written: Written, kind: Kind) -> bool:
    """Say whether a change was refused for what another one of its batch may have given up since."""
    return written.reason is not None and written.reason == VERDICTS[kind.collection].known["email_taken"]
