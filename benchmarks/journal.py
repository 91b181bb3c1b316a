"""What the clients of AWS are asked for, counted where it leaves the real stores: pages count, repetitions do not."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.client import BaseClient
from botocore.model import OperationModel

from benchmarks.bill import MAPPINGS
from tests.integration.stack import NAME

_ASKED = "before-parameter-build"
_KILOBYTE = 1_024
_COORDINATION = "CoordinationTable"
_SUBJECTS = {
    "snapshots/.*/part-": "parts of snapshots",
    "snapshots/.*/proof": "proofs of snapshots",
    "baselines/.*/manifest": "manifests of baselines",
    "baselines/.*/shards/": "shards of baselines",
    "plans/[^/]*/notes/": "notes of steps",
    "plans/.*/outcomes/": "outcomes",
    "plans/": "chunks",
}
"""What an object of the data bucket is, by how its key begins."""


class Journal:
    """Counts calls by subject and operation, and by the step that makes them; lists the mappings that are asked for."""

    def __init__(self) -> None:
        self.turns: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.mappings: list[str] = []
        self.write_units = 0
        self._counted: Counter[tuple[str, str]] = Counter()
        self._step = ""

    @property
    def counted(self) -> list[tuple[str, str, int]]:
        """The calls by subject and operation, sorted."""
        return [(subject, operation, count) for (subject, operation), count in sorted(self._counted.items())]

    @contextmanager
    def watching(self, *clients: BaseClient) -> Iterator[None]:
        """Count what these clients are asked for meanwhile."""
        for client in clients:
            client.meta.events.register(_ASKED, self._note)
        try:
            yield
        finally:
            for client in clients:
                client.meta.events.unregister(_ASKED, self._note)

    @contextmanager
    def during(self, step: str) -> Iterator[None]:
        """Count what is called meanwhile as this step's; a step within another counts for itself."""
        outer, self._step = self._step, step
        self.turns[step] += 1
        try:
            yield
        finally:
            self._step = outer

    def _note(self, params: Mapping[str, Any], model: OperationModel, **_: object) -> None:
        subject = _subject(params)
        self._counted[subject, model.name] += 1
        self.calls[self._step] += 1
        if subject == MAPPINGS:
            for request in params.get("RequestItems", {}).values():
                self.mappings += [key["id"]["S"] for key in request["Keys"]]
        if "Item" in params:
            # Twice, which is never too little: the table of runs has an index of whole records.
            self.write_units += 2 * -(-len(json.dumps(params["Item"])) // _KILOBYTE)


def _subject(params: Mapping[str, Any]) -> str:
    """Return what a call is about: a kind of object, a table, a kind of item in the shared one, or a secret."""
    if "SecretId" in params:
        return "secrets"
    if "Bucket" in params:
        key = params.get("Key") or params["Prefix"]
        return next(name for pattern, name in _SUBJECTS.items() if re.match(pattern, key))
    table: str = params.get("TableName") or next(iter(params["RequestItems"]))
    return _kind(params) if table == f"{NAME}-{_COORDINATION}" else table.removeprefix(f"{NAME}-")


def _kind(params: Mapping[str, Any]) -> str:
    """Return the kind of item that a call to the shared table is about: lease, credits, timetable, intents."""
    item = params.get("Key") or params.get("Item")
    name: str = (item["name"] if item else params["ExpressionAttributeValues"][":name"])["S"]
    return name.partition("/")[0]
