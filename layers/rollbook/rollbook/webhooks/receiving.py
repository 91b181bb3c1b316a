"""Letting a call in: verify it, queue it, remember it, and answer. A call is worked on later; here it is only kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.judging import REPLAY_MEMORY, judge
from rollbook.webhooks.keys import Unusable
from rollbook.webhooks.schemes import Scheme
from rollbook.webhooks.senders import called
from rollbook.webhooks.verdicts import UNAUTHENTICATED, Refused


class UnavailableError(Exception):
    """What is needed to receive a call does not answer now; the sentence is for the administrator."""


class Keys(Protocol):
    """Where senders' keys are; they are asked for senders that are expected, and for no others."""

    def of(self, sender: str) -> Scheme:
        """Return the keys of a sender, as they were read a while ago; raises UnavailableError."""

    def renew(self, sender: str) -> bool:
        """Read the keys of a sender again unless that was just done; say whether it was; raises UnavailableError."""


class Inbox(Protocol):
    """Where accepted calls go, and which were there; `call` is the id that a verdict gives."""

    def seen(self, sender: str, call: str) -> bool:
        """Say whether a call is remembered."""

    def put(self, sender: str, call: str, text: str, received_at: datetime) -> None:
        """Queue a call."""

    def remember(self, sender: str, call: str, until: datetime) -> bool:
        """Remember a call; say whether that was possible."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller is told: `status`, `code`, `sentence`; and what only the journal says.

    `outcome` is queued, known, refused or failed; `sender` is one that is expected, or `unknown`; `size` is that of the
    body in bytes; `call` is empty for a call that was not accepted; `problem` tells the administrator what to do.
    """

    outcome: str
    status: int
    code: str
    sentence: str
    sender: str
    size: int
    call: str = ""
    problem: str = ""


def receive(call: RawCall, keys: Keys, inbox: Inbox) -> Answer:
    """Let one call in, or say why not; raises what `keys` and `inbox` raise, and then the sender must try again.

    A call is remembered after it was queued, never before: of a crash in between, a call that comes twice is left,
    which does no harm; the other way round it would be lost, because its repetition would be taken for known.
    """
    verdict = judge(call, keys.of)
    if verdict == UNAUTHENTICATED and keys.renew(call.sender):
        verdict = judge(call, keys.of)
    if isinstance(verdict, Refused):
        return _refused(call, verdict, keys)
    if inbox.seen(call.sender, verdict.id):
        return _accepted(call, "known", "This call was received before.", verdict.id)
    inbox.put(call.sender, verdict.id, verdict.text, call.received_at)
    if inbox.remember(call.sender, verdict.id, call.received_at + REPLAY_MEMORY):
        return _accepted(call, "queued", "Thank you.", verdict.id)
    problem = "The call is queued but could not be remembered, so it is queued once more if it comes again."
    return _accepted(call, "queued", "Thank you.", verdict.id, problem)


def failed(call: RawCall, status: int, code: str, problem: str) -> Answer:
    """Return the answer to a call that could not be received; the caller is told to come again and nothing more."""
    return Answer(
        "failed", status, code, "Please send it again later.", called(call.sender), len(call.body), problem=problem
    )


def _accepted(call: RawCall, outcome: str, sentence: str, identifier: str, problem: str = "") -> Answer:
    # Some senders take 200 alone for success (Schoology), so it is never 202.
    return Answer(outcome, 200, outcome, sentence, call.sender, len(call.body), identifier, problem)


def _refused(call: RawCall, verdict: Refused, keys: Keys) -> Answer:
    problem = ""
    if verdict == UNAUTHENTICATED:
        scheme = keys.of(call.sender)
        problem = scheme.sentence if isinstance(scheme, Unusable) else ""
    return Answer(
        "refused",
        verdict.status,
        verdict.code,
        verdict.sentence,
        called(call.sender),
        len(call.body),
        problem=problem,
    )
