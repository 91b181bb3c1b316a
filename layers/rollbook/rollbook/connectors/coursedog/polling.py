"""Asks Coursedog what people have saved, and returns that as the bodies of events, as if it had sent them (CD4)."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol, runtime_checkable

from rollbook.connectors.composing import settled
from rollbook.model.descriptors import Client
from rollbook.model.records import Json, Page

_ATTEMPTS = 3


class School(Protocol):
    """What is needed of the way into the school."""

    def changes(self, since: str) -> Iterable[Page]:
        """Yield the pages of what was saved since a moment."""
        ...


@runtime_checkable
class Caller(Protocol):
    """What is needed of the client."""

    @property
    def door(self) -> School:
        """The way into the school."""
        ...


def poll(client: Client, since: datetime) -> list[bytes]:
    """Return the bodies, oldest first; the same event is the same bytes whenever it is asked for.

    Raises IncompleteReadError when people saved faster than the list could be read.
    """
    assert isinstance(client, Caller), "this is the client of Coursedog"
    door = client.door

    def events() -> Iterator[Json]:
        for page in door.changes(since.isoformat()):
            yield from page.records

    return [json.dumps(event, sort_keys=True, ensure_ascii=False).encode() for event in settled(events, _ATTEMPTS)]
