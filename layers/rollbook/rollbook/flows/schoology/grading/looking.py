"""What a run looks at because of Schoology's events, or because a person named sections (SG11, SG12)."""

from collections.abc import Sequence

from rollbook.flows.schoology.grading.places import neighbour
from rollbook.flows.schoology.grading.values import identity, word
from rollbook.model.descriptors import Context, Look
from rollbook.model.records import Hint, Scope


def look(hints: Sequence[Hint], context: Context) -> Look:
    """Return the sections of the hints, and of their records those that the hints name.

    A hint of a grade names this grade and its item, which may be new as well; a hint of an item names all grades on it:
    they may have waited for it. One hint that names no record, or none that is known here, makes it everything that
    the sections hold. Nothing tells then which items were deleted: a grade that was taken back is noticed, an item that
    is not there any more only by its own event or by a run over all sections.
    """
    scope = Scope(parts=tuple(sorted({hint.part for hint in hints})), part_field=neighbour(context).section_school_code)
    items, grades = set(), set()
    for hint in hints:
        item, user = identity(hint.ids.get("item")), word(hint.ids.get("user"))
        if item is None or hint.entity not in ("grade", "grade_item"):
            return Look(scope)
        items.add(item)
        grades.add(f"{item}/{user}" if user and hint.entity == "grade" else f"{item}/")
    return Look(scope, {"lineItems": frozenset(items), "results": frozenset(grades)})
