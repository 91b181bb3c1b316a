"""Statistics of one learner or a few, who 360Learning knows, and what the flow makes of them."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rollbook import flows
from rollbook.flows.edflex.attempts.lookups import ACCOUNTS
from rollbook.flows.edflex.attempts.settings import StatisticsSettings
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reason, Refusal

FLOW = flows.load("edflex.statistics")
STREAM = FLOW.stream("attempts")
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
Said = Desired | Refusal | LeftOut


def record(attempt: int = 1, /, **fields: Any) -> Json:
    """Return an attempt of Ada's that she is working on: begun at 8, last seen at 9 with 30 minutes to her credit."""
    learner = fields.get("learner", "l-1")
    content = fields.get("content", "c-1")
    return {
        "id": f"s-{content}-{learner}-{attempt}",
        "content": content,
        "learner": learner,
        "email": "ada@academy.example",
        "attempt": attempt,
        "status": "in_progress",
        "firstActivityAt": f"2026-09-0{attempt}T08:00:00Z",
        "lastActivityAt": f"2026-09-0{attempt}T09:00:00Z",
        "completedAt": "",
        "timeSpent": 1_800,
        **fields,
    }


def account(identity: str = "u-1", mail: str | None = "ada@academy.example") -> Json:
    return {"id": identity, "mail": mail, "status": "active"}


@dataclass
class Academy:
    """The accounts of 360Learning, the contents and the attempts that it is known to hold."""

    accounts: list[Json] = field(default_factory=lambda: [account()])
    contents: Collection[str] = ("c-1", "c-2")
    attempts: Collection[str] = ()

    def said(self, *records: Json) -> list[Said]:
        """Return all that the flow says of statistics."""
        read = {"statistics": records, ACCOUNTS: self.accounts}
        context = Context(
            now=NOON,
            zone=ZoneInfo("Europe/Paris"),
            settings=StatisticsSettings(),
            known={"attempts": self.attempts, "edflex.content/contents": self.contents},
        )
        for name, make in STREAM.lookups.items():
            context = replace(context, lookups={**context.lookups, name: make(iter(read[name]), context)})
        return list(STREAM.desired(iter(records), context))

    def sent(self, *records: Json) -> Json:
        """Return the data of the last of these attempts, which goes."""
        item = self.said(*records)[-1]
        assert isinstance(item, Desired)
        return item.data

    def left_out(self, *records: Json) -> Reason:
        """Return why the last of these attempts is left out."""
        item = self.said(*records)[-1]
        assert isinstance(item, LeftOut)
        return item.reason

    def refused(self, *records: Json) -> Reason:
        """Return why the last of these attempts is refused."""
        item = self.said(*records)[-1]
        assert isinstance(item, Refusal)
        return item.reason
