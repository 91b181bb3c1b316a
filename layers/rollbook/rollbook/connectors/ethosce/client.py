"""The client of EthosCE: reads people and courses completely, or says that it could not; adds course records."""

from collections.abc import Iterator

from rollbook.connectors.ethosce import finding, writing
from rollbook.connectors.ethosce.catalogue import Catalogue
from rollbook.connectors.ethosce.door import Door
from rollbook.connectors.ethosce.settings import NAME, Credentials, Settings
from rollbook.connectors.ethosce.writables import WRITES
from rollbook.connectors.writable import writable
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import ContractError, RollbookError
from rollbook.model.records import Page, Scope

_READ = ("users", "courses")


class EthosceClient:
    """An open connection to EthosCE."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        self._door = Door(credentials, settings, pace)
        self._catalogue = Catalogue(self._door)

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed included."""
        return self._door.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Return the pages of `users` or `courses`, which are read whole; `scope.since` narrows nothing.

        Raises ContractError for another collection or a part of one; the pages raise IncompleteReadError when the
        collection moves meanwhile.
        """
        if entity not in _READ:
            raise ContractError(f"{NAME} has no list of {entity} for a flow. What can be read: {', '.join(_READ)}.")
        if scope.parts is not None or scope.where:
            raise ContractError(f"The {entity} of {NAME} cannot be read in parts. Read them whole, or change the flow.")
        return self._door.pages(entity)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Send one batch of `courses`, `enrollments`, `completions` or `credits`, a call for each.

        Raises OutcomeUnknownError when no trustworthy answer came, ContractError for a collection that is only read.
        """
        return writing.write(self._door, self._catalogue, writable(NAME, entity, WRITES), changes)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Read back what EthosCE holds for these changes; what is not there is left out."""
        return list(finding.find(self._door, self._catalogue, writable(NAME, entity, WRITES), changes))

    def check(self) -> Check:
        """Say whom and what the account may see (SG1).

        Whether it may add records shows only when it does; nothing is changed here.
        """
        try:
            totals = {name: self._door.total(name) for name in dict.fromkeys((*_READ, *WRITES))}
        except RollbookError as error:
            return Check(NAME, healthy=False, sentence=str(error))
        if not totals["users"]:
            return Check(NAME, healthy=False, sentence=f"{NAME} accepts the account, but shows no users to it.")
        shown = f"{totals['users']} users and {totals['courses']} courses"
        sentence = f"{NAME} accepts the account, and shows {shown} to it."
        return Check(NAME, healthy=True, sentence=sentence)


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> EthosceClient:
    """Open a connection; nothing is sent before the first call."""
    return EthosceClient(credentials, settings, pace)
