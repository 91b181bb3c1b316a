"""What a run looks at because of Coursedog's events, or because a person named a term or sections (CD2, CD4)."""

from collections.abc import Sequence

from rollbook.flows.coursedog.scheduling.fields import COURSES, RELATIONSHIPS, SECTIONS
from rollbook.flows.coursedog.scheduling.phases import USERS
from rollbook.flows.coursedog.scheduling.settings import shared
from rollbook.flows.coursedog.scheduling.terms import TERM, TERMS
from rollbook.model.descriptors import Context, Look
from rollbook.model.records import Hint, Scope

_LOOSE = frozenset({COURSES, RELATIONSHIPS, TERMS, USERS})
"""What is read whole in a look at some sections, or of which a section may have any number."""


def scope(context: Context) -> Scope:
    """Return what a run over everything reads: all terms that are set for anything."""
    return Scope(terms=shared(context).every_term)


def look(hints: Sequence[Hint], _context: Context) -> Look:
    """Return the terms that a person named, whole; else the sections of the hints, and of these what the hints name.

    A hint that names no record means the section and its relationships.
    """
    terms = {hint.part for hint in hints if hint.entity == TERM}
    if terms:
        others = {_term(hint.part) for hint in hints if hint.entity != TERM}
        return Look(Scope(terms=tuple(sorted(terms | others))))
    sections, relationships = set[str](), set[str]()
    for hint in hints:
        if hint.entity == "relationship" and "relationship" in hint.ids:
            relationships.add(hint.ids["relationship"])
            continue
        sections.add(hint.part)
        if not hint.ids:
            relationships.add(f"{_term(hint.part)}/")
    names = {
        COURSES: frozenset[str](),
        SECTIONS: frozenset(sections),
        RELATIONSHIPS: frozenset(relationships),
    }
    return Look(Scope(parts=tuple(sorted({hint.part for hint in hints}))), names, _LOOSE)


def _term(section: str) -> str:
    return section.partition("/")[0]
