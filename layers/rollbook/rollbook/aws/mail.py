"""E-mail through SES templates (PL16)."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient


class SesMail:
    """Sends to the address that was named at the deploy, unless settings name another."""

    def __init__(self, client: "SESClient", sender: str, recipient: str) -> None:
        self._client = client
        self._sender = sender
        self._recipient = recipient

    def send(self, template: str, fields: dict[str, str], to: str = "") -> str:
        """Send one templated e-mail to the administrator and return its id."""
        answer = self._client.send_templated_email(
            Source=self._sender,
            Destination={"ToAddresses": [to or self._recipient]},
            Template=template,
            TemplateData=json.dumps(fields),
        )
        return answer["MessageId"]
