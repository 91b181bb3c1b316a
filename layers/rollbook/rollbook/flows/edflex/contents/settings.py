"""What an institution sets for bringing contents from Edflex to 360Learning: `edflex.content.yaml` (EF1, EF4, EF6)."""

from typing import ClassVar, Final

from rollbook.model.descriptors import Context
from rollbook.model.settings import FlowSettings

CONTENTS: Final = "contents"
TAGS: Final = "tags"
TAGGINGS: Final = "taggings"
"""The streams of the flow."""


class ContentSettings(FlowSettings):
    """Whether contents are synchronised at all, and whether their categories become tags, beside what every flow has.

    Without `active` all courses that were made leave 360Learning again. `keep_manual_tags` leaves those tags of a
    course alone that are not of Edflex.
    """

    guarded: ClassVar = (CONTENTS,)

    active: bool = True
    tags: bool = False
    keep_manual_tags: bool = False


def order(chosen: ContentSettings) -> tuple[str, ...]:
    """Return the streams that go: tags only where they are wanted."""
    return (CONTENTS, TAGS, TAGGINGS) if chosen.tags else (CONTENTS,)


def keeps_manual_tags(context: Context) -> bool:
    """Say whether tags that somebody gave a course by hand stay."""
    assert isinstance(context.settings, ContentSettings)
    return context.settings.keep_manual_tags
