"""What a grade of Schoology means in OneRoster's words."""

from dataclasses import dataclass

from rollbook.flows.schoology.grading.refusing import UnfitError
from rollbook.flows.schoology.grading.values import flag, given, number
from rollbook.model.records import Json, Reason


@dataclass(frozen=True, slots=True)
class Standing:
    """A `scoreStatus` with what goes with it."""

    status: str
    score: float | None = None
    incomplete: bool = False
    missing: bool = False
    in_progress: bool = False


_EXCEPTIONS: dict[float, Standing] = {
    1: Standing("exempt"),
    2: Standing("partially graded", incomplete=True),
    # Schoology's documents name only the first two; its gradebook has "missing" as the third.
    3: Standing("not submitted", missing=True),
}


def standing(row: Json) -> Standing | None:
    """Return what a row says, None for a blank one; raises UnfitError for what OneRoster has no word for.

    An exception counts before a number, which Schoology takes away then. A number that is pending was given to a part
    of the work, so it is not final. Letters are turned into numbers by Schoology itself.
    """
    if flag(row.get("exception")):
        known = _EXCEPTIONS.get(number(row.get("exception")) or 0)
        if known is None:
            raise UnfitError(_UNKNOWN_EXCEPTION)
        return known
    pending, grade = flag(row.get("pending")), given(row.get("grade"))
    if grade is None:
        return Standing("submitted", in_progress=True) if pending else None
    score = number(grade)
    if score is None:
        raise UnfitError(_NO_NUMBER)
    return Standing("partially graded" if pending else "fully graded", score, in_progress=pending)


_UNKNOWN_EXCEPTION = Reason(
    sentence="The grade is marked with an exception that is neither excused nor incomplete nor missing.",
    remedy="Choose one of these for it in Schoology, or enter a number.",
)
_NO_NUMBER = Reason(
    sentence="The grade is no number, and eSchoolPLUS takes numbers only.",
    remedy="Enter the grade as points in Schoology.",
)
