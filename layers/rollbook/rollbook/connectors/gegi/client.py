"""The client of GEGI: reads its lists completely, or says that it could not; writes attendance."""

from collections.abc import Iterator

from rollbook.connectors.gegi import finding, writing
from rollbook.connectors.gegi.door import LISTS, Door
from rollbook.connectors.gegi.settings import NAME, Credentials, Settings
from rollbook.connectors.gegi.writables import WRITES
from rollbook.connectors.writable import writable
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import ContractError, RollbookError
from rollbook.model.records import Page, Scope


class GegiClient:
    """An open connection to GEGI."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        self._door = Door(credentials, settings, pace)

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed included."""
        return self._door.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Return the pages of a list; GEGI's lists are read whole, so `scope.since` narrows nothing.

        Raises ContractError for a list that there is not or for a part of one; the pages raise IncompleteReadError
        when the list moves meanwhile.
        """
        if entity not in LISTS:
            raise ContractError(f"{NAME} has no list of {entity}. What can be read: {', '.join(LISTS)}.")
        if scope.parts is not None or scope.where:
            raise ContractError(f"The {entity} of {NAME} cannot be read in parts. Read them whole, or change the flow.")
        return self._door.pages(entity)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Send one batch of `attendance` or `attendanceLog`.

        Raises BatchRefusedError when GEGI refuses it whole, OutcomeUnknownError when no trustworthy answer came.
        """
        return writing.write(self._door, writable(NAME, entity, WRITES), changes)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Read back the attendance that GEGI holds for these changes; what is not there is left out."""
        return list(finding.find(self._door, writable(NAME, entity, WRITES), changes))

    def check(self) -> Check:
        """Say which school the key opens, and whether it may see attendance, too (SG1).

        Whether it may write attendance shows only when it does; nothing is changed here.
        """
        try:
            schools = self._door.total("school")
            held = [self._door.total(name) for name in WRITES]
        except RollbookError as error:
            return Check(NAME, healthy=False, sentence=str(error))
        if not schools:
            return Check(NAME, healthy=False, sentence=f"{NAME} accepts the key, but shows no school with it.")
        sentence = f"{NAME} accepts the key, and shows its school and the attendance of {sum(held)} seats in classes."
        return Check(NAME, healthy=True, sentence=sentence)


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> GegiClient:
    """Open a connection; nothing is sent before the first call."""
    return GegiClient(credentials, settings, pace)
