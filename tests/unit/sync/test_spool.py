import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.sync import spool
from rollbook.sync.spool import ENTRY, RANGES, Spool, split
from tests.unit.sync.samples import contents, digests

entries = st.lists(st.builds(bytes.__add__, digests, contents), max_size=60)


def taken_in(entries: list[bytes], in_memory: int) -> list[list[bytes]]:
    with Spool(in_memory) as spool:
        for entry in entries:
            spool.add(entry)
        return list(spool.ranges())


@given(entries, st.integers(1, 7), st.sampled_from([0, ENTRY, 5 * ENTRY, 2**20]))
def test_every_entry_comes_back_sorted_in_the_range_of_its_first_byte(
    given_in: list[bytes], pending: int, in_memory: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spool, "_PENDING", pending)
        ranges = taken_in(given_in, in_memory)

    assert len(ranges) == RANGES
    assert [entry for part in ranges for entry in part] == sorted(given_in)
    assert all(entry[0] == first for first, part in enumerate(ranges) for entry in part)


def test_an_empty_spool_has_all_its_ranges() -> None:
    assert taken_in([], 0) == [[]] * RANGES


def test_a_spool_that_is_left_in_the_middle_leaves_no_file_behind() -> None:
    def fail() -> None:
        with Spool(in_memory=0) as left:
            left.add(bytes(ENTRY))
            raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spool, "_PENDING", 1)
        with pytest.raises(ZeroDivisionError):
            fail()


@given(entries)
def test_a_row_of_entries_is_cut_where_it_was_joined(given_in: list[bytes]) -> None:
    assert split(b"".join(given_in)) == given_in
