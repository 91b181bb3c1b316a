"""Uploading files that are imported, following their runs, and fetching what became of their rows (CR9, CR10)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from rollbook import flows
from rollbook.admin.operations import Operations
from rollbook.model.errors import SettingsError
from rollbook.model.ports import Clock
from rollbook.model.tables import UPLOADS
from rollbook.steps import holding

_LONGEST_START = timedelta(minutes=2)
_POLL_SECONDS = 1.0
_CLOCKS_DIFFER = timedelta(minutes=1)


class ImportDesk:
    """Everything that an administrator does about files."""

    def __init__(self, operations: Operations, clock: Clock) -> None:
        self._operations = operations
        self._clock = clock

    def upload(self, flow: str, file: Path, course: str | None) -> str:
        """Upload a file to the global importer, or to that of a course by its external id; return its key."""
        if flows.load(flow).table is None:
            raise SettingsError(f"{flow} reads no files. Accepted are: {', '.join(_importing())}.")
        if course is not None and "/" in course:
            raise SettingsError("The external id of a course cannot have a slash in it here.")
        if not file.is_file():
            raise SettingsError(f"There is no file {file}.")
        key = "/".join((UPLOADS, flow, *(("course", course) if course else ("global",)), file.name))
        with file.open("rb") as content:
            self._operations.stores.uploads.put(key, content)
        return key

    def started(self, flow: str, key: str, since: datetime, tell: Callable[[], None]) -> str:
        """Wait for the run that an upload starts and return its id; raises SettingsError when none begins."""
        while self._clock.now() - since < _LONGEST_START:
            for record in self._operations.runs(flow, 20):
                run = record.reference
                if run.upload == key and run.started_at >= since - _CLOCKS_DIFFER:
                    return run.run
            tell()
            self._clock.sleep(_POLL_SECONDS)
        raise SettingsError(
            "The file is there, and no run has begun: is the flow busy, or the rule of the upload switched off? "
            "It stays open: `rollbook runs` will show when it is read."
        )

    def fetch_result(self, run: str, into: Path) -> None:
        """Write the result of a run's import; raises SettingsError when there is none."""
        flow = self._operations.record(run).reference.flow
        into.parent.mkdir(parents=True, exist_ok=True)
        with into.open("wb") as file:
            found = self._operations.stores.uploads.fetch_result(flow, run, file)
        if not found:
            into.unlink()
            raise SettingsError(f"Run {run} has no result: it imported nothing, or its result has expired.")

    def unlock(self, flow: str) -> str:
        """Free a flow whose run is dead, sooner than it frees itself, and those that share its lease.

        Raises SettingsError while the run is going on.
        """
        registers = self._operations.stores.registers
        run = holding.holder(registers, flows.load(flow).leased, self._clock.now())
        if run is None:
            return f"{flow} is free; nothing had to be done."
        if not self._operations.has_ended(run):
            raise SettingsError(
                f"Run {run.run} of {flow} is going on: unlocking would let a second one begin beside it. "
                "Wait for its end (`rollbook runs`), or stop the execution first."
            )
        holding.give_back(registers, run)
        return f"{flow} is free: run {run.run} had ended without giving it back. The next run goes on where it stopped."


def _importing() -> list[str]:
    return [name for name in flows.names() if flows.load(name).table]
