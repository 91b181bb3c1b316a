"""The order of streams: what others refer to goes first."""

from collections.abc import Iterable
from graphlib import TopologicalSorter

from rollbook.model.descriptors import Stream


def in_order(streams: Iterable[Stream], wanted: Iterable[str] = ()) -> list[Stream]:
    """Return the wanted streams (all, when none is named), each after those whose records its own refer to.

    The order in which the flow lists them is kept where dependencies leave a choice.
    """
    listed = list(streams)
    names = [stream.name for stream in listed]
    by_name = {stream.name: stream for stream in listed}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for stream in listed:
        sorter.add(stream.name, *stream.after)
    sorter.prepare()
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=names.index)
        order += ready
        sorter.done(*ready)
    chosen = frozenset(wanted) or frozenset(names)
    return [by_name[name] for name in order if name in chosen]
