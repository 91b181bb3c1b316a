"""What the rules look up at 360Learning: the language of the courses' owner."""

from collections.abc import Iterable, Mapping
from typing import Any

from rollbook.model.descriptors import TARGET, Context
from rollbook.model.records import Json

INTEGRATION = f"{TARGET}integration"


def owners_language(records: Iterable[Json], _context: Context) -> str:
    """Return the language of the author of all courses, empty where 360Learning does not tell it."""
    return next((integration["lang"] for integration in records), "")


LOOKUPS: Mapping[str, Any] = {INTEGRATION: owners_language}
"""By collection."""
