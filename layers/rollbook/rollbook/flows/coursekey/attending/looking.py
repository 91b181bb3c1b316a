"""What a run looks at because of CourseKey's events, or because a person named classes."""

from collections.abc import Sequence

from rollbook.model.descriptors import Context, Look
from rollbook.model.records import Hint, Scope


def look(hints: Sequence[Hint], _context: Context) -> Look:
    """Return the classes of the hints, and of their attendance that of the students whom the hints name.

    A part is `<school>/<class>`; a hint that names no student means all of its class.
    """
    names = frozenset(f"{hint.part.partition('/')[2]}/{hint.ids.get('student', '')}" for hint in hints)
    parts = tuple(sorted({hint.part for hint in hints}))
    return Look(Scope(parts=parts), {"attendance": names, "attendanceLog": names})
