"""The way into one school of CourseKey, with its own auth key."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from rollbook.connectors import cursors
from rollbook.connectors.answers import Answer, Vendor
from rollbook.connectors.calls import Call
from rollbook.connectors.coursekey.settings import NAME, Credentials, Settings, limits_of
from rollbook.connectors.coursekey.wire import School, read_attendance, read_held
from rollbook.connectors.cursors import Slice
from rollbook.connectors.fixed_header import FixedHeader
from rollbook.connectors.results import words_of
from rollbook.connectors.transport import Transport
from rollbook.model.descriptors import Pace
from rollbook.model.errors import ContractError, CredentialsError
from rollbook.model.records import Json, Page

# The School ID is part of the credentials: a path that is not there is a school that is not there.
_DENIALS = frozenset({401, 403, 404})


class Door:
    """Makes the calls of one school; sentences name it, because one key of several may be the wrong one."""

    def __init__(self, school: str, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        self.school = school
        self.name = f"{NAME} (school {school})"
        vendor = Vendor(self.name, credentials.base_url, words_of, _DENIALS)
        key = FixedHeader("Authorization", credentials.keys[school], "AuthKey")
        self._transport = Transport(vendor, key, settings, pace, limits_of(settings))
        self._page_size = settings.page_size

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed included."""
        return self._transport.calls

    def about(self) -> School:
        """Return what CourseKey says of the school; raises ContractError when it answers with another one."""
        found = self._transport.ask(self._call("GET")).parse(School.model_validate_json)
        if found.id != self.school:
            raise ContractError(f"{self.name} answered with another school. Check the School ID in the credentials.")
        return found

    def attendance(self, narrowed: Mapping[str, str]) -> Iterator[Page]:
        """Yield attendance; raises IncompleteReadError when it changes meanwhile."""
        return self._pages("attendance", narrowed, read_attendance)

    def held(self, collection: str, external_ids: Sequence[str]) -> Iterator[Page]:
        """Yield what a collection holds under these ids; raises IncompleteReadError when it changes meanwhile."""
        return self._pages(collection, {"externalId": ",".join(external_ids)}, read_held)

    def put(self, collection: str, body: Json) -> Answer:
        """Create or replace; the same once more changes nothing, so a lost answer is no harm."""
        return self._transport.ask(self._call("PUT", f"/{collection}", body=body))

    def _pages(self, collection: str, narrowed: Mapping[str, str], read: Callable[[bytes], Slice]) -> Iterator[Page]:
        def fetch(cursor: str | None) -> Slice:
            query: dict[str, str | int] = {**narrowed, "limit": self._page_size}
            if cursor:
                query["cursor"] = cursor
            return self._transport.ask(self._call("GET", f"/{collection}", query=query)).parse(read)

        return cursors.pages(f"{self.name}: the list of {collection}", fetch)

    def _call(
        self, method: str, path: str = "", query: Mapping[str, str | int] | None = None, body: Json | None = None
    ) -> Call:
        at = {"school": self.school}
        return Call(method, f"/schools/{{school}}{path}", at=at, query=query or {}, body=body, idempotent=True)


class Schools:
    """The ways into all schools of the credentials; nothing is sent before the first call of one of them."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        self._doors = {school: Door(school, credentials, settings, pace) for school in credentials.keys}

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed included."""
        return sum(door.calls for door in self._doors.values())

    def __iter__(self) -> Iterator[Door]:
        return iter(self._doors.values())

    def get(self, school: str) -> Door | None:
        """Return the way into a school, None for one that has no key."""
        return self._doors.get(school)

    def of(self, school: str) -> Door:
        """Return the way into a school; raises CredentialsError for one that has no key."""
        door = self.get(school)
        if door is None:
            raise CredentialsError(f"There is no auth key for school {school} of {NAME}. Put one into the credentials.")
        return door
