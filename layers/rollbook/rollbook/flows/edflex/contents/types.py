"""What kind of content it is, in 360Learning's words (EF2)."""

from rollbook.flows.edflex.spelling import spelled

_TYPES = {
    "article": "article",
    "assessment": "assessment",
    "interactive": "interactive",
    "mooc": "mooc",
    "podcast": "podcast",
    "program": "program",
    "role-play": "roleplay",
    "top-voice": "topvoice",
    "video": "video",
}
_SPELLED = {spelled(name): content_type for name, content_type in _TYPES.items()} | {
    content_type: content_type for content_type in _TYPES.values()
}

ACCEPTED = ", ".join(_TYPES)
"""The types of Edflex that 360Learning has, too."""


def type_of(text: str) -> str | None:
    """Return the content type of a type, None for one that 360Learning does not have."""
    return _SPELLED.get(spelled(text))
