"""The bulk operations of an open connection, for a step that knows clients alone."""

from typing import Protocol, runtime_checkable

from rollbook.model.descriptors import Client, Operations


@runtime_checkable
class Operator(Protocol):
    """What is needed of the client."""

    @property
    def operations(self) -> Operations:
        """The bulk operations of the company."""
        ...


def operations(client: Client) -> Operations:
    """Return what starts and follows bulk operations over an open client."""
    assert isinstance(client, Operator), "this is the client of 360Learning"
    return client.operations
