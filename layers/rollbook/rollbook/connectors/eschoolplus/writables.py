"""What may go out to eSchoolPLUS together."""

from rollbook.connectors.eschoolplus.translate import data_of
from rollbook.model.descriptors import Writable

_ITEMS, _RESULTS = 50, 10
"""Changes of one batch, each of which is a call of its own.

OneRoster's only calls for several objects let the server choose the ids, so that an answer that was lost would leave
objects which nobody can find again. A PUT under an id of our own can be repeated, so a batch is not what a call carries
but what is remembered together: when it breaks off, at most so many objects are read back or put once more.

A worker that was given up may still send what is left of its batch, after others have begun to send newer grades. So a
batch of results is short: it is over before others have their turn, or soon after.
"""

WRITES = {
    # Items of one class may not share a title, so those that hand one on to each other stay together.
    "lineItems": Writable(bulk=_ITEMS, singly=True, group=lambda change: str(data_of(change).get("class", ""))),
    "results": Writable(bulk=_RESULTS, singly=True),
}
