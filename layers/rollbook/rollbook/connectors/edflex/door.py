"""The way into an Edflex portal: a token for a while, and lists page by page."""

import re
from collections.abc import Iterator

from pydantic import SecretStr

from rollbook.connectors import cursors
from rollbook.connectors.answers import Answer, Vendor, refusal
from rollbook.connectors.calls import Call
from rollbook.connectors.cursors import Slice
from rollbook.connectors.edflex.settings import NAME, Credentials, Settings, limits_of
from rollbook.connectors.edflex.wire import READERS, Listed, has_errors, read_token, words_of
from rollbook.connectors.kept_token import KeptToken
from rollbook.connectors.transport import Transport
from rollbook.connectors.unproven import Unproven
from rollbook.model.descriptors import Pace
from rollbook.model.errors import CredentialsError, IncompleteReadError, RollbookError, SystemUnavailableError
from rollbook.model.records import Page

_TOKEN_PATH = "/connect/v1/auth/token"  # noqa: S105 - where a token is fetched, and none itself
_PATHS = {"contents": "/connect/v1/resources", "statistics": "/connect/v1/statistics"}
_LEAVING = "contents"
_FIRST = 1
_STATUS = re.compile(r"[45]\d\d")
_PASSING = {429, *range(500, 600)}


class Door:
    """Makes the calls of one client, whose token is fetched with the first of them."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        limits = limits_of(settings)
        self._vendor = Vendor(NAME, credentials.portal, words_of)
        # Who asks for a token with a wrong id or secret may be told so with a 400 (RFC 6749, 5.2).
        desk = Vendor(NAME, credentials.portal, words_of, denials=frozenset({400, 401, 403}))
        self._credentials = credentials
        self._desk = Transport(desk, Unproven(), settings, pace, limits)
        self._transport = Transport(self._vendor, KeptToken(self._fetch_token), settings, pace, limits)
        self._page_size = settings.page_size

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        return self._desk.calls + self._transport.calls

    def pages(self, name: str) -> Iterator[Page]:
        """Yield a list; raises IncompleteReadError when its total changes or is not reached, or one comes twice.

        Pages are numbered. So where one content leaves and another comes between two pages, with the same total, a
        third is passed over, and would be taken for one that has left. Hence contents are read a second time, and count
        only when the same ones come. From statistics nothing is ever concluded that is not there.
        """
        seen: set[str] = set()
        for page in self._numbered(name):
            seen.update(record["id"] for record in page.records)
            yield page
        if name == _LEAVING and seen != {record["id"] for page in self._numbered(name) for record in page.records}:
            raise IncompleteReadError(
                f"{NAME}'s list of {name} was not read completely: it was another one when it was read again. Nothing "
                "was changed and nothing removed; run again, when nobody works at the portal."
            )

    def _numbered(self, name: str) -> Iterator[Page]:
        def fetch(place: str | None) -> Slice:
            number = int(place or _FIRST)
            page = self._listed(name, number, self._page_size)
            return Slice(page.records, page.total, str(number + 1) if page.has_next else None)

        return cursors.pages(f"{NAME}'s list of {name}", fetch)

    def total(self, name: str) -> int:
        """Return how many resources a list has."""
        return self._listed(name, _FIRST, 1).total

    def _listed(self, name: str, number: int, size: int) -> Listed:
        answer = self._transport.ask(Call("GET", _PATHS[name], query={"page[number]": number, "page[size]": size}))
        if answer.parse(has_errors):
            raise self._hidden(answer)
        return answer.parse(READERS[name])

    def _hidden(self, answer: Answer) -> RollbookError:
        """Return the error that came inside of an answer which was accepted; its code may be an HTTP status."""
        code = words_of(answer.content)
        status = int(code) if _STATUS.fullmatch(code) else answer.status
        if status in _PASSING:
            return SystemUnavailableError(
                f"{NAME} answered {answer.call.name} with the error {status} inside of a {answer.status}. Check that "
                "the portal is up; then run again."
            )
        return refusal(self._vendor, answer.call, status, answer.content)

    def _fetch_token(self) -> SecretStr:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret.get_secret_value(),
        }
        answer = self._desk.ask(Call("POST", _TOKEN_PATH, form=form, harmless=True))
        token = answer.parse(read_token)
        if token is None:
            raise CredentialsError(
                f"{NAME} answered {answer.call.name} without a token. Put the client id and the client secret of this "
                "portal in; then check the connection."
            )
        return token
