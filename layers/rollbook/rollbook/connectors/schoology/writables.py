"""What may go out to Schoology together."""

from collections.abc import Callable

from rollbook.connectors.schoology.translate import KINDS, data_of, existing_term
from rollbook.model.changes import Change
from rollbook.model.descriptors import Writable

BULK = 50
"""Items that one call may carry (Schoology's documentation of users, courses, sections and enrollments)."""


def _renames_alone(entity: str, group: Callable[[Change], str]) -> Callable[[Change], str]:
    """Return the grouping in which a record with a new natural key is written alone, by its id.

    A plan sorts by group, so it goes before the others and its old key is free for whoever has it now.
    """

    def grouped(change: Change) -> str:
        return f"1/{change.digest}" if KINDS[entity].renames(change) else f"2/{group(change)}"

    return grouped


WRITES = {
    "terms": Writable(bulk=1, silent=lambda change: bool(existing_term(change))),
    "users": Writable(bulk=BULK, group=_renames_alone("users", lambda _: "")),
    "courses": Writable(bulk=BULK, group=_renames_alone("courses", lambda _: "")),
    # Sections are created below their course, so only those of one course may share a call.
    "sections": Writable(
        bulk=BULK, group=_renames_alone("sections", lambda change: str(data_of(change).get("course", "")))
    ),
    "enrollments": Writable(bulk=BULK),
}
