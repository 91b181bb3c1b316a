"""Counts what a vendor's system was asked: calls by method, path template and status, and the items in bulk bodies."""

import dataclasses
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Request

NO_ANSWER = 0


@dataclasses.dataclass(slots=True)
class Call:
    """One call while it is being answered; the simulator notes on it what the journal should know."""

    request: Request
    template: str
    arguments: dict[str, str]
    # What a fault does to the page of this call: "" (nothing), "truncated" or "drift".
    page_fault: str = ""
    # The kind of the fault that met this call, "" for none.
    fault: str = ""
    credits: int = 0
    actor: str = ""
    item_codes: list[int] = dataclasses.field(default_factory=list)


class CallJournal:
    """All calls since the last clearing, without bodies, query strings or headers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[dict[str, Any]] = []

    def record(self, call: Call, status: int) -> None:
        """Add one call; status 0 says that the connection was closed without an answer."""
        entry = {
            "method": call.request.method,
            "path": call.request.path,
            "template": call.template,
            "status": status,
            "items": len(call.item_codes),
            "item_codes": dict(_counted(call.item_codes)),
            "credits": call.credits,
            "actor": call.actor,
            "fault": call.fault,
        }
        with self._lock:
            self._entries.append(entry)

    def clear(self) -> None:
        """Forget all calls."""
        with self._lock:
            self._entries.clear()

    def summary(self) -> dict[str, Any]:
        """Return totals, counts by call and status, bulk items by call and outcome, and the journal itself."""
        with self._lock:
            entries = list(self._entries)
        calls: dict[str, Counter[str]] = {}
        items: dict[str, Counter[str]] = {}
        for entry in entries:
            name = f"{entry['method']} {entry['template']}"
            calls.setdefault(name, Counter())[str(entry["status"])] += 1
            if entry["items"]:
                items.setdefault(name, Counter(sent=0)).update(entry["item_codes"], sent=entry["items"])
        return {
            "total": len(entries),
            "credits": sum(entry["credits"] for entry in entries),
            "calls": {name: dict(counts) for name, counts in sorted(calls.items())},
            "items": {name: dict(counts) for name, counts in sorted(items.items())},
            "journal": entries,
        }


def _counted(codes: Iterable[int]) -> Counter[str]:
    return Counter(str(code) for code in codes)
