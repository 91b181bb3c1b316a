"""What a system answers: what it takes to read it, and the error that each refusal becomes.

The sentence of an error holds the system, the call and what to do; never a secret, a person, a query or a body.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError

from rollbook.connectors.calls import Call
from rollbook.connectors.redaction import redacted
from rollbook.model.errors import (
    BatchRefusedError,
    ContractError,
    CredentialsError,
    OutcomeUnknownError,
    RollbookError,
)

T = TypeVar("T")

_CLIENT_ERRORS = range(400, 500)
REFUSALS = frozenset({400, 404, 406, 409, 413, 422})
"""The statuses by which a system judges what a write carries, and not who sends it or when."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A system as sentences speak of it, where it is, and how its refusals are read.

    `words` takes the reason out of the body of a refusal, empty when there is none. `denials` are the statuses by
    which it says that the credentials are not accepted.
    """

    name: str
    address: str
    words: Callable[[bytes], str]
    denials: frozenset[int] = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Answer:
    """The status, headers and body of an accepted call."""

    vendor: Vendor
    call: Call
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    status: int = 200

    def parse(self, read: Callable[[bytes], T]) -> T:
        """Return what `read` makes of the body, which raises pydantic's ValidationError when it is not as agreed."""
        try:
            return read(self.content)
        except ValidationError as error:
            problem = self._problem(error)
        # Raised out here, so that pydantic's error, which quotes the body, does not travel along.
        raise self.unfit(problem)

    def unfit(self, problem: str) -> RollbookError:
        """Return the error for an answer that cannot be used; after a write it leaves the outcome unknown."""
        sentence = f"{self.vendor.name} answered {self.call.name} in a form that was not agreed on: {problem}."
        if self.call.reads:
            return ContractError(f"{sentence} Check the address in the credentials, then the vendor's release notes.")
        return OutcomeUnknownError(f"{sentence} What it did is read back before anything is sent again.")

    def _problem(self, error: ValidationError) -> str:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            kind = self.headers.get("Content-Type", "no content type").partition(";")[0]
            return f"the body is no JSON ({kind})"
        return f"{'.'.join(map(str, first['loc'])) or 'the body'} is wrong ({first['type']})"


@dataclass(frozen=True, slots=True)
class Refused:
    """What a system answered to a write whose content it does not take."""

    status: int
    content: bytes = field(repr=False)


def refusal(vendor: Vendor, call: Call, status: int, content: bytes) -> RollbookError:
    """Return the error for a call that was answered, and not accepted."""
    name = vendor.name
    words = redacted(vendor.words(content), call.said)
    if status in vendor.denials:
        return CredentialsError(
            f"{name} does not accept the credentials for {call.name} ({_with(status, _code(words))}). "
            "Put valid ones in, or give their account the right to this call; then check the connection."
        )
    if call.reads:
        return ContractError(
            f"{name} answered {call.name} with {_with(status, _code(words))}. "
            "Check the address in the credentials, then what the vendor's documentation says of this call."
        )
    if status in REFUSALS:
        return BatchRefusedError(
            f"{name} refused {call.name} with {_with(status, words)}.",
            f"Correct the record at the source; if nothing is wrong with it, ask the support of {name}.",
        )
    if status not in _CLIENT_ERRORS:
        return OutcomeUnknownError(f"{name} answered {call.name} with {status}, which says nothing of its effect.")
    return ContractError(f"{name} does not take {call.name} any more ({_with(status, _code(words))}).")


def _code(words: str) -> str:
    """Let through a bare code such as `invalid_filter_field`, and no sentence."""
    return words if words.isascii() and words.replace("_", "").isalpha() else ""


def _with(status: int, words: str) -> str:
    return f"{status}: {words}" if words else str(status)
