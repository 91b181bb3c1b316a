"""Calls by the million, from seeded dice: some in order, most changed or made up, each with what must become of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.keys import read
from rollbook.webhooks.schemes import Scheme
from tests.unit.webhooks.callers import (
    CALLERS,
    KEY,
    OTHER_KEY,
    PATH_SECRET,
    Caller,
    event,
    flipped,
    part_of,
    with_part,
)

_VARIETY = 16

_UNBEARABLE = (
    b"",
    b"\xff",
    b"\xef\xbb\xbf{}",
    b"[" * 50_000,
    b'{"":' * 50_000,
    b'{"timestamp": NaN}',
    b'{"timestamp": 1e999}',
    b'{"timestamp": ' + b"9" * 5_000 + b"}",
    b'{"timestamp": "1789409100\xef\xbc\x90"}',
    b'"\\ud800"',
    b'{"\xed\xa0\x80": 1}',
    b'{"\xef\xbf\xbf": 1}',
    b'{"timestamp": 1, "timestamp": {}}',
    bytes(300_000),
)
"""Bodies that nobody gets in with, whoever signs them."""


@dataclass(frozen=True)
class Attempt:
    """A call, what the receiver knows of its sender, and whether it gets in; None where that is left to its body."""

    call: RawCall
    scheme: Scheme
    gets_in: bool | None = False

    def keys(self, _sender: str) -> Scheme:
        """Return what the receiver knows."""
        return self.scheme


class Strangers:
    """Makes attempts; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)  # noqa: S311 - dice for tests, no keys
        self._schemes = {caller.name: (caller.scheme(), caller.scheme(OTHER_KEY, KEY)) for caller in CALLERS}
        self._calls = {caller.name: [caller.call(self._event()) for _ in range(_VARIETY)] for caller in CALLERS}
        self._unbearable = {caller.name: [caller.call(body) for body in _UNBEARABLE] for caller in CALLERS}

    def attempts(self, count: int) -> Iterator[Attempt]:
        """Yield so many attempts."""
        ways: tuple[Callable[[Caller], Attempt], ...] = (
            self._in_order,
            self._with_a_flipped_bit,
            self._cut_short,
            self._with_something_inserted,
            self._under_another_key,
            self._with_the_proof_of_another_call,
            self._with_doubled_headers,
            self._long_ago_or_ahead,
            self._unbearable_but_signed,
            self._of_somebody_else,
            self._made_up,
            self._for_keys_that_are_made_up,
            self._with_a_changed_body,
        )
        for _ in range(count):
            yield self._dice.choice(ways)(self._dice.choice(CALLERS))

    def _in_order(self, caller: Caller) -> Attempt:
        return self._attempt(caller, self._good(caller), gets_in=True)

    def _with_a_flipped_bit(self, caller: Caller) -> Attempt:
        call, part, octets = self._proof(caller)
        return self._attempt(caller, with_part(call, part, flipped(octets, self._dice.randrange(len(octets) * 8))))

    def _cut_short(self, caller: Caller) -> Attempt:
        call, part, octets = self._proof(caller)
        return self._attempt(caller, with_part(call, part, octets[: self._dice.randrange(len(octets))]))

    def _with_something_inserted(self, caller: Caller) -> Attempt:
        call, part, octets = self._proof(caller)
        # At the start: after a signature, a space and more would be a second one, and the first would still be good.
        return self._attempt(caller, with_part(call, part, self._dice.choice(b"x1.=,").to_bytes(1) + octets))

    def _under_another_key(self, caller: Caller) -> Attempt:
        return self._attempt(caller, caller.call(self._event(), key=self._dice.randbytes(20).hex().encode()))

    def _with_the_proof_of_another_call(self, caller: Caller) -> Attempt:
        body = self._event()
        return self._attempt(caller, replace(self._good(caller), body=body), gets_in=self._left_to_the_body(caller))

    def _with_doubled_headers(self, caller: Caller) -> Attempt:
        call = self._good(caller)
        return self._attempt(caller, replace(call, headers=call.headers * 2))

    def _long_ago_or_ahead(self, caller: Caller) -> Attempt:
        call = self._good(caller)
        wait = self._dice.choice((-1, 1)) * timedelta(hours=80, seconds=self._dice.randrange(10**7))
        return self._attempt(caller, replace(call, received_at=call.received_at + wait))

    def _unbearable_but_signed(self, caller: Caller) -> Attempt:
        return self._attempt(caller, self._dice.choice(self._unbearable[caller.name]))

    def _of_somebody_else(self, caller: Caller) -> Attempt:
        return self._attempt(caller, replace(self._good(caller), sender=self._text()))

    def _made_up(self, caller: Caller) -> Attempt:
        names = ("Content-Type", "webhook-id", "webhook-timestamp", "webhook-signature", "x-signature", self._text())
        headers = tuple((name, self._text()) for name in names)
        call = replace(self._good(caller), path_secret=self._text(), headers=headers, body=self._dice.randbytes(40))
        return self._attempt(caller, call)

    def _for_keys_that_are_made_up(self, caller: Caller) -> Attempt:
        return Attempt(self._good(caller), read(self._dice.choice((self._text(), f'{{"scheme": "{caller.name}"}}'))))

    def _with_a_changed_body(self, caller: Caller) -> Attempt:
        call = self._good(caller)
        changed = flipped(call.body, self._dice.randrange(len(call.body) * 8))
        return self._attempt(caller, replace(call, body=changed), gets_in=self._left_to_the_body(caller))

    def _attempt(self, caller: Caller, call: RawCall, *, gets_in: bool | None = False) -> Attempt:
        return Attempt(call, self._dice.choice(self._schemes[caller.name]), gets_in)

    def _good(self, caller: Caller) -> RawCall:
        return self._dice.choice(self._calls[caller.name])

    def _proof(self, caller: Caller) -> tuple[RawCall, str, bytes]:
        call, part = self._good(caller), self._dice.choice(caller.proven)
        return call, part, part_of(call, part)

    def _event(self) -> bytes:
        return event(uid=self._dice.randrange(10**9))

    def _text(self) -> str:
        return "".join(chr(self._dice.randrange(0x110000)) for _ in range(self._dice.randrange(8)))

    @staticmethod
    def _left_to_the_body(caller: Caller) -> bool | None:
        return None if caller is PATH_SECRET else False
