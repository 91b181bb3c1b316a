"""A few contents of Edflex, what 360Learning tells and is known to hold, and what the flow makes of them."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rollbook import flows
from rollbook.flows.edflex.contents.lookups import INTEGRATION
from rollbook.flows.edflex.contents.settings import ContentSettings
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reason, Refusal

FLOW = flows.load("edflex.content")
SEVEN = datetime(2026, 9, 14, 7, tzinfo=UTC)
Said = Desired | Refusal | LeftOut


def category(identity: str = "cat-1", default: str = "Leadership", **titles: str) -> Json:
    """Return a category with its titles by language."""
    return {"id": identity, "titles": {"default": default, **titles}}


def content(identity: str = "c-1", **fields: Any) -> Json:
    """Return a content that has all that there can be."""
    return {
        "id": identity,
        "title": "Leading from afar",
        "type": "mooc",
        "status": "opened",
        "url": "https://portal.example/contents/c-1",
        "language": "en",
        "difficulty": 2,
        "duration": "PT1H30M",
        "description": "How to lead people whom one does not see.",
        "syllabus": "Week 1: trust. Week 2: rhythm.",
        "images": {
            "big": "https://img.example/c-1/big.jpg",
            "medium": "https://img.example/c-1/medium.jpg",
            "small": "https://img.example/c-1/small.jpg",
        },
        "categories": [category()],
        "authors": ["Ada Quill", "Ben Marsh"],
        "creator": "Quill School",
        "platform": "Open Lectures",
        **fields,
    }


def bare(**fields: Any) -> Json:
    """Return a content that has only what it needs."""
    nothing = dict.fromkeys(
        ("language", "difficulty", "duration", "description", "syllabus", "creator", "platform"), ""
    )
    small = {"big": "", "medium": "", "small": "https://img.example/c-1/small.jpg"}
    return content(**{**nothing, "images": small, "categories": [], "authors": [], **fields})


@dataclass
class Shelf:
    """The settings, the language of the courses' owner, and the contents that 360Learning is known to hold."""

    settings: Json = field(default_factory=dict)
    owner: str = "fr"
    known: Collection[str] = ()
    full: bool = False

    def context(self) -> Context:
        """Return what the rules know beside the records."""
        context = Context(
            now=SEVEN,
            zone=ZoneInfo("Europe/Paris"),
            settings=ContentSettings(**self.settings),
            known={"contents": self.known},
            full=self.full,
        )
        integration = {"id": "", "platform": "Edflex", "group": "g-1", "author": "u-1", "lang": self.owner}
        made = {name: make(iter([integration]), context) for name, make in FLOW.stream("contents").lookups.items()}
        assert set(made) == {INTEGRATION}
        return replace(context, lookups=made)

    def said(self, *records: Json, stream: str = "contents") -> list[Said]:
        """Return all that a stream says of contents."""
        return list(FLOW.stream(stream).desired(iter(records), self.context()))

    def sent(self, record: Json) -> Json:
        """Return the course that a content becomes."""
        (item,) = self.said(record)
        assert isinstance(item, Desired)
        return item.data

    def refused(self, record: Json) -> Reason:
        """Return why a content is refused."""
        (item,) = self.said(record)
        assert isinstance(item, Refusal)
        return item.reason

    def left_out(self, record: Json) -> Reason:
        """Return why a content is left out."""
        (item,) = self.said(record)
        assert isinstance(item, LeftOut)
        return item.reason
