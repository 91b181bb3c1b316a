"""The way into one OneRoster service: collections page by page, single objects, and writes of one object each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from rollbook.connectors.answers import Answer, Refused
from rollbook.connectors.calls import Call
from rollbook.connectors.eschoolplus.paging import Slice, next_offset, pages
from rollbook.connectors.eschoolplus.settings import NAME
from rollbook.connectors.eschoolplus.wire import object_reader, read_success, reader_of
from rollbook.connectors.transport import Transport
from rollbook.model.records import Json, Page

# The specification lists 201 for PUT and 204 for DELETE; servers are known that answer either with 200.
_DONE = frozenset({200, 201, 204})
_NOTHING = Slice([], 0, None)


class Door:
    """Makes the calls of one service; `page_size` is how many records a page is asked for."""

    def __init__(self, transport: Transport, page_size: int) -> None:
        self._transport = transport
        self._page_size = page_size

    def collection(self, name: str, condition: str = "") -> Iterator[Page]:
        """Yield a collection in pages ordered by `sourcedId`; raises IncompleteReadError when it moves meanwhile."""
        call = Call("GET", f"/{name}", query={"filter": condition} if condition else {})
        return self._pages(call, name, lambda page: _slice(self._transport.ask(page), name))

    def below(self, path: str, at: Mapping[str, str], name: str) -> Iterator[Json]:
        """Yield the records of a collection that lies below one object, none where that object is not there."""

        def fetch(page: Call) -> Slice:
            answer = self._transport.look(page)
            return _slice(answer, name) if answer else _NOTHING

        for page in self._pages(Call("GET", path, at=at), name, fetch):
            yield from page.records

    def total(self, name: str) -> int:
        """Return how many records a collection has."""
        call = Call("GET", f"/{name}", query={"limit": 1, "offset": 0})
        return _slice(self._transport.ask(call), name).declared

    def one(self, collection: str, word: str, sourced_id: str) -> Json | None:
        """Return one object, None where there is none."""
        answer = self._transport.look(Call("GET", f"/{collection}/{{id}}", at={"id": sourced_id}))
        return answer.parse(object_reader(word)) if answer else None

    def put(self, collection: str, sourced_id: str, body: Json) -> Refused | None:
        """Create or replace one object; return the refusal where there is one.

        Raises OutcomeUnknownError when the answer does not say that it was done.
        """
        return self._write(Call("PUT", f"/{collection}/{{id}}", at={"id": sourced_id}, body=body, idempotent=True))

    def delete(self, collection: str, sourced_id: str) -> Refused | None:
        """Delete one object; return the refusal where there is one, and raise as `put` does."""
        return self._write(Call("DELETE", f"/{collection}/{{id}}", at={"id": sourced_id}, idempotent=True))

    def _write(self, call: Call) -> Refused | None:
        answer = self._transport.submit(call)
        if isinstance(answer, Refused):
            return answer
        if answer.status not in _DONE:
            raise answer.unfit(f"{answer.status} does not say that it was done")
        answer.parse(read_success)
        return None

    def _pages(self, call: Call, name: str, fetch: Callable[[Call], Slice]) -> Iterator[Page]:
        query = {**call.query, "sort": "sourcedId", "orderBy": "asc"}

        def ask(offset: int, limit: int) -> Slice:
            return fetch(replace(call, query={**query, "limit": limit, "offset": offset}))

        return pages(f"{NAME} {name}", self._page_size, ask)


def _slice(answer: Answer, name: str) -> Slice:
    records = answer.parse(reader_of(name))
    total = answer.headers.get("X-Total-Count", "")
    if not total.isdecimal():
        raise answer.unfit("X-Total-Count is missing, so nothing proves that a collection was read completely")
    return Slice(records, int(total), next_offset(answer.headers.get("Link", "")))
