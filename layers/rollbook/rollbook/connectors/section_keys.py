"""The keys by which sections and relationships are known to all systems that keep class schedules."""

from collections.abc import Iterable
from dataclasses import dataclass

from rollbook.model.errors import ContractError

_PARTS = 3


@dataclass(frozen=True, slots=True)
class SectionKey:
    """Term, course and number of a section, written `202710/BIO-101/001`."""

    term: str
    course: str
    number: str

    def __str__(self) -> str:
        return f"{self.term}/{self.course}/{self.number}"


def section_key(text: str) -> SectionKey:
    """Return the parts of a section's key; raises ContractError for what is none."""
    parts = text.split("/")
    if len(parts) != _PARTS or not all(parts) or "," in text:
        raise ContractError(
            "A section is named by its term, course and number, as in 202710/BIO-101/001. Correct what asked for it."
        )
    return SectionKey(*parts)


def group_key(text: str) -> tuple[str, str]:
    """Return term and group of a relationship's key, written `202710/XL01`."""
    term, _, group = text.partition("/")
    return term, group


def wanted(parts: Iterable[str], terms: tuple[str, ...] | None) -> dict[str, list[SectionKey]]:
    """Return the sections that are asked for by their terms, each once, as far as these terms are wanted."""
    found: dict[str, list[SectionKey]] = {}
    for key in map(section_key, dict.fromkeys(parts)):
        if terms is None or key.term in terms:
            found.setdefault(key.term, []).append(key)
    return found
