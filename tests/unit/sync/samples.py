"""Changes, mappings and digests that are like those of a run, made by hand or drawn by hypothesis."""

from typing import Any

from hypothesis import strategies as st

from rollbook.model.changes import Change, Mapping, Operation
from rollbook.model.records import Reason
from rollbook.sync.decide import ADOPTED
from rollbook.sync.digests import SIZE

REASON = Reason(sentence="The target refused it.", remedy="Correct it at the source.")

edges = st.sampled_from([0, 1, 2, 127, 128, 253, 254, 255])
"""First bytes at which ranges and shards begin and end."""

digests = st.builds(lambda first, rest: bytes([first]) + rest, edges, st.binary(min_size=SIZE - 1, max_size=SIZE - 1))
contents = st.binary(min_size=SIZE, max_size=SIZE).filter(any)
"""Digests of contents; that of nothing but zeros stands for a record that is gone."""


def change(digest: str = "k1", operation: Operation = Operation.CREATE, content: str = "c2", **more: Any) -> Change:
    removal = operation is Operation.REMOVE
    given: dict[str, Any] = {
        "key": "key",
        "content": "" if removal else content,
        "data": None if removal else {"name": "new"},
        **more,
    }
    return Change(operation=operation, digest=digest, **given)


def mapping(state: str = "applied", **more: Any) -> Mapping:
    """Return what is known of the record `k1`: the target holds c1, unless the state says otherwise."""
    adopted = {"applied": ADOPTED, "data": {"uid": ""}, "target": "t1"}
    states: dict[str, dict[str, Any]] = {
        "applied": {"applied": "c1", "data": {"name": "old"}, "target": "t1"},
        "refused": {"refused": "c2", "reason": REASON, "applied": None},
        "refused update": {"refused": "c2", "reason": REASON, "applied": "c1", "data": {"name": "old"}, "target": "t1"},
        "removed": {"applied": None, "target": "t1"},
        "withheld": {"reason": REASON},
        "adopted": {"state": "applied", **adopted},
        "refused adoption": {"refused": "c2", "reason": REASON, **adopted},
    }
    return Mapping(
        flow="flow",
        stream="stream",
        digest="k1",
        key="key",
        scope="school",
        fence=1,
        run="run-1",
        changed_at="2026-09-14T10:00:00+00:00",
        **{"state": state.partition(" ")[0], **states[state], **more},
    )
