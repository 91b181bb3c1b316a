"""Values that must belong to one record and that several have: conflicts are listed, never guessed (SG7)."""

from array import array
from collections.abc import Iterable
from hashlib import blake2b
from itertools import pairwise


class Conflicts:
    """Takes values and then knows which came more than once; eight bytes each in memory, none is kept as it is."""

    def __init__(self, values: Iterable[str | None] = ()) -> None:
        self._fingerprints = array("Q")
        self._doubled: frozenset[int] | None = None
        for value in values:
            self.add(value)

    def add(self, value: str | None) -> None:
        """Take a value; nothing is no value."""
        if value:
            self._fingerprints.append(_fingerprint(value))

    def __contains__(self, value: str | None) -> bool:
        """Say whether several records have the value; upper and lower case are the same to Schoology."""
        if self._doubled is None:
            ordered = sorted(self._fingerprints)
            self._doubled = frozenset(first for first, second in pairwise(ordered) if first == second)
        return value is not None and _fingerprint(value) in self._doubled


def _fingerprint(value: str) -> int:
    return int.from_bytes(blake2b(value.lower().encode(), digest_size=8).digest())
