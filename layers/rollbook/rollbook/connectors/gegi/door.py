"""The way into GEGI: lists page by page, and attendance, many items in one call."""

from collections.abc import Iterator, Mapping, Sequence

from rollbook.connectors import cursors
from rollbook.connectors.answers import Answer, Vendor
from rollbook.connectors.calls import Call
from rollbook.connectors.cursors import Slice
from rollbook.connectors.fixed_header import FixedHeader
from rollbook.connectors.gegi.settings import NAME, Credentials, Settings
from rollbook.connectors.gegi.wire import PAGES
from rollbook.connectors.results import words_of
from rollbook.connectors.transport import Transport
from rollbook.model.descriptors import Pace
from rollbook.model.records import Json, Page

LISTS = tuple(PAGES)
"""The lists that there are."""


class Door:
    """Makes the calls under the name of the integration user."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        vendor = Vendor(NAME, credentials.base_url, words_of)
        self._transport = Transport(vendor, FixedHeader("X-Api-Key", credentials.api_key), settings, pace, None)
        self._page_size = settings.page_size

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed included."""
        return self._transport.calls

    def pages(self, name: str, narrowed: Mapping[str, str] | None = None) -> Iterator[Page]:
        """Yield a list in the order of its ids; raises IncompleteReadError when it moves meanwhile."""

        def fetch(after: str | None) -> Slice:
            query: dict[str, str | int] = {**(narrowed or {}), "limit": self._page_size}
            if after:
                query["after"] = after
            return self._slice(name, query)

        return cursors.pages(f"{NAME}'s list of {name}", fetch)

    def total(self, name: str) -> int:
        """Return how many records a list has."""
        return self._slice(name, {"limit": 1}).declared

    def put(self, name: str, items: Sequence[Json]) -> Answer:
        """Write items; the same once more changes nothing, so a lost answer is no harm."""
        return self._transport.ask(Call("PUT", f"/{name}", body={"items": list(items)}, idempotent=True))

    def _slice(self, name: str, query: Mapping[str, str | int]) -> Slice:
        return self._transport.ask(Call("GET", f"/{name}", query=query)).parse(PAGES[name])
