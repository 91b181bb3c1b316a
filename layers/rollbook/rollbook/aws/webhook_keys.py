"""The keys of webhook senders from Secrets Manager, one secret per sender, named `<stack>/webhooks/<sender>`.

They are kept for five minutes. A call that fails with them has them read again, so that a new key works at once; but
whatever happens, a secret is asked for once in thirty seconds at most, so that a flood of forged calls costs no reads.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rollbook.webhooks.keys import Unusable, read
from rollbook.webhooks.receiving import UnavailableError
from rollbook.webhooks.schemes import Scheme

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_KEPT = timedelta(minutes=5)
_APART = timedelta(seconds=30)


class WebhookKeys:
    """Reads and keeps senders' keys; what is in a secret leaves this class as a scheme, which does not show it."""

    def __init__(self, client: "SecretsManagerClient", prefix: str, now: Callable[[], datetime]) -> None:
        self._client = client
        self._prefix = prefix
        self._now = now
        self._asked: dict[str, datetime] = {}
        self._held: dict[str, tuple[Scheme, datetime]] = {}

    def of(self, sender: str) -> Scheme:
        """Return the keys of a sender, Unusable when its secret is missing or wrong.

        Raises what boto3 raises when Secrets Manager does not answer, and then UnavailableError for a while.
        """
        scheme, read_at = self._held.get(sender, (None, None))
        if scheme and read_at and self._now() - read_at <= _KEPT:
            return scheme
        if not self.renew(sender):
            raise UnavailableError(
                f"The secret {self._name(sender)} could not be read a moment ago. It is tried again by itself."
            )
        return self._held[sender][0]

    def renew(self, sender: str) -> bool:
        """Read the keys of a sender again, unless that was just tried; say so; raises what boto3 raises.

        The keys that are held stay until others are there.
        """
        now = self._now()
        asked = self._asked.get(sender)
        if asked and now - asked <= _APART:
            return False
        self._asked[sender] = now
        self._held[sender] = (self._read(self._name(sender)), now)
        return True

    def _read(self, name: str) -> Scheme:
        try:
            text = self._client.get_secret_value(SecretId=name).get("SecretString", "")
        except self._client.exceptions.ResourceNotFoundException:
            return Unusable(f"The secret {name} does not exist. Deploy template.yaml, then put the sender's key in.")
        scheme = read(text)
        if isinstance(scheme, Unusable):
            return Unusable(f"The secret {name} cannot be used. {scheme.sentence} Put it right in Secrets Manager.")
        return scheme

    def _name(self, sender: str) -> str:
        return f"{self._prefix}/webhooks/{sender}"
