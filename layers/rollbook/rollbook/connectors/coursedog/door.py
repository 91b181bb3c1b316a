"""The way into one school of Coursedog: a session, lists page by page, and many items in one call."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import SecretStr

from rollbook.connectors.answers import Answer, Vendor
from rollbook.connectors.calls import Call
from rollbook.connectors.coursedog.settings import NAME, Credentials, Settings, limits_of
from rollbook.connectors.coursedog.wire import LISTS, Reader, Webhook, read_changes, read_terms, read_token
from rollbook.connectors.kept_token import KeptToken
from rollbook.connectors.offsets import Slice, pages
from rollbook.connectors.results import words_of
from rollbook.connectors.transport import Transport
from rollbook.connectors.unproven import Unproven
from rollbook.model.descriptors import Pace
from rollbook.model.records import Json, Page

_PATHS = {"courses": "/cm/{school}/courses/search/$filters"}


class Door:
    """Makes the calls of one school in the name of an API user, whose session is opened with the first of them."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        vendor = Vendor(NAME, credentials.base_url, words_of)
        limits = limits_of(settings)
        self._credentials = credentials
        self._desk = Transport(vendor, Unproven(), settings, pace, limits)
        self._transport = Transport(vendor, KeptToken(self._open_session), settings, pace, limits)
        self._page_size = settings.page_size

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for sessions included."""
        return self._desk.calls + self._transport.calls

    def terms(self) -> list[Json]:
        """Return all terms, which come on one page."""
        return self._transport.ask(self._call("GET", "/{school}/general/terms")).parse(read_terms)

    def pages(self, entity: str, narrowed: Mapping[str, str] | None = None) -> Iterator[Page]:
        """Yield a list in the order of creation; raises IncompleteReadError when it moves meanwhile."""
        path = _PATHS.get(entity, f"/int/{{school}}/{entity}")
        fetch = self._fetching(path, narrowed or {}, LISTS[entity])
        return pages(f"{NAME}'s list of {entity}", self._page_size, fetch)

    def changes(self, since: str) -> Iterator[Page]:
        """Yield what people saved since a moment, as events; raises IncompleteReadError when the list moves."""
        fetch = self._fetching("/int/{school}/changes", {"since": since}, read_changes)
        return pages(f"{NAME}'s list of changes", self._page_size, fetch, lambda event: event)

    def put(self, entity: str, items: Sequence[Json]) -> Answer:
        """Write items, once: what was taken already is refused the second time, because of its version or its key."""
        return self._transport.ask(self._call("PUT", f"/int/{{school}}/{entity}", body={"items": list(items)}))

    def tell_webhook(self, body: Json) -> str:
        """Say where events go and what signs them; return the address that Coursedog names then."""
        call = self._call("PUT", "/int/{school}/webhook", body=body, idempotent=True)
        return self._transport.ask(call).parse(Webhook.model_validate_json).url

    def _fetching(self, path: str, narrowed: Mapping[str, str], read: Reader) -> Callable[[int, int], Slice]:
        def fetch(skip: int, limit: int) -> Slice:
            query = {**narrowed, "skip": skip, "limit": limit}
            return self._transport.ask(self._call("GET", path, query=query)).parse(read)

        return fetch

    def _call(self, method: str, path: str, **more: Any) -> Call:
        return Call(method, path, at={"school": self._credentials.school}, **more)

    def _open_session(self) -> SecretStr:
        password = self._credentials.password.get_secret_value()
        body = {"email": self._credentials.email, "password": password}
        return self._desk.ask(Call("POST", "/sessions", body=body, harmless=True)).parse(read_token)
