"""The client of Coursedog: reads class schedules completely, or says that it could not; writes them."""

from collections.abc import Iterator

from rollbook.connectors.coursedog import finding, reading, writing
from rollbook.connectors.coursedog.door import Door
from rollbook.connectors.coursedog.settings import NAME, Credentials, Settings
from rollbook.connectors.coursedog.writables import WRITES
from rollbook.connectors.writable import writable
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import RollbookError
from rollbook.model.records import Page, Scope

_ADMIN = "Admin"
_MOST_ADMINS = 2


class CoursedogClient:
    """An open connection to one school of Coursedog."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        self.door = Door(credentials, settings, pace)
        self._page_size = settings.page_size

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed and those for sessions included."""
        return self.door.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Yield `terms`, `courses`, `sections`, `relationships` or `users`; `scope.since` narrows nothing.

        Raises ContractError for what cannot be read, IncompleteReadError when a list never stood still.
        """
        return reading.read(self.door, entity, scope, self._page_size)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Send one batch of `courses`, `sections` or `relationships`.

        Raises BatchRefusedError when Coursedog refuses it whole, OutcomeUnknownError when no trustworthy answer came.
        """
        return writing.write(self.door, writable(NAME, entity, WRITES), changes)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Read back by key what Coursedog holds for these changes; what is not there is left out."""
        return list(finding.find(self.door, writable(NAME, entity, WRITES), changes))

    def check(self) -> Check:
        """Say whether the account may enter the school, and whether too many are administrators there (SG1, CD9)."""
        try:
            terms = len(self.door.terms())
            users = list(reading.rows(self.door, "users"))
        except RollbookError as error:
            return Check(NAME, healthy=False, sentence=str(error))
        sentence = f"{NAME} works: the account is accepted, and shows {terms} terms."
        admins = sum(_ADMIN in user["products"] for user in users)
        if admins > _MOST_ADMINS:
            sentence += (
                f" {admins} accounts hold the product {_ADMIN}; at most two should. Take it from the others in "
                f"{NAME}'s user settings."
            )
        return Check(NAME, healthy=True, sentence=sentence)


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> CoursedogClient:
    """Open a connection; nothing is sent before the first call."""
    return CoursedogClient(credentials, settings, pace)
