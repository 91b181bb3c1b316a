"""Reads lists whose pages say where the next one is by a `Link` header alone (RFC 8288); there is no total."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from requests.utils import parse_header_links

from rollbook.connectors.answers import Answer
from rollbook.model.errors import IncompleteReadError

T = TypeVar("T")
Query = Mapping[str, str | int]


def rows(query: Query, fetch: Callable[[Query], Answer], read: Callable[[bytes], list[T]]) -> Iterator[T]:
    """Yield a list page by page; `fetch` asks with a query.

    Raises IncompleteReadError when a page leads back to one that was read, so that it ends whatever comes.
    """
    asked: list[Query] = []
    following: Query | None = query
    while following is not None:
        asked.append(following)
        answer = fetch(following)
        yield from answer.parse(read)
        following = next_query(answer)
        if following in asked:
            raise IncompleteReadError(
                f"The list {answer.call.name} of {answer.vendor.name} leads back to a page that was read already, so "
                "it was not read completely. Run again, and if it stays, ask the vendor about its paging."
            )


def next_query(answer: Answer) -> Query | None:
    """Return the query that brings the next page, None with the last one.

    Raises as an answer that is not as agreed when the next page is not one of the same list in the same system.
    """
    links = parse_header_links(answer.headers.get("Link", ""))
    address = next((link["url"] for link in links if link.get("rel") == "next"), None)
    if address is None:
        return None
    here = urlsplit(answer.vendor.address + answer.call.target)
    there = urlsplit(urljoin(here.geturl(), address))
    if (there.hostname, unquote(there.path)) != (here.hostname, unquote(here.path)):
        raise answer.unfit("its next page is in another place")
    return dict(parse_qsl(there.query, keep_blank_values=True))
