"""Values that must belong to one record and that several have: conflicts are listed, never guessed (SG7)."""

from collections.abc import Iterable
from hashlib import blake2b
from itertools import pairwise


class Conflicts:
    """Takes (owner, value) pairs and then knows which values several owners have.

    A record that the source lists twice is no conflict. Only sixteen bytes of each pair are kept, nothing as it is.
    """

    def __init__(self, pairs: Iterable[tuple[str, str | None]] = ()) -> None:
        self._pairs: list[bytes] = []
        self._doubled: frozenset[bytes] | None = None
        for owner, value in pairs:
            self.add(owner, value)

    def add(self, owner: str, value: str | None) -> None:
        """Take a value; nothing is no value."""
        if value:
            self._pairs.append(_fingerprint(value) + blake2b(owner.encode(), digest_size=8).digest())

    def __contains__(self, value: str | None) -> bool:
        """Say whether several records have the value; upper and lower case are the same to Schoology."""
        if self._doubled is None:
            ordered = sorted(set(self._pairs))
            self._doubled = frozenset(first[:8] for first, second in pairwise(ordered) if first[:8] == second[:8])
        return value is not None and _fingerprint(value) in self._doubled


def _fingerprint(value: str) -> bytes:
    return blake2b(value.lower().encode(), digest_size=8).digest()
