"""What may go out to Coursedog together."""

from rollbook.model.descriptors import Writable

MOST = 100
"""Items that one call may carry."""

MOST_KEYS = 50
"""Keys of sections that one call may ask for."""

WRITES = dict.fromkeys(("courses", "sections", "relationships"), Writable(bulk=MOST))
