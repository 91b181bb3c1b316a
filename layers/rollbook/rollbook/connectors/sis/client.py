"""The client of the SIS: reads schedules completely, or says that it could not; writes sections and crosslists."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from rollbook.connectors.sis import finding, writing
from rollbook.connectors.sis.codes import Codes
from rollbook.connectors.sis.door import Door
from rollbook.connectors.sis.reading import Reading
from rollbook.connectors.sis.settings import NAME, Credentials, Settings
from rollbook.connectors.sis.writables import WRITES
from rollbook.connectors.writable import writable
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import RollbookError
from rollbook.model.records import Page, Scope


class SisClient:
    """An open connection to Ethos; `clock` counts seconds since 1970."""

    def __init__(
        self, credentials: Credentials, settings: Settings, pace: Pace, clock: Callable[[], float] = time.time
    ) -> None:
        self._door = Door(credentials, settings, pace)
        self._settings = settings
        self._reading = Reading(self._door, Codes(self._door), datetime.fromtimestamp(clock(), UTC).date().isoformat())

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        return self._door.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Yield `terms`, `courses`, `sections` or `relationships`; `scope.since` narrows nothing.

        Raises ContractError for what cannot be read, IncompleteReadError when a list never stood still.
        """
        return self._reading.pages(entity, scope, self._settings.page_size)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Send one batch of `sections` or `relationships`, some calls for each.

        Raises OutcomeUnknownError when no trustworthy answer came, ContractError for a collection that is only read.
        """
        return writing.write(self._reading, writable(NAME, entity, WRITES), changes)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Read back by key what the SIS holds for these changes; what is not there is left out."""
        return list(finding.find(self._reading, writable(NAME, entity, WRITES), changes))

    def check(self) -> Check:
        """Say whether the key may see all that schedules need, in the versions that are set (SG1).

        Whether it may write shows only when it does; nothing is changed here.
        """
        try:
            totals = {resource: self._door.total(resource) for resource in self._settings.resources}
        except RollbookError as error:
            return Check(NAME, healthy=False, sentence=str(error))
        shown = f"{totals['academic-periods']} terms, {totals['courses']} courses and {totals['sections']} sections"
        return Check(NAME, healthy=True, sentence=f"{NAME} works: the key is accepted, and shows {shown}.")


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> SisClient:
    """Open a connection; nothing is sent before the first call."""
    return SisClient(credentials, settings, pace)
