"""Where events are opened: messages as they come out of the queue, who listens, and what becomes of looks."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from rollbook.model.errors import ContractError, SettingsError, SystemUnavailableError
from rollbook.model.messages import End, InterpretRequest, InterpretResult
from rollbook.model.records import Hint, Json
from rollbook.model.settings import FlowSettings
from rollbook.steps.interpret import interpret
from rollbook.steps.looking import Rules
from sandbox.twins.stores import MemoryPlans, VirtualClock
from tests.unit.steps.club import ZONE
from tests.unit.steps.flow import LIVE

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
RULES = Rules(flow=LIVE, settings=FlowSettings(), zone=ZONE)
OTHER = replace(RULES, flow=replace(LIVE, name="test.other"))


def hint(part: str, person: str = "p0", second: int | None = 0, entity: str = "member") -> Hint:
    at = None if second is None else NOW + timedelta(seconds=second)
    return Hint(entity=entity, part=part, ids={"person": person}, at=at)


def message(name: str, *hints: Hint, sender: str = "books", body: str | None = None) -> Json:
    """Return a message as it comes out of the queue; what it says are the hints themselves."""
    said = json.dumps([one.model_dump(mode="json") for one in hints])
    return {
        "messageId": name,
        "receiptHandle": f"receipt of {name}",
        "body": said if body is None else body,
        "messageAttributes": {"sender": {"stringValue": sender, "dataType": "String"}},
        "attributes": {"ApproximateReceiveCount": "1"},
    }


def understand(body: bytes) -> list[Hint]:
    try:
        return [Hint.model_validate(one) for one in json.loads(body)]
    except ValueError:
        raise ContractError("It is no list of hints.") from None


def understands(sender: str) -> Callable[[bytes], list[Hint]] | None:
    """Return how the events of a sender are understood; of the mute nothing can be, and there is no stranger."""
    if sender == "stranger":
        raise SettingsError("There is no connector to 'stranger'.")
    return None if sender == "mute" else understand


@dataclass
class Desk:
    """One place of that kind: who listens, and how runs end; those of flows in `refuses` cannot be started."""

    listening: dict[str, Sequence[Rules]] = field(default_factory=lambda: {"books": [RULES]})
    fails: Callable[[Sequence[Hint]], bool] = lambda _hints: False
    busy: bool = False
    refuses: set[str] = field(default_factory=set)
    plans: MemoryPlans = field(default_factory=MemoryPlans)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOW))
    seconds: float = 1
    started: list[tuple[str, Json]] = field(default_factory=list)

    def open(self, *messages: Json) -> InterpretResult:
        return interpret(
            InterpretRequest.model_validate({"Records": messages}),
            interpreter=understands,
            listeners=lambda sender: self.listening.get(sender, []),
            plans=self.plans,
            live=self.live,
            clock=self.clock,
        )

    def live(self, run: str, given: Json) -> End:
        self.started.append((run, given))
        if given["flow"] in self.refuses:
            raise SystemUnavailableError(f"AWS has no room for {given['flow']}.")
        self.clock.sleep(self.seconds)
        if self.busy:
            return "busy"
        return "failed" if self.fails(self.hints(run)) else "well"

    def hints(self, run: str) -> list[Hint]:
        (note,) = self.plans.notes(run, "hints")
        return [Hint.model_validate(one) for one in note["hints"]]

    @property
    def looked_at(self) -> list[list[Hint]]:
        return [self.hints(run) for run, _ in self.started]


def failed(result: InterpretResult) -> list[str]:
    return [failure.itemIdentifier for failure in result.batchItemFailures]
