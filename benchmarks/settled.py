"""A district that is in step with its target already: what a run without changes starts from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.district import AS_OF, District
from benchmarks.measuring import REPOSITORY
from rollbook import assembly, flows
from rollbook.model.descriptors import Context, Stream
from rollbook.model.ports import Baselines
from rollbook.model.records import Desired, Json
from rollbook.steps.known import commit
from rollbook.steps.plan import Terms
from rollbook.sync.digests import Digester, canonical
from rollbook.sync.spool import Spool

FLOW = "schoology.provisioning"
SECRET = b"a secret of sixty-four bytes at most"
CONFIG = Path(REPOSITORY, "layers", "config")

Read = Callable[[str], Iterable[Json]]
"""A source, as the records of a collection by its name."""


def terms(flow: str = FLOW) -> Terms:
    """Return what the institution's own settings make of a flow."""
    return assembly.terms(CONFIG, flows.load(flow), 1.0)


def desired(stream: Stream, read: Read, context: Context) -> Iterator[Desired]:
    """Yield what the target should hold; the district has no record that the rules refuse."""
    for item in stream.desired(read(stream.reads), context):
        assert isinstance(item, Desired)
        yield item


def context(stream: Stream, read: Read, under: Terms) -> Context:
    """Return what the stream's rules know besides its records."""
    known = Context(now=AS_OF, zone=under.rules.zone, settings=under.rules.settings)
    for name, make in stream.lookups.items():
        known = replace(known, lookups={**known.lookups, name: make(read(name), known)})
    return known


def digester(stream: Stream) -> Digester:
    """Return the digests of the stream under the district's secret."""
    return Digester(SECRET, FLOW, stream.name, stream.version)


def entries(stream: Stream, read: Read, known: Context) -> Iterator[bytes]:
    """Yield an entry of the baseline for all that the target should hold."""
    digests = digester(stream)
    for item in desired(stream, read, known):
        yield digests.key(item.key) + digests.content(canonical(item.data))


def settle(stream: Stream, district: District, under: Terms, baselines: Baselines) -> int:
    """Make the baseline of a stream hold all that the district wants of it; return how many records that is."""
    with Spool() as spool:
        for entry in entries(stream, district.records, context(stream, district.records, under)):
            spool.add(entry)
        commit(baselines, FLOW, stream.name, spool.ranges(), count=spool.count, key=digester(stream).fingerprint())
    return baselines.manifest(FLOW, stream.name).entries
