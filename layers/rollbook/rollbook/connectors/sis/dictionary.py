"""The error codes of the SIS in plain words (CD8), and Rollbook's own for what cannot be said in its words."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from rollbook.connectors.dictionaries import Dictionary
from rollbook.connectors.sis.settings import NAME
from rollbook.model.records import Json

UNKNOWN_CODE: Final = "Rollbook.Code.Unknown"
"""A code, such as the one of a room, that none of the SIS's lists has."""

EMPTY: Final = "Rollbook.Value.Empty"
"""Nothing, where the SIS needs something."""


MEETINGS_EXIST: Final = "Section.Status.MeetingsExist"
"""Banner's word for a section that it does not cancel, because it has meetings."""

SAVED_MEANWHILE: Final = "Rollbook.Saved.Meanwhile"
"""Somebody has changed in the SIS what was to be sent, after it was read."""


@cache
def dictionary() -> Dictionary:
    """Return the dictionary, read once."""
    return Dictionary.beside(__file__, NAME)


def entries() -> Sequence[Json]:
    """Return what each code means, and what to do."""
    return dictionary().as_json()
