"""The client of Edflex: reads contents and statistics completely, or says that it could not; writes nothing."""

from collections.abc import Iterator
from typing import NoReturn

from rollbook.connectors.edflex.door import Door
from rollbook.connectors.edflex.settings import NAME, Credentials, Settings
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import ContractError, RollbookError
from rollbook.model.records import Page, Scope

_READ = ("contents", "statistics")


class EdflexClient:
    """An open connection to one portal of Edflex."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        self._door = Door(credentials, settings, pace)
        self._portal = credentials.portal

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        return self._door.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Return the pages of `contents` or `statistics`, which are read whole; `scope.since` narrows nothing.

        Raises ContractError for another collection or a part of one; the pages raise IncompleteReadError when the
        collection moves meanwhile.
        """
        if entity not in _READ:
            raise ContractError(f"{NAME} has no list of {entity} for a flow. What can be read: {', '.join(_READ)}.")
        if scope.parts is not None or scope.where:
            raise ContractError(f"The {entity} of {NAME} cannot be read in parts. Read them whole, or change the flow.")
        return self._door.pages(entity)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:  # noqa: ARG002 - as every client is called
        """Raise ContractError: nothing is ever written to Edflex."""
        _only_read(entity)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:  # noqa: ARG002 - as above
        """Raise ContractError, for there is nothing of ours to find."""
        _only_read(entity)

    def check(self) -> Check:
        """Say whether the client is accepted, and how many contents the portal shows to it (SG1, EF5)."""
        try:
            contents = self._door.total("contents")
        except RollbookError as error:
            return Check(NAME, healthy=False, sentence=f"{error} The portal that was asked is {self._portal}.")
        if not contents:
            sentence = f"{NAME} accepts the client, but {self._portal} shows no contents to it."
            return Check(NAME, healthy=False, sentence=sentence)
        sentence = f"{NAME} accepts the client, and {self._portal} shows {contents} contents to it."
        return Check(NAME, healthy=True, sentence=sentence)


def _only_read(entity: str) -> NoReturn:
    raise ContractError(f"{NAME} is only read, its {entity} too. Name another system as the flow's target.")


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> EdflexClient:
    """Open a connection; nothing is sent before the first call."""
    return EdflexClient(credentials, settings, pace)
