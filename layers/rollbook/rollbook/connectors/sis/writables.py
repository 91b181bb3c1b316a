"""What may go out to the SIS together."""

from rollbook.model.descriptors import Writable

MOST = 25
"""Changes of one batch, each of which is some calls of its own: when it breaks off, so many are read back."""

WRITES = {name: Writable(bulk=MOST, singly=True) for name in ("sections", "relationships")}
