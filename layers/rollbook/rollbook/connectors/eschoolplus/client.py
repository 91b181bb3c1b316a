"""The client of eSchoolPLUS: reads OneRoster collections completely, or says that it could not; writes gradebooks."""

import time
from collections.abc import Callable, Iterator

from rollbook.connectors.eschoolplus import finding, reading, writing
from rollbook.connectors.eschoolplus.services import Services
from rollbook.connectors.eschoolplus.settings import NAME, Credentials, Settings
from rollbook.connectors.eschoolplus.translate import KINDS, Addresses
from rollbook.connectors.writable import writable
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import RetryCannotHelpError, RollbookError
from rollbook.model.records import Page, Scope


class EschoolplusClient:
    """An open connection to eSchoolPLUS."""

    def __init__(
        self, credentials: Credentials, settings: Settings, pace: Pace, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._services = Services(credentials, settings, pace, clock)
        self._addresses = Addresses(credentials.base_url, credentials.gradebook)
        self._page_size = settings.page_size

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for tokens included."""
        return self._services.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Yield a collection, or the parts of `classes`, `users` and `categories`, with the total of what comes.

        Raises IncompleteReadError when the collection moves meanwhile, ContractError when a record has no `sourcedId`.
        """
        return reading.read(self._services, entity, scope, self._page_size)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Send one batch of `lineItems` or `results`.

        Raises OutcomeUnknownError when no trustworthy answer came, ContractError for a collection that is only read.
        """
        kind = KINDS[writable(NAME, entity, KINDS)]
        return writing.write(self._services.gradebook, kind, self._addresses, changes)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Read back what the gradebook holds for these changes; what is not there is left out."""
        kind = KINDS[writable(NAME, entity, KINDS)]
        return list(finding.find(self._services.gradebook, kind, changes))

    def check(self) -> Check:
        """Say whether one org can be read, and whether what grades need is allowed, too (SG1).

        Without the latter it is still healthy: who only provisions needs no rights to the gradebook.
        """
        try:
            orgs = self._services.rosters.total("orgs")
            grades = self._checked_grades()
        except RollbookError as error:
            return Check(NAME, healthy=False, sentence=str(error))
        return Check(NAME, healthy=True, sentence=f"{NAME} accepts the credentials and shows {orgs} orgs. {grades}")

    def _checked_grades(self) -> str:
        try:
            # Lists below a class are what grades need of the rosters; their scope may read whole collections as well.
            self._services.classes.total("orgs")
            categories = self._services.gradebook.total("categories")
        except RetryCannotHelpError as error:
            return f"That is enough for provisioning, but not for grades: {error}"
        return f"Its gradebook may be read and written, and shows {categories} categories."


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> EschoolplusClient:
    """Open a connection; nothing is sent before the first call."""
    return EschoolplusClient(credentials, settings, pace)
