"""A vendor's events: having them sent to this stack, and those that wait or were given up (PL17)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rollbook import assembly
from rollbook.aws import session, stack
from rollbook.aws.queue import Queue
from rollbook.aws.stores import Stores
from rollbook.model.errors import SettingsError


@dataclass(frozen=True)
class Waiting:
    """How many events wait to be looked at, and how many were given up."""

    inbox: int
    dead_letters: int


class Events:
    """The inbox of one deployed stack, and the way of its events."""

    def __init__(self, name: str, address: str | None = None) -> None:
        found = stack.outputs(session.cloudformation(), name)
        self._name = name
        self._address = address or found["ApiUrl"]
        self._inbox = Queue(session.sqs(), found["InboxQueueUrl"])
        self._dead_letters = Queue(session.sqs(), found["InboxDeadLettersUrl"])
        self._stores = Stores(coordination_table=found["CoordinationTableName"], secrets_prefix=name)

    def waiting(self) -> Waiting:
        """Return how many events wait."""
        return Waiting(self._inbox.waiting(), self._dead_letters.waiting())

    def replay(self, tell: Callable[[int], None]) -> int:
        """Have events that were given up looked at again, and return how many these are."""
        return self._dead_letters.move_to(self._inbox, tell)

    def subscribe(self, system: str, folder: Path) -> str:
        """Have a system send its events to this stack, and return in one sentence what was done.

        Raises SettingsError when it cannot be asked to.
        """
        if system not in (accepted := assembly.senders()):
            raise SettingsError(f"{system} cannot be asked to send events. Accepted are: {', '.join(accepted)}.")
        proof = json.loads(self._stores.secrets.text(f"webhooks/{system}"))
        address = f"{self._address}/webhooks/{system}"
        # A sender that cannot sign proves itself by an address that nobody else knows.
        signs = proof["scheme"] != "path_secret"
        address, key = (address, proof["key"]) if signs else (f"{address}/{proof['key']}", "")
        return assembly.subscribe(system, folder, self._stores, address, key)
