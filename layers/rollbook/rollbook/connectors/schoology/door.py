"""The way into Schoology: every call under the acting user's name."""

from dataclasses import replace

from rollbook.connectors.answers import Answer
from rollbook.connectors.calls import Call
from rollbook.connectors.transport import Transport


class Door:
    """Makes calls as `acting_user`, or as the owner of the consumer key when that is None."""

    def __init__(self, transport: Transport, acting_user: str | None) -> None:
        self._transport = transport
        self._headers = {"X-Schoology-Run-As": acting_user} if acting_user else {}

    @property
    def calls(self) -> int:
        """Calls made so far."""
        return self._transport.calls

    def ask(self, call: Call) -> Answer:
        """Return the answer to a call that was accepted; raises as the transport does."""
        return self._transport.ask(replace(call, headers=self._headers))

    def look(self, call: Call) -> Answer | None:
        """Return the answer to a read, None where there is no such thing."""
        return self._transport.look(replace(call, headers=self._headers))
