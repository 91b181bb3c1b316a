"""How the flows' streams read both sides, and what becomes of records that left one (CD1, CD3, CD5)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from rollbook.flows.coursedog.scheduling import sending
from rollbook.flows.coursedog.scheduling.settings import shared
from rollbook.flows.coursedog.scheduling.sides import held
from rollbook.flows.coursedog.scheduling.terms import TERMS
from rollbook.model.descriptors import TARGET, Context, Removal, Stream
from rollbook.model.records import Desired, Json, LeftOut, Refusal

Desires = Callable[[Iterable[Json], Context], Iterator[Desired | Refusal | LeftOut]]


def mirrored(entity: str, desires: Desires, looks_up: Iterable[str] = ()) -> Stream:
    """Return the stream of a kind of record that both sides hold and that never leaves the target.

    `looks_up` are the collections that its rules need to know beside the terms and the records on both sides.
    """
    collections = (TERMS, TARGET + TERMS, entity, TARGET + entity, *looks_up)
    lookups: dict[str, Callable[[Iterable[Json], Context], Any]] = dict.fromkeys(collections, held)
    return Stream(
        name=entity, reads=entity, writes=entity, desired=desires, lookups=lookups, mirror=lambda _context: {}
    )


def takes_out(_before: Json, context: Context) -> Json:
    """Return how a section leaves the SIS (CD5)."""
    return {"takesOut": shared(context).profile.takes_out}


def deletes(_before: Json, _context: Context) -> Json:
    """Return how a relationship leaves the SIS, and everything Coursedog."""
    return {"takesOut": "delete"}


def leaving(stream: Stream, parting: Callable[[Json, Context], Json]) -> Stream:
    """Return a stream whose records leave the target when they are to; `parting` goes along with their removal."""
    return replace(
        stream,
        removal=Removal.DROP,
        counted_by="term",
        spares=partial(sending.spares, stream.name),
        mirror=partial(sending.leaving, stream.name),
        parting=parting,
    )
