"""What may go out to EthosCE together."""

from rollbook.model.descriptors import Writable

MOST = 50
"""Changes of one batch, each of which is a call of its own: when it breaks off, so many are read back."""

WRITES = {name: Writable(bulk=MOST, singly=True) for name in ("courses", "enrollments", "completions", "credits")}
