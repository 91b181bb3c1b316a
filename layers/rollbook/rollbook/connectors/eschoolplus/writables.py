"""What may go out to eSchoolPLUS together."""

from rollbook.connectors.eschoolplus.translate import data_of
from rollbook.model.descriptors import Writable

BULK = 50
"""Changes of one batch, each of which is a call of its own.

OneRoster's only calls for several objects let the server choose the ids, so that an answer that was lost would leave
objects which nobody can find again. A PUT under an id of our own can be repeated, so a batch is not what a call carries
but what is remembered together: when it breaks off, at most so many objects are read back or put once more.
"""

WRITES = {
    # Items of one class may not share a title, so those that hand one on to each other stay together.
    "lineItems": Writable(bulk=BULK, singly=True, group=lambda change: str(data_of(change).get("class", ""))),
    "results": Writable(bulk=BULK, singly=True),
}
