"""The district as a system that can be read page by page, without a network in between."""

from collections.abc import Iterator
from typing import NoReturn

from benchmarks.district import District
from rollbook.model.changes import Change
from rollbook.model.descriptors import Check
from rollbook.model.records import Page, Scope
from rollbook.sync.batches import slices

_PAGE = 500


class DistrictSource:
    """A client of a source; it cannot be written to."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._calls = 0

    @property
    def calls(self) -> int:
        """Pages read so far."""
        return self._calls

    def read(self, entity: str, scope: Scope) -> Iterator[Page]:
        """Yield a whole collection page by page."""
        assert not scope.where
        for records in slices(self._district.records(entity), _PAGE):
            self._calls += 1
            yield Page(records, self._district.size(entity))

    def write(self, entity: str, changes: list[Change]) -> NoReturn:
        """Refuse: nobody writes to a source."""
        raise NotImplementedError(f"{len(changes)} changes of {entity} were sent to the source.")

    def find(self, entity: str, changes: list[Change]) -> NoReturn:
        """Refuse: only a target is read back."""
        raise NotImplementedError(f"{len(changes)} changes of {entity} were looked for in the source.")

    def check(self) -> Check:
        """Say that it is there."""
        return Check("district", healthy=True, sentence="The district is made on the spot.")
