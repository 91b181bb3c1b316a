"""What is wrong with a row by itself, whatever the LMS holds: such a row is refused, and it alone (CR4, CR5)."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from rollbook.flows.courserecords.importing.moments import begins
from rollbook.flows.courserecords.importing.rows import course_of, folded, is_complete, is_global, person_of, value
from rollbook.model.records import Json, Reason

_MOMENTS = ("enrollment_start", "enrollment_end", "credit_expiration", "date_completed")
_UTC = ZoneInfo("UTC")


def is_sound(row: Json) -> bool:
    """Say whether nothing is wrong with a row by itself."""
    return next(_faults(row), None) is None


def fault_of(row: Json) -> Reason | None:
    """Return all that is wrong with a row by itself as one reason, None where nothing is."""
    found = list(_faults(row))
    if not found:
        return None
    sentences, remedies = ([one.sentence for one in found], [one.remedy for one in found])
    return Reason(sentence=_joined(sentences), remedy=_joined(remedies))


def _faults(row: Json) -> Iterator[Reason]:
    for defect in row["defects"]:
        yield Reason(sentence=defect["sentence"], remedy=defect["remedy"])
    if not row["defects"]:
        yield from _about_whom(row)
        yield from _about_credits(row)
        if value(row, "date_completed") and not is_complete(row):
            yield COMPLETED_WITHOUT_COMPLETE
        for column in _MOMENTS:
            if value(row, column) and begins(value(row, column), _UTC) is None:
                yield _no_moment(column)


def _about_whom(row: Json) -> Iterator[Reason]:
    if not course_of(row):
        yield NO_COURSE
    if is_global(row) and not value(row, "title"):
        yield NO_TITLE
    if not is_global(row) and folded(row, "external_course_id") not in ("", course_of(row).casefold()):
        yield OTHER_COURSE
    if not person_of(row):
        yield NOBODY


def _about_credits(row: Json) -> Iterator[Reason]:
    amount, kind = value(row, "credits"), value(row, "credit_type")
    if amount and not is_complete(row):
        yield CREDITS_WITHOUT_COMPLETE
    elif amount and not kind:
        yield CREDITS_WITHOUT_TYPE
    elif not amount and is_complete(row) and (kind or value(row, "credit_expiration")):
        yield TYPE_WITHOUT_CREDITS


def _no_moment(column: str) -> Reason:
    return Reason(
        sentence=f"What stands in {column} is no day between 1900 and 2200.",
        remedy=f"Write {column} as 2026-03-31 or 2026-03-31T14:30:00-05:00.",
    )


def _joined(words: list[str]) -> str:
    return " ".join(dict.fromkeys(words))


NO_COURSE = Reason(
    sentence="The row names no course, which it must in a global import.",
    remedy="Fill in external_course_id.",
)
NO_TITLE = Reason(
    sentence="The row gives its course no title, which it must in a global import.",
    remedy="Fill in title.",
)
OTHER_COURSE = Reason(
    sentence="The row names another course than the one whose folder the file was uploaded to.",
    remedy="Upload the row to the folder of its course, or to global, or clear external_course_id.",
)
NOBODY = Reason(
    sentence="The row names nobody.",
    remedy="Fill in external_user_id or external_email.",
)
CREDITS_WITHOUT_COMPLETE = Reason(
    sentence="The row has credits but is not complete. Credits that are awarded too early stay as they are.",
    remedy="Clear credits, and import the row again with complete=1 and its credits when the person has completed.",
)
CREDITS_WITHOUT_TYPE = Reason(
    sentence="The row has credits but no credit type.",
    remedy="Fill in credit_type; further credit types need a row each.",
)
TYPE_WITHOUT_CREDITS = Reason(
    sentence="The row is complete and has a credit type or a credit expiration, but no credits.",
    remedy="Fill in credits, or clear credit_type and credit_expiration.",
)
COMPLETED_WITHOUT_COMPLETE = Reason(
    sentence="The row has a date of completion but is not complete.",
    remedy="Set complete=1 if the person has completed the course, or clear date_completed.",
)
