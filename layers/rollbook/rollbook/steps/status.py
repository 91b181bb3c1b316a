"""Status: how one record stands between its systems, for whoever may ask (CD8)."""

from collections.abc import Iterable, Sequence

from rollbook.model.ports import Mappings, Standings
from rollbook.model.records import Json
from rollbook.sync.digests import Digester


def status(
    flows: Sequence[str], stream: str, key: str, *, secret: bytes, mappings: Mappings, standings: Standings
) -> Json:
    """Return how a record stands between the systems that some flows keep in step: JSON for whoever may ask.

    It is "synced with errors" while any of the flows has something to say of it, "synced" when both sides held it
    alike, and "not synced" otherwise.
    """
    latest = max(
        (found for flow in flows for found in _mappings(flow, stream, key, secret, mappings)),
        key=lambda found: found[0],
        default=("", False),
    )
    problems = [
        {"flow": flow, **one.model_dump(mode="json")}
        for flow in flows
        for one in standings.read(flow, stream).get(key, ())
    ]
    synced = "synced" if latest[1] else "not synced"
    return {
        "stream": stream,
        "key": key,
        "status": "synced with errors" if problems else synced,
        "synced_at": latest[0] if latest[1] else None,
        "problems": problems,
    }


def _mappings(flow: str, stream: str, key: str, secret: bytes, mappings: Mappings) -> Iterable[tuple[str, bool]]:
    """Yield when a flow wrote down last what it knows of a record, and whether both sides held it then."""
    digest = Digester(secret, flow, stream, version=1).key(key).hex()
    for found in mappings.get(flow, stream, [digest]).values():
        yield found.changed_at, found.applied is not None
