"""Bulk calls: what is checked before an operation is taken on, and the answer that says where it can be followed."""

from datetime import datetime

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.faults import FaultQueue
from sandbox.simulators.learning360.answers import body_of
from sandbox.simulators.learning360.importing import Kind, Work, external_id_of
from sandbox.simulators.learning360.mishaps import Mishaps
from sandbox.simulators.learning360.operations import OperationBook, Pace, Task
from sandbox.simulators.learning360.platform import Platform
from sandbox.simulators.learning360.reading import the_integration
from sandbox.simulators.refusals import RefusalError

OPERATIONS_PATH = "/api/v2/bulk/operations"
_ACCEPTED = 202


class BulkDesk:
    """Takes bulk operations on for one platform, never more at once than it may."""

    def __init__(self, platform: Platform, book: OperationBook, mishaps: Mishaps, at_once: int) -> None:
        self._platform = platform
        self._book = book
        self._mishaps = mishaps
        self._at_once = at_once

    def take(self, call: Call, kind: Kind, faults: FaultQueue, now: datetime, pace: Pace) -> Response:
        """Answer a bulk call; the whole of it is refused where an object is poisoned."""
        if self._mishaps.bulk_disabled:
            raise RefusalError(503, "bulkAPIDisabled", "The bulk API is disabled for the time being.")
        work = Work(self._platform, the_integration(call, self._platform), self._mishaps.rejected)
        items = body_of(call.request).get("input")
        if not isinstance(items, list):
            raise RefusalError(400, "invalidInput", "The input must be an array.")
        if len(items) > kind.most:
            raise RefusalError(400, "inputTooLong", f"The input may have {kind.most} objects at most.")
        if faults.poisons(call.request.method, call.request.path, map(external_id_of, items)):
            raise RefusalError(400, "invalidInput", "The input cannot be taken.")
        if self._book.under_way() >= self._at_once:
            self._book.turned_away += 1
            message = f"{self._at_once} bulk operations are under way already."
            raise RefusalError(429, "bulkOperationsConcurrencyLimitReached", message)
        operation = self._book.start(self._platform.new_id(), Task(work, kind, items), now, pace)
        operation.breaks_after = self._mishaps.breaks_after(len(items))
        call.item_codes.extend([_ACCEPTED] * len(items))
        response = Response(status=_ACCEPTED)
        if not self._mishaps.loses_location():
            response.headers["Location"] = f"{call.request.host_url.rstrip('/')}{OPERATIONS_PATH}/{operation.id}"
        return response
