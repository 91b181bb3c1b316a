"""Lists of names, each once and none empty, in the order in which they come; and what a category is called (EF2)."""

from collections.abc import Iterable, Mapping

from rollbook.flows.edflex.contents.languages import is_in
from rollbook.model.records import Json

_DEFAULT = "default"
EDFLEX = "Edflex"
"""The source of contents of which Edflex names none."""


def distinct(names: Iterable[str]) -> list[str]:
    """Return names without the spaces around them, each once, whatever its capital letters."""
    found: dict[str, str] = {}
    for name in filter(None, map(str.strip, names)):
        found.setdefault(name.casefold(), name)
    return list(found.values())


def sources(record: Json) -> list[Json]:
    """Return who has made a content and on which platform it is."""
    return [{"name": name} for name in distinct([record["creator"], record["platform"]]) or [EDFLEX]]


def subjects(record: Json, language: str) -> list[str]:
    """Return what the categories of a content are called in a language of 360Learning."""
    return distinct(_title(category["titles"], language) for category in record["categories"])


def tag_name(category: Json) -> str:
    """Return what a category is called by default; empty where it has no title at all."""
    titles: Mapping[str, str] = category["titles"]
    return _default(titles) or next(iter(distinct(titles[code] for code in sorted(titles))), "")


def _title(titles: Mapping[str, str], language: str) -> str:
    translated = (titles[code].strip() for code in sorted(titles) if is_in(code, language))
    return next(filter(None, translated), "") or _default(titles)


def _default(titles: Mapping[str, str]) -> str:
    return titles.get(_DEFAULT, "").strip()
