"""Coursedog's error codes in plain words (CD8)."""

from collections.abc import Sequence
from functools import cache

from rollbook.connectors.coursedog.settings import NAME
from rollbook.connectors.dictionaries import Dictionary
from rollbook.model.records import Json


@cache
def dictionary() -> Dictionary:
    """Return the dictionary, read once."""
    return Dictionary.beside(__file__, NAME)


def entries() -> Sequence[Json]:
    """Return what each code means, and what to do."""
    return dictionary().as_json()
