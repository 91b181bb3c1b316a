"""Lists cut to what one call may carry."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items in their order, `size` at a time, the last ones fewer."""
    for first in range(0, len(items), size):
        yield items[first : first + size]
