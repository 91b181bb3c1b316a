"""Edflex to 360Learning: contents as courses and, where that is wanted, their categories as tags (EF1-EF6).

What is not offered any more is archived there, and so is everything once the flow is deactivated; tags stay. Whoever
takes tags off a course by hand, or puts some on, is corrected by every run, unless the settings keep such tags.
"""

from rollbook.flows.edflex.contents.lookups import LOOKUPS
from rollbook.flows.edflex.contents.settings import CONTENTS, TAGGINGS, TAGS, ContentSettings, order
from rollbook.flows.edflex.contents.streams import contents, taggings, tags
from rollbook.model.descriptors import Flow, Removal, Stream

FLOW = Flow(
    name="edflex.content",
    source="edflex",
    target="learning360",
    settings=ContentSettings,
    order=order,
    withdrawn=lambda chosen: not chosen.active,
    streams=(
        Stream(
            name=CONTENTS,
            reads="contents",
            writes="contents",
            desired=contents,
            removal=Removal.DROP,
            counted_by="portal",
            lookups=LOOKUPS,
            knows=(CONTENTS,),
            verifies=lambda context: context.full,
        ),
        Stream(
            name=TAGS,
            reads="contents",
            writes="tags",
            desired=tags,
            counted_by="portal",
            lookups=LOOKUPS,
            verifies=lambda _context: True,
        ),
        Stream(
            name=TAGGINGS,
            reads="contents",
            writes="taggings",
            desired=taggings,
            counted_by="portal",
            lookups=LOOKUPS,
            after=(CONTENTS, TAGS),
            verifies=lambda _context: True,
        ),
    ),
)
