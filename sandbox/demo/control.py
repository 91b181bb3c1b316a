"""The control doors of the simulators, as the demonstration and the tests use them."""

import json
import urllib.request
from typing import Any


class Simulator:
    """One simulator's door behind the vendor's back."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/_control"

    def calls(self) -> dict[str, Any]:
        """Return what the system was asked since `forget`."""
        found: dict[str, Any] = self._ask("GET", "calls")
        return found

    def forget(self) -> None:
        """Count from zero."""
        self._ask("DELETE", "calls")

    def fault(self, kind: str, **fields: Any) -> None:
        """Ask for a fault; see `sandbox.simulators.faults`."""
        self._ask("POST", "faults", {"kind": kind, **fields})

    def faults_met(self) -> int:
        """Return how many calls have met a fault since the last healing."""
        return sum(fault["met"] for fault in self._ask("GET", "faults"))

    def heal(self) -> None:
        """Take all faults back."""
        self._ask("DELETE", "faults")
        self._ask("POST", "release")

    def state(self) -> dict[str, Any]:
        """Return everything that the system holds."""
        found: dict[str, Any] = self._ask("GET", "state")
        return found

    def script(self, name: str, **arguments: Any) -> Any:
        """Let something happen at the system."""
        return self._ask("POST", "script", {"script": name, **arguments})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/{path}", method=method, data=data)  # noqa: S310 - our own loopback server
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310 - as above
            text = answer.read()
        return json.loads(text) if text else None
