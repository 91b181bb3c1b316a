"""Asks Coursedog to send its events to an address; done twice, it changes nothing the second time."""

from typing import Protocol, runtime_checkable

from rollbook.connectors.coursedog.settings import NAME
from rollbook.model.descriptors import Client
from rollbook.model.errors import (
    BatchRefusedError,
    ContractError,
    OutcomeUnknownError,
    SettingsError,
    SystemUnavailableError,
)
from rollbook.model.records import Json

_PREFIX = "whsec_"


class School(Protocol):
    """What is needed of the way into the school."""

    def tell_webhook(self, body: Json) -> str:
        """Say where events go and what signs them; return the address that Coursedog names then."""
        ...


@runtime_checkable
class Caller(Protocol):
    """What is needed of the client."""

    @property
    def door(self) -> School:
        """The way into the school."""
        ...


def subscribe(client: Client, address: str, key: str) -> str:
    """Have the school's events sent to the address, signed with the key.

    The sentence names neither the address nor the key. Raises SettingsError without a key, ContractError when Coursedog
    does not take them, SystemUnavailableError when its answer says nothing.
    """
    assert isinstance(client, Caller), "this is the client of Coursedog"
    if not key:
        raise SettingsError(
            f"{NAME} signs its events, and needs a key for it: set the scheme standard_webhooks in the secret of its "
            "webhooks."
        )
    wanted = {"url": address, "signingSecret": _PREFIX + key.removeprefix(_PREFIX)}
    try:
        told = client.door.tell_webhook(wanted)
    except BatchRefusedError as refused:
        raise ContractError(f"{refused.sentence} Its events do not reach Rollbook.") from None
    except OutcomeUnknownError as unknown:
        raise SystemUnavailableError(str(unknown)) from None
    if told != address:
        raise ContractError(f"{NAME} names another address for its events than it was told. Subscribe again.")
    return f"{NAME} sends an event whenever a section or a relationship is saved."
