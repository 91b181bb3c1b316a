"""The proof that a collection was read completely (PL5)."""

from collections.abc import Iterable, Iterator

from rollbook.model.errors import IncompleteReadError
from rollbook.model.ports import Proof
from rollbook.model.records import Json, Page


class Reading:
    """Passes a collection's records on while they are counted; the proof is there once all have passed."""

    def __init__(self, collection: str, pages: Iterable[Page]) -> None:
        self._collection = collection
        self._pages = pages
        self._proof: Proof | None = None

    def records(self) -> Iterator[Json]:
        """Yield every record; raises IncompleteReadError when they are not as many as every page declared."""
        declared: int | None = None
        read = pages = 0
        for page in self._pages:
            if declared not in (None, page.declared):
                raise IncompleteReadError(
                    f"{self._collection} changed while it was read: {declared} records, then {page.declared}. "
                    "Nothing was sent; the next run reads again."
                )
            declared = page.declared
            pages += 1
            read += len(page.records)
            yield from page.records
        if declared is None or read != declared:
            raise IncompleteReadError(
                f"{self._collection} was not read completely: {read} of {declared} records arrived on {pages} pages. "
                "Nothing was sent and nothing removed. Run again; if it stays, ask the source's vendor."
            )
        self._proof = Proof(declared=declared, read=read, pages=pages)

    def complete(self) -> Proof:
        """Return the proof; raises IncompleteReadError while not all records have passed."""
        if self._proof is None:
            raise IncompleteReadError(f"{self._collection} was not read to its end. Nothing was changed; run again.")
        return self._proof
