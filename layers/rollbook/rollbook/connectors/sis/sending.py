"""Sends what one change needs, call by call; the first refusal ends it, and what was taken before stays."""

from collections.abc import Callable, Mapping
from typing import Any

from rollbook.connectors.answers import Refused
from rollbook.connectors.sis.bodies import NotSayableError
from rollbook.connectors.sis.door import Door
from rollbook.connectors.sis.outcomes import details, not_taken
from rollbook.model.changes import Change, Written
from rollbook.model.records import Detail, Json

Words = Mapping[str, Any]
"""Values that are sent, by the paths of their fields."""


class NotTakenError(Exception):
    """The SIS has not taken a part of a change; `details` say why."""

    def __init__(self, *why: Detail) -> None:
        super().__init__(", ".join(one.code for one in why))
        self.details = why


class Sending:
    """The calls of one change; `target` is the id of its record as far as it is known, `taken` how many were taken."""

    def __init__(self, door: Door, change: Change) -> None:
        self.target = change.target
        self.taken = 0
        self._door = door

    def post(self, resource: str, body: Json, words: Words) -> str:
        """Make a resource and return its id; raises NotTakenError."""
        answer = self._door.post(resource, body)
        self._count(answer if isinstance(answer, Refused) else None, words)
        return str(answer)

    def put(self, resource: str, guid: str, body: Json, words: Words) -> None:
        """Change a resource; raises NotTakenError."""
        self._count(self._door.put(resource, guid, body), words)

    def delete(self, resource: str, guid: str, words: Words) -> None:
        """Delete a resource, which may be gone already; raises NotTakenError."""
        self._count(self._door.delete(resource, guid), words)

    def _count(self, refusal: Refused | None, words: Words) -> None:
        if refusal:
            raise NotTakenError(*details(refusal, words))
        self.taken += 1


def ended(door: Door, entity: str, change: Change, send: Callable[[Sending], None]) -> Written:
    """Return how a change ended, whose calls are made by `send`; raises what keeps a call from being made."""
    sending = Sending(door, change)
    why: tuple[Detail, ...]
    try:
        send(sending)
    except NotTakenError as refused:
        why = refused.details
    except NotSayableError as refused:
        why = (refused.detail,)
    else:
        return Written(digest=change.digest, target=sending.target)
    return not_taken(entity, change, sending.target, why, in_part=sending.taken > 0)
