"""A list that moves while it is read is read again, and nothing of a reading that failed comes through."""

from collections.abc import Iterator

import pytest

from rollbook.connectors.composing import settled
from rollbook.model.errors import ContractError, IncompleteReadError, RollbookError
from rollbook.model.records import Json


class Restless:
    """A list that moves during its first readings, or fails in another way."""

    def __init__(self, moves: int, error: RollbookError | None = None) -> None:
        self.readings = 0
        self._moves = moves
        self._error = error or IncompleteReadError("It moved.")

    def __call__(self) -> Iterator[Json]:
        self.readings += 1
        yield {"reading": self.readings, "place": 1}
        if self.readings <= self._moves:
            raise self._error
        yield {"reading": self.readings, "place": 2}


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_the_first_reading_that_comes_to_its_end_is_what_counts(moves: int) -> None:
    restless = Restless(moves)

    assert list(settled(restless, 3)) == [{"reading": moves + 1, "place": place} for place in (1, 2)]


def test_a_list_that_never_stands_still_ends_the_reading_before_anything_came() -> None:
    restless = Restless(3)
    found: list[Json] = []

    with pytest.raises(IncompleteReadError):
        found.extend(settled(restless, 3))

    assert (found, restless.readings) == ([], 3)


def test_only_a_list_that_moved_is_read_again() -> None:
    restless = Restless(3, ContractError("It is no list."))

    with pytest.raises(ContractError):
        list(settled(restless, 3))

    assert restless.readings == 1
