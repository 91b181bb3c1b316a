"""Receive: verify a webhook call over its raw bytes, queue it, and answer; what proves nothing gets no further."""

import os
from typing import NamedTuple

from rollbook.aws import session
from rollbook.aws.clock import SystemClock
from rollbook.aws.gateway import webhook
from rollbook.aws.inbox import SqsInbox
from rollbook.aws.webhook_keys import WebhookKeys
from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.receiving import Answer, receive


class ReceiveEnvironment(NamedTuple):
    """What receive may know; no model of pydantic, because a sender waits while this function starts."""

    inbox_queue: str
    coordination_table: str
    secrets_prefix: str


ENVIRONMENT = ReceiveEnvironment(*(os.environ[name.upper()] for name in ReceiveEnvironment._fields))
KEYS = WebhookKeys(session.secretsmanager(), ENVIRONMENT.secrets_prefix, SystemClock().now)
INBOX = SqsInbox(session.sqs(), ENVIRONMENT.inbox_queue, session.dynamodb(), ENVIRONMENT.coordination_table)


@webhook
def lambda_handler(call: RawCall) -> Answer:
    """Let one call in, or say why not."""
    return receive(call, KEYS, INBOX)
