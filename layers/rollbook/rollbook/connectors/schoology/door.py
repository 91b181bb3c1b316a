"""The way into Schoology: every call under the acting user's name, and lists page by page."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rollbook.connectors.answers import Answer
from rollbook.connectors.calls import Call
from rollbook.connectors.schoology.wire import listing_reader
from rollbook.connectors.transport import Transport
from rollbook.model.records import Json

_PAGE = 200


class Door:
    """Makes calls as `acting_user`, or as the owner of the consumer key when that is None."""

    def __init__(self, transport: Transport, acting_user: str | None) -> None:
        self._transport = transport
        self._headers = {"X-Schoology-Run-As": acting_user} if acting_user else {}

    @property
    def calls(self) -> int:
        """Calls made so far."""
        return self._transport.calls

    def ask(self, call: Call) -> Answer:
        """Return the answer to a call that was accepted; raises as the transport does."""
        return self._transport.ask(replace(call, headers=self._headers))

    def look(self, call: Call) -> Answer | None:
        """Return the answer to a read, None where there is no such thing."""
        return self._transport.look(replace(call, headers=self._headers))

    def rows(
        self, path: str, word: str, *, at: Mapping[str, str] | None = None, query: Mapping[str, str | int] | None = None
    ) -> Iterator[Json]:
        """Yield the rows of a list, asking for the next page only when it is needed; none if the list is not there."""
        start = 0
        while True:
            call = Call("GET", path, at=at or {}, query={**(query or {}), "start": start, "limit": _PAGE})
            answer = self.look(call)
            if answer is None:
                return
            listing = answer.parse(listing_reader(word))
            yield from listing.items
            start += len(listing.items)
            if not listing.items or start >= listing.total:
                return
