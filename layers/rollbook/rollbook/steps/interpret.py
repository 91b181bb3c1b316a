"""Interpret: turn queued events into looks at the records that they name (PL17).

Many events about one record become one look. A look reads both sides, so that late, doubled and out-of-order events do
no harm; and as looks of one flow never overlap, what is written last is what the source held last. A message is done
with when the run that looked because of it has ended well.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from rollbook.model.errors import RollbookError
from rollbook.model.messages import End, InterpretRequest, InterpretResult, ItemFailure
from rollbook.model.ports import Clock, Plans
from rollbook.model.records import Hint, Json
from rollbook.steps import looking
from rollbook.steps.looking import Rules
from rollbook.sync.batches import slices

MOST_PARTS = 100
"""Parts that one run looks at: it has five minutes, and the source's limit lets it read some ten times a second."""

LATEST = timedelta(minutes=9)
"""After this time no look is begun any more: one may take five and a half minutes, and the function has fifteen."""

Interpreter = Callable[[bytes], list[Hint]]
Live = Callable[[str, Json], End]
"""Starts a run with this id and input, waits for its end, and says how it ended; raises RollbookError."""
Told = tuple[str, Hint]
"""A hint, and the message that it came with."""


def interpret(
    request: InterpretRequest,
    *,
    interpreter: Callable[[str], Interpreter | None],
    listeners: Callable[[str], Sequence[Rules]],
    plans: Plans,
    live: Live,
    clock: Clock,
) -> InterpretResult:
    """Look at all that the messages name, as far as there is time, and say which of them must come again."""
    heard, misunderstood = _understood(request, interpreter)
    failed = set(misunderstood)
    useful: set[str] = set()
    looker = _Looker(plans, live, clock)
    for sender, told in heard.items():
        for rules in listeners(sender):
            useful.update(message for message, _ in told)
            for share in _shares(told):
                failed.update(message for message, _ in looker.look(rules.flow.name, sender, share))
    return InterpretResult(
        events=len(request.Records),
        idle=len({message.messageId for message in request.Records} - useful - failed),
        hints=sum(len(told) for told in heard.values()),
        looks=looker.looks,
        problems=tuple(sorted({*misunderstood.values(), *looker.problems})),
        batchItemFailures=tuple(ItemFailure(itemIdentifier=name) for name in sorted(failed)),
    )


def _understood(
    request: InterpretRequest, interpreter: Callable[[str], Interpreter | None]
) -> tuple[dict[str, list[Told]], dict[str, str]]:
    """Return what the messages name, by sender, and why which of them are not understood."""
    heard: dict[str, list[Told]] = {}
    misunderstood: dict[str, str] = {}
    for message in request.Records:
        try:
            understand = interpreter(message.sender)
            hints = understand(message.body.encode()) if understand else []
        except RollbookError as error:
            misunderstood[message.messageId] = str(error)
            continue
        heard.setdefault(message.sender, []).extend((message.messageId, hint) for hint in hints)
    return heard, misunderstood


class _Looker:
    """Has runs look at shares of hints, as long as there is time."""

    def __init__(self, plans: Plans, live: Live, clock: Clock) -> None:
        self._plans = plans
        self._live = live
        self._clock = clock
        self._until = clock.now() + LATEST
        self.looks = 0
        self.problems: set[str] = set()

    def look(self, flow: str, sender: str, share: Sequence[Told]) -> list[Told]:
        """Return those of a share that must come again.

        One part that cannot be read must not keep the others from being looked at, and a share may be too large for the
        time of a run: so the halves of one that failed are looked at by themselves.
        """
        now = self._clock.now()
        if now > self._until:
            return list(share)
        self.looks += 1
        run = f"{flow}-live-{now:%Y%m%dT%H%M%S%f}-{share[0][0][:8]}"
        looking.leave(self._plans, run, _collapsed(hint for _, hint in share))
        try:
            end = self._live(run, {"flow": flow, "trigger": "webhook", "by": sender, "scoped": True})
        except RollbookError as error:
            self.problems.add(str(error))
            return list(share)
        if end == "well":
            return []
        parts = list(dict.fromkeys(hint.part for _, hint in share))
        if end == "busy" or len(parts) == 1:
            return list(share)
        first = frozenset(parts[: len(parts) // 2])
        halves = (
            [told for told in share if told[1].part in first],
            [told for told in share if told[1].part not in first],
        )
        return [told for half in halves for told in self.look(flow, sender, half)]


def _shares(told: Sequence[Told]) -> Iterator[list[Told]]:
    """Yield the hints so that each share names no more parts than one run can look at.

    Hints that name no record have their part looked at as a whole, apart from those that do.
    """
    for whole in (False, True):
        alike = [(message, hint) for message, hint in told if whole is not bool(hint.ids)]
        parts = dict.fromkeys(hint.part for _, hint in alike)
        for wanted in slices(parts, MOST_PARTS):
            here = frozenset(wanted)
            yield [(message, hint) for message, hint in alike if hint.part in here]


def _collapsed(hints: Iterator[Hint]) -> list[Hint]:
    """Return one hint per record: that of its first change, because freshness counts from there."""
    first: dict[tuple[str, str, tuple[tuple[str, str], ...]], Hint] = {}
    for hint in hints:
        record = (hint.entity, hint.part, tuple(sorted(hint.ids.items())))
        known = first.get(record)
        if known is None or (hint.at and known.at and hint.at < known.at):
            first[record] = hint
    return list(first.values())
