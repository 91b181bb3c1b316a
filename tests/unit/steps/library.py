"""A library whose shelves are filled by operations that take their time: a flow whose streams are all deferred.

Books leave with the source; loans never do, and keep the day on which they began, whatever the source says later.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rollbook.model.descriptors import Connector, Context, Flow, Operations, Removal, Stream, Writable
from rollbook.model.records import Desired, Json, LeftOut, Reference, Refusal
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings, GuardSetting
from tests.unit.steps.club import Club
from tests.unit.steps.flow import AWAY, NAMELESS
from tests.unit.steps.shelves import START, Shelves
from tests.unit.steps.systems import Source

WRITES = {
    "books": Writable(bulk=10, bulk_removals=4, deferred=True),
    "loans": Writable(bulk=10, deferred=True),
}


class LibrarySettings(FlowSettings):
    """Whether the library is open: one that is closed gives all its books back."""

    active: bool = True
    lends: bool = True


OPEN = LibrarySettings(guard=GuardSetting(percent=100, at_least=1_000))


def book(number: int, title: str = "Emma", shelf: str = "north") -> Json:
    return {"id": f"b{number:02d}", "title": title, "shelf": shelf}


def loan(of: int, who: int, began: str = "monday", page: str = "1") -> Json:
    return {"id": f"b{of:02d}/r{who}", "book": f"b{of:02d}", "began": began, "page": page}


def books(records: Iterable[Json], _context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield books that have a title."""
    for record in records:
        if record.get("away"):
            yield LeftOut(record["id"], AWAY)
        elif not record["title"]:
            yield Refusal(record["id"], NAMELESS)
        else:
            yield Desired(record["id"], {"id": record["id"], "title": record["title"]}, record["shelf"])


def loans(records: Iterable[Json], _context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield all loans."""
    for record in records:
        data = {name: record[name] for name in ("id", "began", "page")}
        yield Desired(record["id"], data, "", (Reference("books", record["book"]),))


def as_begun(wanted: Json, before: Json) -> Json:
    """Return what is wanted of a loan with the day on which it began as that was sent first."""
    return wanted | {"began": before["began"]}


def wanted(settings: Any) -> tuple[str, ...]:
    return ("books", "loans") if settings.lends else ("books",)


BOOKS = Stream(
    name="books",
    reads="books",
    writes="books",
    desired=books,
    removal=Removal.DROP,
    counted_by="shelf",
    verifies=lambda context: context.full,
)
LOANS = Stream(name="loans", reads="loans", writes="loans", desired=loans, after=("books",), amends=as_begun)
LIBRARY = Flow(
    name="test.library",
    source="catalogue",
    target="library",
    settings=LibrarySettings,
    streams=(BOOKS, LOANS),
    order=wanted,
    withdrawn=lambda settings: not settings.active,
)


def shelves_of(number: int) -> dict[str, list[Json]]:
    """Return a catalogue of so many books and no loans."""
    return {"books": [book(one) for one in range(number)], "loans": []}


@dataclass
class Library(Club):
    """Everything that a run touches, and what it should have come to."""

    source: Source = field(default_factory=lambda: Source(shelves_of(5)))
    target: Shelves = field(default_factory=Shelves)
    settings: FlowSettings = OPEN
    flow: Flow = LIBRARY

    def __post_init__(self) -> None:
        """Let the shelves have the time that the runs have."""
        self.clock = self.target.clock
        assert self.clock.now() >= START

    @property
    def writes(self) -> Mapping[str, Writable]:
        return WRITES

    @property
    def connector(self) -> Connector:
        return replace(super().connector, operations=self.operations)

    def operations(self, _client: object) -> Operations:
        return self.target

    def catalogue(self, *records: Json) -> None:
        """Put books into the catalogue, each instead of the one that has its id."""
        for record in records:
            self.enter("books", record)

    @property
    def intents(self) -> int:
        """How many batches are open."""
        return sum(len(self.stores.intents.of_stream(self.flow.name, stream.name)) for stream in self.flow.streams)

    @property
    def places(self) -> int:
        """How many places are taken."""
        register = self.stores.registers.read("places/library")
        return len(register.value) if register else 0

    def assert_in_step(self) -> None:
        """See that the shelves hold the catalogue, and nothing that was done twice."""
        titles = {one["id"]: one["title"] for one in self.books["books"] if one["title"] and not one.get("away")}
        assert {key: data["title"] for key, data in self.target.held("books").items()} == titles
        pages = {one["id"]: one["page"] for one in self.books["loans"] if one["book"] in titles}
        held = {key: data["page"] for key, data in self.target.held("loans").items()}
        assert {key: held.get(key) for key in pages} == pages
        assert self.target.repeated == []

    def assert_at_rest(self) -> None:
        """See that a run has nothing to do, nor one that looks at everything anything to send."""
        self.target.forget_calls()
        assert self.run().status is Status.SUCCEEDED
        assert (self.target.starts, self.target.finds, self.intents) == (0, 0, 0)
        assert self.run(full=True).status is Status.SUCCEEDED
        assert (self.target.starts, self.intents) == (0, 0)
