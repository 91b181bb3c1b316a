"""What a call leads to: it is queued once, whatever is repeated, lost or changed, and never before it is proven."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rollbook.webhooks.calls import RawCall
from rollbook.webhooks.judging import REPLAY_MEMORY
from rollbook.webhooks.keys import Unusable
from rollbook.webhooks.receiving import Answer, receive
from rollbook.webhooks.schemes import Scheme
from rollbook.webhooks.senders import UNKNOWN
from tests.unit.webhooks.callers import (
    CALLERS,
    KEY,
    NOW,
    OTHER_KEY,
    PATH_SECRET,
    SENDER,
    SIGNED_BODY,
    STANDARD,
    Caller,
    event,
)

every_caller = pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
LONGEST_RETRY = timedelta(hours=76)


class MemoryKeys:
    """Keys that are changed while somebody calls: the first are held, the next are read at the first renewal."""

    def __init__(self, *schemes: Scheme) -> None:
        self._held, *self._next = schemes

    def of(self, sender: str) -> Scheme:
        assert sender == SENDER
        return self._held

    def renew(self, sender: str) -> bool:
        assert sender == SENDER
        if not self._next:
            return False
        self._held = self._next.pop(0)
        return True


@dataclass
class MemoryInbox:
    """A queue and a memory which forgets when it may; `done` is what was asked of it, `breaks` what is not done."""

    now: datetime = NOW
    breaks: str = ""
    queue: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    _until: dict[str, datetime] = field(default_factory=dict)

    def seen(self, sender: str, call: str) -> bool:
        self._do("seen")
        return self._until.get(f"{sender}/{call}", self.now) > self.now

    def put(self, sender: str, call: str, text: str, received_at: datetime) -> None:
        assert (sender, received_at, len(call)) == (SENDER, self.now, 64)
        self._do("put")
        self.queue.append(text)

    def remember(self, sender: str, call: str, until: datetime) -> bool:
        if self.breaks == "remember":
            return False
        self._do("remember")
        self._until[f"{sender}/{call}"] = until
        return True

    def receive(self, call: RawCall, caller: Caller) -> Answer:
        """Receive a call when it comes."""
        self.now = call.received_at
        return receive(call, MemoryKeys(caller.scheme()), self)

    def _do(self, what: str) -> None:
        if what == self.breaks:
            raise ConnectionError(what)
        self.done.append(what)


def told(answer: Answer) -> tuple[str, int, str]:
    return answer.outcome, answer.status, answer.code


@every_caller
def test_a_call_is_queued_as_it_came_and_only_then_remembered(caller: Caller) -> None:
    inbox = MemoryInbox()

    answer = inbox.receive(caller.call(), caller)

    assert told(answer) == ("queued", 200, "queued")
    assert (answer.sender, answer.size, answer.problem) == (SENDER, len(event()), "")
    assert inbox.queue == [event().decode()]
    assert inbox.done == ["seen", "put", "remember"]


@every_caller
def test_a_call_that_comes_again_is_answered_alike_and_not_queued(caller: Caller) -> None:
    inbox = MemoryInbox()
    first = inbox.receive(caller.call(), caller)
    inbox.done.clear()

    again = inbox.receive(caller.call(), caller)

    assert told(again) == ("known", 200, "known")
    assert again.call == first.call
    assert inbox.done == ["seen"]
    assert len(inbox.queue) == 1


@every_caller
def test_a_sender_that_tries_for_76_hours_is_heard_once(caller: Caller) -> None:
    inbox = MemoryInbox()
    for hours in range(0, 77, 2):
        late = timedelta(hours=hours)
        # The event stays as it is; the proof is made anew where the scheme signs the time of sending.
        answer = inbox.receive(caller.call(event(), at=NOW + late), caller)
        assert answer.status == 200
    assert len(inbox.queue) == 1


MINUTES = st.integers(min_value=-11, max_value=90 * 60)


@example(PATH_SECRET, -10, [80 * 60])
@example(SIGNED_BODY, -10, [80 * 60 + 9])
@given(st.sampled_from(CALLERS), MINUTES, st.lists(st.integers(min_value=0, max_value=170 * 60)))
def test_a_recorded_call_has_no_second_effect_whenever_it_is_replayed(
    caller: Caller, first: int, replays: list[int]
) -> None:
    """Not within the memory, and not after it: what is forgotten is stale."""
    inbox = MemoryInbox()
    recorded = caller.call(event(), at=NOW + timedelta(minutes=first))
    for wait in (0, *sorted(replays)):
        inbox.receive(replace(recorded, received_at=recorded.received_at + timedelta(minutes=wait)), caller)

    assert len(inbox.queue) <= 1


def test_the_memory_is_longer_than_senders_try() -> None:
    inbox = MemoryInbox()
    inbox.receive(PATH_SECRET.call(), PATH_SECRET)

    answer = inbox.receive(replace(PATH_SECRET.call(), received_at=NOW + LONGEST_RETRY), PATH_SECRET)

    assert (answer.outcome, REPLAY_MEMORY > LONGEST_RETRY) == ("known", True)


@pytest.mark.parametrize("broken", ["seen", "put"])
def test_a_call_that_could_not_be_queued_is_not_remembered_so_that_it_may_come_again(broken: str) -> None:
    inbox = MemoryInbox(breaks=broken)
    with pytest.raises(ConnectionError):
        inbox.receive(PATH_SECRET.call(), PATH_SECRET)
    assert "remember" not in inbox.done

    inbox.breaks = ""

    assert inbox.receive(PATH_SECRET.call(), PATH_SECRET).outcome == "queued"
    assert len(inbox.queue) == 1


def test_a_call_that_is_queued_but_could_not_be_remembered_is_a_success_and_may_come_twice() -> None:
    inbox = MemoryInbox(breaks="remember")

    answers = [inbox.receive(PATH_SECRET.call(), PATH_SECRET) for _ in range(2)]

    assert [told(answer) for answer in answers] == [("queued", 200, "queued")] * 2
    assert all("could not be remembered" in answer.problem for answer in answers)
    assert len(inbox.queue) == 2


@every_caller
def test_a_key_that_was_changed_a_moment_ago_lets_its_sender_in_at_once(caller: Caller) -> None:
    keys = MemoryKeys(caller.scheme(OTHER_KEY), caller.scheme(KEY, OTHER_KEY))

    assert receive(caller.call(), keys, MemoryInbox()).outcome == "queued"


@every_caller
def test_a_forged_call_reaches_no_queue_and_no_memory(caller: Caller) -> None:
    inbox = MemoryInbox()

    answer = receive(caller.call(key=OTHER_KEY), MemoryKeys(caller.scheme(), caller.scheme()), inbox)

    assert told(answer) == ("refused", 401, "unauthenticated")
    assert (answer.call, answer.problem, inbox.done) == ("", "", [])


def test_keys_that_cannot_be_used_are_the_administrators_matter_and_a_plain_refusal_to_the_caller() -> None:
    unusable = "The secret is empty. Put the key in."

    answer = receive(STANDARD.call(), MemoryKeys(Unusable(unusable)), MemoryInbox())
    forged = receive(STANDARD.call(key=OTHER_KEY), MemoryKeys(STANDARD.scheme()), MemoryInbox())

    assert answer.problem == unusable
    assert replace(answer, problem="") == forged


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda call: replace(call, sender="Noa <noa@example.org>"), 404),
        (lambda call: replace(call, body=bytes(250_001)), 413),
        (lambda call: replace(call, headers=()), 415),
        (lambda call: replace(call, body=b"Noa"), 400),
        (lambda call: replace(call, received_at=NOW + timedelta(days=9)), 401),
    ],
)
def test_a_refusal_is_told_without_a_word_of_the_call(change: Callable[[RawCall], RawCall], status: int) -> None:
    call = change(PATH_SECRET.call())

    answer = receive(call, MemoryKeys(PATH_SECRET.scheme()), MemoryInbox())

    assert (answer.outcome, answer.status, answer.size) == ("refused", status, len(call.body))
    assert answer.sender == (SENDER if call.sender == SENDER else UNKNOWN)
    assert "Noa" not in repr(answer)
