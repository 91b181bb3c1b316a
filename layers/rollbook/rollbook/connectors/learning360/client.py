"""The client of 360Learning: reads accounts and the integration, writes content, tags and attempts."""

from collections.abc import Iterator

from rollbook.connectors.learning360 import finding, reading, tagging, tags
from rollbook.connectors.learning360.checking import check
from rollbook.connectors.learning360.door import Door
from rollbook.connectors.learning360.integration import Home
from rollbook.connectors.learning360.operating import BulkOperations
from rollbook.connectors.learning360.settings import NAME, Credentials, Settings
from rollbook.connectors.learning360.writables import WRITES
from rollbook.connectors.writable import writable
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import ContractError
from rollbook.model.records import Page, Scope


class Learning360Client:
    """An open connection to one company of 360Learning."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        self._door = Door(credentials, settings, pace)
        self._home = Home(self._door, settings)
        self._settings = settings
        self.operations = BulkOperations(self._door, self._home)

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        return self._door.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Return the pages of `integration` or `users`, which are read whole; `scope.since` narrows nothing.

        Raises ContractError for another collection or a part of one; the pages raise IncompleteReadError when the
        collection moves meanwhile.
        """
        return reading.read(self._door, self._home, self._settings, entity, scope)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Send one batch of `tags` or `taggings`, a call for each.

        Raises OutcomeUnknownError when no trustworthy answer came, ContractError for a collection that is only read,
        and for `contents` and `attempts`, which go out in operations.
        """
        entity = writable(NAME, entity, WRITES)
        most = WRITES[entity].bulk
        if WRITES[entity].deferred:
            raise ContractError(f"The {entity} of {NAME} are written in bulk operations: start one instead.")
        if len(changes) > most:
            raise ContractError(f"{NAME} is sent {most} {entity} at a time, not {len(changes)}.")
        write = tags.write if entity == "tags" else tagging.write
        return write(self._door, self._settings.prefix, changes)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Read back what 360Learning holds for these changes; what is not there, or is archived, is left out."""
        entity = writable(NAME, entity, WRITES)
        if entity in ("contents", "attempts"):
            find_in = finding.contents if entity == "contents" else finding.attempts
            return list(find_in(self._door, self._home, changes))
        find = tags.find if entity == "tags" else tagging.find
        return list(find(self._door, self._settings.prefix, changes))

    def check(self) -> Check:
        """Say whether the client, the group, the author and the integration are as they should be (SG1, EF5)."""
        return check(self._door, self._home, self._settings)


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> Learning360Client:
    """Open a connection; nothing is sent before the first call."""
    return Learning360Client(credentials, settings, pace)
