"""How difficult a content is, in 360Learning's words (EF2)."""

from rollbook.flows.edflex.spelling import spelled

_LEVELS = ("beginner", "intermediate", "advanced")
_BY_NUMBER = {str(number): level for number, level in enumerate(_LEVELS, start=1)}
_BY_NAME = dict(zip(("introductive", "intermediate", "advanced"), _LEVELS, strict=True))


def level_of(difficulty: int | str) -> str | None:
    """Return the level of a difficulty, by its number or its name; None for one that nobody knows."""
    return (_BY_NUMBER | _BY_NAME).get(spelled(str(difficulty)))
