"""Which calls bring a collection: whole, by terms, or for some sections; each page declares the total of what comes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rollbook.connectors.composing import composed, once, settled
from rollbook.connectors.section_keys import SectionKey, wanted
from rollbook.connectors.sis import records
from rollbook.connectors.sis.codes import LONG, Codes
from rollbook.connectors.sis.door import ATTEMPTS, Door
from rollbook.connectors.sis.settings import NAME
from rollbook.model.errors import ContractError, IncompleteReadError
from rollbook.model.records import Json, Page, Scope

_MOST_SINGLY = 10
"""Sections of a term that are asked for one by one; for more, the term is read whole."""

EVENTS: Final = "instructional-events"
TEACHINGS: Final = "section-instructors"
CROSSLISTS: Final = "section-crosslists"


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads schedules through a door, with the codes that are known so far; `today` is an ISO date."""

    door: Door
    codes: Codes
    today: str

    def pages(self, entity: str, scope: Scope, page_size: int) -> Iterator[Page]:
        """Return the pages of a collection; without terms, those of what is not over.

        Raises ContractError for a collection or a scope that cannot be read, IncompleteReadError when a list never
        stood still.
        """
        if scope.where:
            raise ContractError(f"The {entity} of the SIS cannot be narrowed by {' and '.join(scope.where)}.")
        sources: Mapping[str, Callable[[], Iterator[Json]]] = {
            "terms": self._terms,
            "courses": self._courses,
            "sections": lambda: self._of_terms(scope, self.sections, self._whole_sections),
            "relationships": lambda: self._of_terms(scope, self._relationships_of, self.relationships),
        }
        if entity not in sources:
            raise ContractError(f"{NAME} has no list of {entity}. What can be read: {', '.join(sources)}.")
        return composed(sources[entity](), page_size)

    def sections(self, term: str, keys: Sequence[SectionKey]) -> Iterator[Json]:
        """Yield those of these sections of a term that there are."""
        if len(keys) > _MOST_SINGLY:
            asked = set(map(str, keys))
            yield from (one for one in self._whole_sections(term) if one["key"] in asked)
            return
        for key in keys:
            for shown in self.shown(key):
                below = (self.of_section(resource, shown["id"]) for resource in (EVENTS, TEACHINGS))
                yield records.section(self.codes, shown, *below)

    def of_section(self, resource: str, guid: str) -> Iterator[Json]:
        """Yield the events, instructors or crosslists of a section."""
        return self.door.every(resource, {"section": {"id": guid}})

    def shown(self, key: SectionKey) -> list[Json]:
        """Return the section of a key as Ethos shows it; nothing where there is none."""
        period, course = self.codes.id("academic-periods", key.term), self.codes.id("courses", key.course)
        if not period or not course:
            return []
        criteria = {"academicPeriod": {"id": period}, "course": {"id": course}, "number": key.number}
        return list(self.door.every("sections", criteria))

    def relationships(self, term: str) -> Iterator[Json]:
        """Yield the crosslists of a term."""
        within = self._within(term)

        def read() -> Iterator[Json]:
            crosslists = list(self.door.every(CROSSLISTS, within))
            sections = self.door.every("sections", within) if crosslists else ()
            keys = {one["id"]: records.section_key(self.codes, one) for one in sections}
            yield from (_related(term, one, keys) for one in crosslists)

        if within:
            self.codes.load("courses")
            yield from settled(read, ATTEMPTS)

    def _terms(self) -> Iterator[Json]:
        shown = self.door.every("academic-periods")
        return (records.term(one) for one in shown if one["category"]["type"] == "term")

    def _courses(self) -> Iterator[Json]:
        return (records.course(self.codes, one) for one in self.door.every("courses"))

    def _of_terms(
        self,
        scope: Scope,
        some: Callable[[str, Sequence[SectionKey]], Iterator[Json]],
        every: Callable[[str], Iterator[Json]],
    ) -> Iterator[Json]:
        if scope.parts is not None:
            for term, keys in wanted(scope.parts, scope.terms).items():
                yield from some(term, keys)
            return
        terms = scope.terms
        if terms is None:
            terms = tuple(term["key"] for term in self._terms() if term["endDate"] >= self.today)
        for term in dict.fromkeys(terms):
            yield from every(term)

    def _whole_sections(self, term: str) -> Iterator[Json]:
        within = self._within(term)
        if not within:
            return
        for resource in LONG:
            self.codes.load(resource)
        # What is made meanwhile is not among the sections yet, and its meetings and instructors are not asked for.
        shown = list(self.door.every("sections", within))
        events, teachings = self._below(EVENTS, within), self._below(TEACHINGS, within)
        for one in shown:
            yield records.section(self.codes, one, events[one["id"]], teachings[one["id"]])

    def _below(self, resource: str, within: Json) -> Mapping[str, list[Json]]:
        found: defaultdict[str, list[Json]] = defaultdict(list)
        for one in self.door.every(resource, within):
            found[one["section"]["id"]].append(one)
        return found

    def _relationships_of(self, term: str, keys: Sequence[SectionKey]) -> Iterator[Json]:
        """Yield the crosslists that one of these sections of a term stands in, each once."""
        if len(keys) > _MOST_SINGLY:
            asked = set(map(str, keys))
            found = self.relationships(term)
            yield from (one for one in found if asked.intersection(one["fields"]["sections"]))
            return
        shown = (
            crosslist for key in keys for one in self.shown(key) for crosslist in self.of_section(CROSSLISTS, one["id"])
        )
        yield from (self.relationship(term, one) for one in once(shown, "id"))

    def relationship(self, term: str, crosslist: Json) -> Json:
        """Return a crosslist of a term as it is read; its sections are asked for by their ids."""
        return _related(term, crosslist, self._keys_of(crosslist))

    def _keys_of(self, crosslist: Json) -> dict[str, str]:
        members = [self.door.one("sections", one["section"]["id"]) for one in crosslist["sections"]]
        return {one["id"]: records.section_key(self.codes, one) for one in members if one}

    def _within(self, term: str) -> Json | None:
        """Return the criteria for what belongs to a term, None for one that there is not."""
        period = self.codes.id("academic-periods", term)
        return {"academicPeriod": {"id": period}} if period else None


def _related(term: str, crosslist: Json, keys: Mapping[str, str]) -> Json:
    if any(one["section"]["id"] not in keys for one in crosslist["sections"]):
        raise IncompleteReadError(
            f"{NAME}'s crosslists and sections do not fit together: one was taken out while they were read. Nothing "
            "was changed and nothing removed; run again."
        )
    return records.relationship(term, crosslist, keys)
