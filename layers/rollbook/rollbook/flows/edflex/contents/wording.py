"""The sentences that an administrator reads of contents and categories that do not go."""

from collections.abc import Sequence

from rollbook.flows.edflex.contents.types import ACCEPTED
from rollbook.model.records import Reason

_LONGEST = 40

NO_WEB_ADDRESS = "Its URL is no web address, which would begin with http:// or https://."
NO_PICTURE = "None of its image's URLs is a web address, which would begin with http:// or https://."
NO_LANGUAGE = "Edflex names no language that it has in common with 360Learning, and the author's is not known there."

NAMELESS_CATEGORY = Reason(
    sentence="The category has no title, so it cannot become a tag.",
    remedy="Give the category a title in Edflex; it becomes a tag with the next run then.",
)


def missing(properties: Sequence[str]) -> str:
    """Say which of the properties that 360Learning needs Edflex does not have."""
    return f"It has no {' and no '.join(properties)} in Edflex, and 360Learning needs that."


def strange_type(text: str) -> str:
    """Say that a type is none that is synchronised, and which are."""
    return f"Its type, {_quoted(text)}, is none that 360Learning has; accepted are {ACCEPTED}."


def refused(faults: Sequence[str]) -> Reason:
    """Say all that has to be mended before a content can go."""
    return Reason(
        sentence=" ".join(faults),
        remedy="Complete or correct the content in Edflex, or ask Edflex's support to; it goes with the next run then.",
    )


def not_offered(status: str) -> Reason:
    """Say that contents of a status do not go."""
    return Reason(
        sentence=f"Its status is {_quoted(status)}; synchronised are coming soon, open all year and opened.",
        remedy="Nothing has to be done: it goes when its status in Edflex is one of these.",
    )


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return repr(words if len(words) <= _LONGEST else f"{words[:_LONGEST]}\N{HORIZONTAL ELLIPSIS}")
