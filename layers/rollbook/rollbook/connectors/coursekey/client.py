"""The client of CourseKey: writes what is taught, reads attendance completely, or says that it could not."""

from collections.abc import Iterator

from rollbook.connectors.coursekey import finding, reading, writing
from rollbook.connectors.coursekey.door import Door, Schools
from rollbook.connectors.coursekey.settings import NAME, Credentials, Settings
from rollbook.connectors.coursekey.translate import KINDS
from rollbook.connectors.writable import writable
from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Pace
from rollbook.model.errors import RollbookError
from rollbook.model.records import Page, Scope


class CoursekeyClient:
    """An open connection to all schools of CourseKey."""

    def __init__(self, credentials: Credentials, settings: Settings, pace: Pace) -> None:
        self.schools = Schools(credentials, settings, pace)
        self._page_size = settings.page_size

    @property
    def calls(self) -> int:
        """Calls made so far, those that failed included."""
        return self.schools.calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Yield `attendance`: all of it, what changed since a moment, or that of classes named as `4711/C-1001`.

        Raises IncompleteReadError when it never stood still, CredentialsError for a school without a key.
        """
        return reading.read(self.schools, entity, scope, self._page_size)

    def write(self, entity: str, changes: list[Change]) -> list[Written]:
        """Send one batch of `instructors`, `students`, `courses`, `enrollments` or `classes` of one school.

        Raises BatchRefusedError when CourseKey refuses it whole, OutcomeUnknownError when no trustworthy answer came.
        """
        return writing.write(self.schools, KINDS[writable(NAME, entity, KINDS)], changes)

    def find(self, entity: str, changes: list[Change]) -> list[Found]:
        """Read back by external id what CourseKey holds for these changes; what is not there is left out."""
        return list(finding.find(self.schools, KINDS[writable(NAME, entity, KINDS)], changes))

    def check(self) -> Check:
        """Say of every school whether its School ID and its auth key belong together (SG1)."""
        told = [_checked(door) for door in self.schools]
        healthy = all(well for well, _ in told)
        return Check(NAME, healthy=healthy, sentence=" ".join(sentence for _, sentence in told))


def open_client(credentials: Credentials, settings: Settings, pace: Pace) -> CoursekeyClient:
    """Open a connection; nothing is sent before the first call."""
    return CoursekeyClient(credentials, settings, pace)


def _checked(door: Door) -> tuple[bool, str]:
    try:
        school = door.about()
    except RollbookError as error:
        return False, str(error)
    return True, f"{NAME} accepts the auth key of school {door.school}: {school.name}, {school.timeZone}."
