"""The way into Ethos: a token for a while, lists page by page, and resources one by one in the version of each."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import SecretStr

from rollbook.connectors.answers import Answer, Refused, Vendor, refusal
from rollbook.connectors.calls import Call
from rollbook.connectors.composing import settled
from rollbook.connectors.fixed_header import FixedHeader
from rollbook.connectors.kept_token import KeptToken
from rollbook.connectors.offsets import Slice, pages
from rollbook.connectors.sis.settings import NAME, Credentials, Settings, limits_of
from rollbook.connectors.sis.wire import READERS, read_token, words_of
from rollbook.connectors.transport import Transport
from rollbook.model.descriptors import Pace
from rollbook.model.errors import ContractError
from rollbook.model.records import Json

ATTEMPTS: Final = 3
"""How often a list is read that moves meanwhile."""

_GONE, _WRONG_VERSION = 404, 406
_TOKEN_MINUTES = 60


class Door:
    """Makes the calls of one application, whose token is fetched with the first of them."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        self._vendor = Vendor(NAME, credentials.base_url, words_of)
        limits = limits_of(settings)
        key = FixedHeader("Authorization", credentials.api_key, "Bearer")
        self._desk = Transport(self._vendor, key, settings, pace, limits)
        self._transport = Transport(self._vendor, KeptToken(self._fetch_token), settings, pace, limits)
        self._settings = settings

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        return self._desk.calls + self._transport.calls

    def every(self, resource: str, criteria: Json | None = None) -> Iterator[Json]:
        """Yield all resources of a kind that are as the criteria say, once their list stood still while it was read.

        Raises IncompleteReadError when it never did, ContractError for a resource that was not asked for.
        """

        def read() -> Iterator[Json]:
            for page in pages(f"{NAME}'s list of {resource}", self._settings.page_size, fetch):
                yield from _asked_for(resource, criteria or {}, page.records)

        def fetch(offset: int, limit: int) -> Slice:
            return self._slice(resource, criteria, offset, limit)

        return settled(read, ATTEMPTS)

    def total(self, resource: str) -> int:
        """Return how many resources of a kind there are."""
        return self._slice(resource, None, 0, 1).declared

    def one(self, resource: str, guid: str) -> Json | None:
        """Return a resource, None where there is none of this id."""
        call = self._call("GET", resource, guid)
        answer = self._submit(call)
        if isinstance(answer, Refused) and answer.status == _GONE:
            return None
        return self._accepted(call, answer).parse(READERS[resource].one)

    def post(self, resource: str, body: Json) -> str | Refused:
        """Make a resource and return its id; raises OutcomeUnknownError when no good answer came."""
        answer = self._submit(self._call("POST", resource, body=body))
        return answer if isinstance(answer, Refused) else str(answer.parse(READERS[resource].one)["id"])

    def put(self, resource: str, guid: str, body: Json) -> Refused | None:
        """Change what the body holds of a resource; return the refusal where there is one."""
        answer = self._submit(self._call("PUT", resource, guid, body=body, idempotent=True))
        if isinstance(answer, Refused):
            return answer
        answer.parse(READERS[resource].one)
        return None

    def delete(self, resource: str, guid: str) -> Refused | None:
        """Delete a resource, which may be gone already; return the refusal where there is one."""
        answer = self._submit(self._call("DELETE", resource, guid, idempotent=True))
        return answer if isinstance(answer, Refused) and answer.status != _GONE else None

    def _slice(self, resource: str, criteria: Json | None, offset: int, limit: int) -> Slice:
        narrowed = {"criteria": json.dumps(criteria, separators=(",", ":"))} if criteria else {}
        call = self._call("GET", resource, query={**narrowed, "offset": offset, "limit": limit})
        answer = self._accepted(call, self._submit(call))
        records = answer.parse(READERS[resource].many)
        return Slice(records, _counted(answer, "x-total-count"), _counted(answer, "x-max-page-size"))

    def _call(self, method: str, resource: str, guid: str = "", **more: Any) -> Call:
        kind = self._settings.media_type(resource)
        headers = {"Accept": kind} | ({"Content-Type": kind} if "body" in more else {})
        path = f"/api/{resource}" + ("/{id}" if guid else "")
        return Call(method, path, at={"id": guid} if guid else {}, headers=headers, **more)

    def _submit(self, call: Call) -> Answer | Refused:
        answer = self._transport.submit(call)
        if isinstance(answer, Refused) and answer.status == _WRONG_VERSION:
            raise ContractError(
                f"{NAME} does not offer the version in which {call.name} was sent ({_WRONG_VERSION}). Set the one that "
                "it offers in systems.yaml, under sis and media_types."
            )
        return answer

    def _accepted(self, call: Call, answer: Answer | Refused) -> Answer:
        """Return the answer to a read; raises ContractError for a refusal."""
        if isinstance(answer, Refused):
            raise refusal(self._vendor, call, answer.status, answer.content)
        return answer

    def _fetch_token(self) -> SecretStr:
        call = Call("POST", "/auth", query={"expirationMinutes": _TOKEN_MINUTES}, harmless=True)
        return self._desk.ask(call).parse(read_token)


def _asked_for(resource: str, criteria: Json, shown: Sequence[Json]) -> Sequence[Json]:
    """Return resources as they come; raises ContractError where one shows that the criteria were not heeded."""
    if any(one[name] != value for one in shown for name, value in criteria.items() if name in one):
        raise ContractError(
            f"{NAME} answered with {resource} that it was not asked for. Nothing of them is used; ask its support "
            f"whether {resource} can be narrowed by {' and '.join(criteria)}."
        )
    return shown


def _counted(answer: Answer, header: str) -> int:
    value = answer.headers.get(header, "")
    if not value.isdecimal():
        raise answer.unfit(f"{header} is missing, so nothing proves that a list was read completely")
    return int(value)
