"""Deciding: what is known of records, by their mappings and by the batches whose run was never reported."""

from collections.abc import Iterator, Mapping, Sequence

from rollbook.model.changes import Change, Outcome
from rollbook.model.changes import Mapping as Known
from rollbook.model.descriptors import Stream
from rollbook.model.messages import RunReference
from rollbook.model.ports import Stores
from rollbook.sync.decide import amended, decide, settled_by_amending


class Deciding:
    """The decisions about the records of one stream in one run."""

    def __init__(self, run: RunReference, stream: Stream, stores: Stores) -> None:
        self._run = run
        self._stream = stream
        self._stores = stores
        self._senders: dict[str, set[str]] = {}
        self.unreported: Mapping[bytes, Change] = self._open_intents()
        """The changes of batches that no baseline knows of, by key digest: their run was never reported."""

    def decide(self, candidates: Sequence[Change]) -> Iterator[Change | Outcome]:
        """Yield of each change how it must be sent, or the outcome that it already has; their mappings are read.

        One that comes as a suspect is one, whatever is known of it.
        """
        digests = [change.digest for change in candidates]
        mappings = self._stores.mappings.get(self._run.flow, self._stream.name, digests)
        for change in candidates:
            mapping = mappings.get(change.digest)
            suspect = change.suspect or self._is_suspect(change, mapping)
            decided = decide(change, mapping, suspect=suspect, retry=self._run.retry)
            yield self._as_sent_first(decided) if isinstance(decided, Change) else decided

    def _as_sent_first(self, change: Change) -> Change | Outcome:
        """Return a change with what stays as it was sent first, also by a run that was never reported."""
        if self._stream.amends is None:
            return change
        sent = self.unreported.get(bytes.fromhex(change.digest))
        if change.before is None and sent is not None:
            change = change.model_copy(update={"before": sent.data})
        return settled_by_amending(amended(change, self._stream.amends))

    def _open_intents(self) -> dict[bytes, Change]:
        sent: dict[bytes, Change] = {}
        batches: dict[tuple[str, str], set[str]] = {}
        for intent in self._stores.intents.of_stream(self._run.flow, self._stream.name):
            batches.setdefault((intent.run, intent.chunk), set()).update(intent.digests)
        for (run, chunk), digests in batches.items():
            for change in self._stores.plans.changes(run, self._stream.name, chunk):
                if change.digest in digests:
                    sent[bytes.fromhex(change.digest)] = change
                    self._senders.setdefault(change.digest, set()).add(run)
        return sent

    def _is_suspect(self, change: Change, mapping: Known | None) -> bool:
        """Say whether only the target knows about a record: it was sent, and the mapping is not that sender's.

        Where the rules have read the target, it has said.
        """
        senders = None if self._stream.mirror else self._senders.get(change.digest)
        return senders is not None and (mapping is None or senders != {mapping.run})
