"""What may go out to 360Learning together: contents and attempts in bulk operations, tags one by one."""

from rollbook.model.descriptors import Writable

MOST_TAGS = 100
"""Tags that one course may have."""

_SINGLE = 50

WRITES = {
    "contents": Writable(bulk=10_000, bulk_removals=1_000, deferred=True),
    "attempts": Writable(bulk=10_000, deferred=True),
    "tags": Writable(bulk=_SINGLE, singly=True),
    "taggings": Writable(bulk=_SINGLE, singly=True),
}
