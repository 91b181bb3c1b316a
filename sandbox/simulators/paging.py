"""Cuts a page out of a collection, whole or as a fault wants it."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def page(items: Sequence[Item], start: int, limit: int, page_fault: str = "") -> list[Item]:
    """Return `limit` items from `start`; "truncated" loses the last of them, "drift" has the whole moved by one."""
    if page_fault == "drift":
        items = [*items[-1:], *items[:-1]]
    cut = list(items[start : start + limit])
    return cut[:-1] if page_fault == "truncated" else cut
