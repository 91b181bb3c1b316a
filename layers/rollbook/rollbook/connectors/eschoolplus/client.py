"""The client of eSchoolPLUS: reads OneRoster collections completely, or says that it could not."""

import time
from collections.abc import Callable, Iterator
from typing import NoReturn

from rollbook.connectors.answers import Answer, Vendor
from rollbook.connectors.calls import Call
from rollbook.connectors.eschoolplus.bearer import BearerToken, ClientBasic
from rollbook.connectors.eschoolplus.paging import Slice, next_offset, pages
from rollbook.connectors.eschoolplus.settings import Credentials, Settings
from rollbook.connectors.eschoolplus.wire import minor_code, reader_of
from rollbook.connectors.transport import Transport
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import ContractError, RollbookError
from rollbook.model.records import Page, Scope

NAME = "eSchoolPLUS"
# The whole of rostering but demographics (OneRoster 1.2, section on scopes).
_SCOPE = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly"
_MOST_CONDITIONS = 2


class EschoolplusClient:
    """An open connection to eSchoolPLUS."""

    def __init__(
        self, credentials: Credentials, settings: Settings, pace: Pace, clock: Callable[[], float] = time.monotonic
    ) -> None:
        secret = credentials.client_secret.get_secret_value()
        desk = Vendor(NAME, credentials.token_url, minor_code, denials=frozenset({400, 401, 403}))
        self._desk = Transport(desk, ClientBasic(credentials.client_id, secret), settings, pace, None)
        bearer = BearerToken(self._desk, _SCOPE, clock)
        self._service = Transport(Vendor(NAME, credentials.base_url, minor_code), bearer, settings, pace, None)
        self._page_size = settings.page_size

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        return self._desk.calls + self._service.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Yield a collection in pages ordered by `sourcedId`; its total is declared with each.

        Raises IncompleteReadError when the collection moves meanwhile, ContractError when a record has no `sourcedId`.
        """
        wanted: dict[str, str | int] = {"sort": "sourcedId", "orderBy": "asc"}
        if scope.where:
            wanted["filter"] = condition(scope)

        def fetch(offset: int, limit: int) -> Slice:
            return self._slice(entity, {**wanted, "limit": limit, "offset": offset})

        return pages(f"{NAME} {entity}", self._page_size, fetch)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Raise ContractError: this system is only read."""
        _only_read(entity, changes)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Raise ContractError: what is never written is never read back."""
        _only_read(entity, changes)

    def check(self) -> Check:
        """Say whether a token is given and one org can be read with it."""
        try:
            orgs = self._slice("orgs", {"limit": 1, "offset": 0}).declared
        except RollbookError as error:
            return Check(NAME, healthy=False, sentence=str(error))
        return Check(NAME, healthy=True, sentence=f"{NAME} accepts the credentials and shows {orgs} orgs.")

    def _slice(self, entity: str, query: dict[str, str | int]) -> Slice:
        answer = self._service.ask(Call("GET", f"/{entity}", query=query))
        records = answer.parse(reader_of(entity))
        return Slice(records, _declared(answer), next_offset(answer.headers.get("Link", "")))


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> EschoolplusClient:
    """Open a connection; nothing is sent before the first call."""
    return EschoolplusClient(credentials, settings, pace)


def condition(scope: Scope) -> str:
    """Return the scope as a OneRoster filter; an apostrophe in a value is doubled."""
    if len(scope.where) > _MOST_CONDITIONS:
        raise ContractError(
            f"A OneRoster filter holds at most {_MOST_CONDITIONS} conditions, not {len(scope.where)}. Narrow the scope."
        )
    quoted = {field: value.replace("'", "''") for field, value in scope.where.items()}
    return " AND ".join(f"{field}='{value}'" for field, value in quoted.items())


def _declared(answer: Answer) -> int:
    total = answer.headers.get("X-Total-Count", "")
    if not total.isdecimal():
        raise answer.unfit("X-Total-Count is missing, so nothing proves that a collection was read completely")
    return int(total)


def _only_read(entity: str, changes: list[Change]) -> NoReturn:
    raise ContractError(
        f"{NAME} is only read in this version, and {len(changes)} {entity} were to be written. "
        "Name another system as the flow's target."
    )
