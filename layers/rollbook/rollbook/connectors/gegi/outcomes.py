"""What GEGI's refusal of one item means, and what a person can do about it."""

from rollbook.connectors.gegi.settings import NAME
from rollbook.connectors.results import Verdicts
from rollbook.model.records import Reason

_DONE = frozenset({200, 201, 204})
_REFUSED = frozenset({404, 409, 422})
_RETRY = "Then run with --retry"


def _verdicts(singular: str, hours_type: str) -> Verdicts:
    def not_taken(problem: str, remedy: str) -> Reason:
        return Reason(sentence=f"{NAME} did not take this {singular}: {problem}.", remedy=remedy)

    return Verdicts(
        vendor=NAME,
        singular=singular,
        done=_DONE,
        refused=_REFUSED,
        known={
            "unknown_class": not_taken(
                f"{NAME} has no such class",
                f"If the class was deleted by mistake, make it again in {NAME} and run coursekey.roster; "
                "otherwise there is nothing to do.",
            ),
            "unknown_student": not_taken(
                f"{NAME} has no such student",
                f"See in CourseKey who checked in, and correct the person there or in {NAME}. {_RETRY}.",
            ),
            "not_enrolled": not_taken(
                "no Enrollment Agreement of the student lists the course of this class",
                f"Put the course on the student's agreement in {NAME}, or see in CourseKey why the student was in this "
                f"class. {_RETRY}.",
            ),
            "class_cancelled": not_taken(
                f"the class is cancelled in {NAME}",
                f"If it took place, restore it in {NAME}. {_RETRY}; otherwise there is nothing to do.",
            ),
            "wrong_hours_type": not_taken(
                f"the course does not have the hours type {hours_type} in {NAME} any more",
                "Run coursekey.roster, so that CourseKey knows the hours type; then the attendance comes in its form.",
            ),
            "locked": not_taken(
                "the registrar has closed the period of this class",
                f"Have the registrar open the period, or enter the attendance in {NAME} by hand. {_RETRY}.",
            ),
            "invalid_log": not_taken(
                f"{NAME} finds the order of its check-ins and check-outs wrong",
                "Correct the student's check-ins and check-outs of this class in CourseKey.",
            ),
        },
        remedy=f"Correct the check-ins and check-outs in CourseKey; if nothing is wrong there, ask {NAME}'s support.",
    )


VERDICTS = {
    "attendance": _verdicts("attendance", "Attendance"),
    "attendanceLog": _verdicts("attendance log", "Attendance Log"),
}
"""How the items of each collection are judged."""
