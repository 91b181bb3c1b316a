"""From a call and its sender's keys to a verdict. No input whatsoever makes it raise.

The order is the point. What is known without work comes first; who calls is proven over the raw bytes before anything
looks into them; so a stranger learns that a sender is expected or not, how much it may send, and nothing else.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from rollbook.webhooks import verdicts
from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.parsing import json_object
from rollbook.webhooks.schemes import Scheme
from rollbook.webhooks.senders import SENDERS, Sender
from rollbook.webhooks.verdicts import Accepted, Refused, Verdict

REPLAY_MEMORY = timedelta(hours=80)
"""How long an accepted call is remembered: longer than any sender keeps trying (76 hours)."""

_AHEAD = timedelta(minutes=10)
"""How far a sender's clock may be ahead of ours."""

_TOO_OLD = REPLAY_MEMORY - _AHEAD
"""Not the whole memory: what came ahead of its time is forgotten before it is as old as the memory is long."""

_UTF8 = ("charset=utf-8", 'charset="utf-8"')


def judge(call: RawCall, keys: Callable[[str], Scheme]) -> Verdict:
    """Return the verdict on a call; `keys` is asked for the scheme of a sender that is expected, at most once."""
    sender = SENDERS.get(call.sender)
    if sender is None:
        return verdicts.UNKNOWN_SENDER
    if len(call.body) > sender.largest:
        return verdicts.TOO_LARGE
    identity = keys(sender.name).identity(call)
    if identity is None:
        return verdicts.UNAUTHENTICATED
    text = _text(call, sender)
    return text if isinstance(text, Refused) else Accepted(sha256(identity).hexdigest(), text)


def _text(call: RawCall, sender: Sender) -> str | Refused:
    """Return the body as text that a queue carries and that holds a JSON object of our time."""
    if not _is_accepted(call.header("content-type"), sender):
        return verdicts.WRONG_TYPE
    try:
        text = call.body.decode()
    except UnicodeDecodeError:
        return verdicts.WRONG_ENCODING
    if text.startswith("\ufeff"):
        return verdicts.WRONG_ENCODING
    # Of what SQS does not carry, UTF-8 excludes surrogates, and JSON all but these two.
    if "\ufffe" in text or "\uffff" in text:
        return verdicts.WRONG_CHARACTERS
    event = json_object(text)
    if event is None:
        return verdicts.MALFORMED
    return _out_of_time(sender, event, call.received_at) or text


def _is_accepted(content_type: str, sender: Sender) -> bool:
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    return media_type in sender.media_types and (not parameters or (len(parameters) == 1 and parameters[0] in _UTF8))


def _out_of_time(sender: Sender, event: dict[str, Any], now: datetime) -> Refused | None:
    if sender.sent_at is None:
        return None
    sent_at = sender.sent_at(event)
    if sent_at is None:
        return verdicts.UNDATED
    return None if -_AHEAD <= now - sent_at < _TOO_OLD else verdicts.STALE
