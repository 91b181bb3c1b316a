"""The way into EthosCE: whole collections page by page, single entities by their fields, and one entity posted."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from rollbook.connectors import cursors
from rollbook.connectors.answers import Refused, Vendor
from rollbook.connectors.calls import Call
from rollbook.connectors.cursors import Slice
from rollbook.connectors.ethosce.settings import NAME, Credentials, Settings, limits_of
from rollbook.connectors.ethosce.wire import READERS, Listed, read_created
from rollbook.connectors.fixed_header import FixedHeader
from rollbook.connectors.results import words_of
from rollbook.connectors.transport import Transport
from rollbook.model.descriptors import Pace
from rollbook.model.records import Json, Page


@dataclass(frozen=True, slots=True)
class _Entity:
    """What EthosCE calls a collection, the field of its ids, and what always narrows it."""

    name: str
    id: str
    where: Mapping[str, str] = field(default_factory=dict)


_ENTITIES = {
    "users": _Entity("user", "uid"),
    "courses": _Entity("node", "nid", {"type": "course"}),
    "enrollments": _Entity("course_enrollment", "eid"),
    "completions": _Entity("course_report", "crid"),
    "credits": _Entity("course_credit_awarded", "ccaid"),
}


class Door:
    """Makes the calls in the name of the service user."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        vendor = Vendor(NAME, credentials.base_url, words_of)
        authorisation = FixedHeader("Authorization", _proof(credentials), "Basic")
        self._transport = Transport(vendor, authorisation, settings, pace, limits_of(settings))
        self._page_size = settings.page_size

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed included."""
        return self._transport.calls

    def pages(self, name: str) -> Iterator[Page]:
        """Yield a collection in the order of its ids; raises IncompleteReadError when it moves meanwhile.

        A page goes on behind the last id of the one before, and its total is then of what is left.
        """
        entity = _ENTITIES[name]
        received = 0

        def fetch(place: str | None) -> Slice:
            nonlocal received
            query = {"sort": entity.id, "direction": "ASC", f"{entity.id}[gt]": place or "0"}
            records, left = self._listed(name, query, self._page_size)
            declared = received + left
            received += len(records)
            following = records[-1]["id"] if records else place
            return Slice(records, declared, following if received < declared else None)

        return cursors.pages(f"{NAME}'s list of {name}", fetch)

    def where(self, name: str, query: Mapping[str, str]) -> list[Json]:
        """Return the first records of a collection whose fields have these values, in the order of their ids."""
        return self._listed(name, {"sort": _ENTITIES[name].id, "direction": "ASC", **query}, self._page_size)[0]

    def total(self, name: str) -> int:
        """Return how many records a collection has."""
        return self._listed(name, {}, 1)[1]

    def post(self, name: str, body: Json) -> str | Refused:
        """Add one entity and return its id, or the refusal; raises OutcomeUnknownError when no good answer came."""
        answer = self._transport.submit(Call("POST", f"/{_ENTITIES[name].name}", body=body))
        return answer if isinstance(answer, Refused) else answer.parse(read_created)

    def _listed(self, name: str, query: Mapping[str, str], limit: int) -> Listed:
        entity = _ENTITIES[name]
        call = Call("GET", f"/{entity.name}.json", query={**entity.where, **query, "limit": limit})
        return self._transport.ask(call).parse(READERS[name])


def _proof(credentials: Credentials) -> SecretStr:
    """Return user name and password as they stand in the header (RFC 7617)."""
    pair = f"{credentials.username}:{credentials.password.get_secret_value()}"
    return SecretStr(b64encode(pair.encode()).decode())
