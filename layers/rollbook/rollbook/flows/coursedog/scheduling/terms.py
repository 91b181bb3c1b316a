"""Which terms flow now, and what is said of those that do not (CD1)."""

from collections.abc import Iterator
from datetime import date

from rollbook.flows.coursedog.scheduling import wording
from rollbook.flows.coursedog.scheduling.fields import COURSES
from rollbook.flows.coursedog.scheduling.settings import shared
from rollbook.flows.coursedog.scheduling.sides import of_coursedog, of_sis
from rollbook.model.descriptors import Context
from rollbook.model.records import Json, LeftOut, Refusal

TERMS = "terms"
TERM = "term"
"""What a hint of a person is about who names a term; also what stands before its code in a key."""


def today(context: Context) -> date:
    """Return the day that it is at the institution."""
    return context.now.astimezone(context.zone).date()


def flowing(entity: str, context: Context) -> dict[str, Json]:
    """Return the terms of which records of a kind flow now, by code."""
    chosen = _chosen(entity, context)
    known = _known(context)
    return {
        code: known[code]
        for code in chosen
        if code in known and not _is_over(known[code], context) and not _missing(code, entity, context)
    }


def told(entity: str, context: Context) -> Iterator[LeftOut | Refusal]:
    """Yield what keeps terms of the settings from flowing, and a term that a person asked for without setting it."""
    known, chosen = _known(context), _chosen(entity, context)
    selectable = sorted(code for code, term in known.items() if not _is_over(term, context))
    asked = [hint.part for hint in context.hints if hint.entity == TERM]
    for code in asked or chosen:
        key = f"{TERM}/{code}"
        if code not in known:
            yield Refusal(key, wording.unknown_term(code, entity, selectable))
        elif _is_over(known[code], context):
            yield LeftOut(key, wording.term_is_over(code, entity, known[code]["endDate"]))
        elif code not in chosen:
            yield Refusal(key, wording.term_not_chosen(code, entity))
        elif missing := _missing(code, entity, context):
            yield Refusal(key, wording.term_is_missing(code, entity, missing))


def overlaps(course: Json, term: Json) -> bool:
    """Say whether a course is in effect on a day of a term."""
    begins, ends = course.get("from"), course.get("until")
    return (not begins or begins <= term["endDate"]) and (not ends or ends >= term["startDate"])


def _missing(code: str, entity: str, context: Context) -> str:
    """Return the side that does not have a term which records of a kind need there, empty where both have it."""
    if entity == COURSES:
        return ""
    sides = {"Coursedog": of_coursedog(TERMS, context), "the SIS": of_sis(TERMS, context)}
    return next((name for name, side in sides.items() if code not in side.records), "")


def _chosen(entity: str, context: Context) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(shared(context).terms, entity)
    return found


def _known(context: Context) -> dict[str, Json]:
    """Return the terms that either side knows; of those that both know, the SIS's days count."""
    return {**of_coursedog(TERMS, context).records, **of_sis(TERMS, context).records}


def _is_over(term: Json, context: Context) -> bool:
    return bool(term["endDate"]) and str(term["endDate"]) < today(context).isoformat()
