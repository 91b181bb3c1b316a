import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.errors import IncompleteReadError
from rollbook.model.ports import Proof
from rollbook.model.records import Page
from rollbook.sync.completeness import Reading

page_sizes = st.lists(st.integers(0, 5), min_size=1, max_size=6)


def pages(sizes: list[int], declared: list[int]) -> list[Page]:
    return [
        Page([{"id": number} for number in range(size)], total) for size, total in zip(sizes, declared, strict=True)
    ]


@given(page_sizes)
def test_a_collection_whose_records_are_as_many_as_every_page_declares_is_complete(sizes: list[int]) -> None:
    total = sum(sizes)
    reading = Reading("users", pages(sizes, [total] * len(sizes)))

    assert len(list(reading.records())) == total
    assert reading.complete() == Proof(declared=total, read=total, pages=len(sizes))


@given(page_sizes, st.integers(-3, 3).filter(bool))
def test_one_record_too_few_or_too_many_is_not_complete(sizes: list[int], difference: int) -> None:
    total = max(0, sum(sizes) + difference)
    reading = Reading("users", pages(sizes, [total] * len(sizes)))

    if total == sum(sizes):
        return
    with pytest.raises(IncompleteReadError, match=rf"users was not read completely: {sum(sizes)} of {total} "):
        list(reading.records())
    with pytest.raises(IncompleteReadError):
        reading.complete()


@given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.data())
def test_a_total_that_changes_on_the_way_is_not_complete(sizes: list[int], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(sizes) - 1))
    declared = [sum(sizes)] * at + [sum(sizes) + 1] * (len(sizes) - at)

    with pytest.raises(IncompleteReadError, match="changed while it was read"):
        list(Reading("users", pages(sizes, declared)).records())


def test_a_source_that_gives_no_page_at_all_proves_nothing() -> None:
    with pytest.raises(IncompleteReadError):
        list(Reading("users", []).records())


def test_an_empty_collection_can_be_complete() -> None:
    reading = Reading("users", [Page([], 0)])

    assert list(reading.records()) == []
    assert reading.complete().read == 0


def test_there_is_no_proof_before_the_last_record_has_passed() -> None:
    reading = Reading("users", pages([2, 2], [4, 4]))
    records = reading.records()
    for _ in range(4):
        next(records)

    with pytest.raises(IncompleteReadError, match="not read to its end"):
        reading.complete()
