"""What may go out to GEGI together."""

from rollbook.model.descriptors import Writable

MOST = 100
"""Items that one call may carry, and ids that one may ask for."""

WRITES = {"attendance": Writable(bulk=MOST), "attendanceLog": Writable(bulk=MOST)}
