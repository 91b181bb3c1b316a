import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.sync import spool
from rollbook.sync.spool import ENTRY, RANGES, Spool, split
from tests.unit.sync.samples import contents, digests

entries = st.lists(st.builds(bytes.__add__, digests, contents), max_size=60)


@given(entries, st.sampled_from([1, ENTRY, 5 * ENTRY, 131_072]))
def test_every_entry_comes_back_sorted_in_the_range_of_its_first_byte(given_in: list[bytes], in_memory: int) -> None:
    taken = Spool(in_memory)
    for entry in given_in:
        taken.add(entry)

    ranges = list(taken.ranges())

    assert len(ranges) == RANGES
    assert [entry for part in ranges for entry in part] == sorted(given_in)
    assert all(entry[0] == first for first, part in enumerate(ranges) for entry in part)


@given(entries, st.integers(1, 7))
def test_what_is_spread_several_times_is_as_complete_as_what_is_spread_once(given_in: list[bytes], pending: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(spool, "_PENDING", pending)
        taken = Spool(in_memory=2 * ENTRY)
        for entry in given_in:
            taken.add(entry)
        ranges = list(taken.ranges())

    assert [entry for part in ranges for entry in part] == sorted(given_in)


def test_an_empty_spool_has_all_its_ranges() -> None:
    assert list(Spool().ranges()) == [[]] * RANGES


@given(entries)
def test_a_row_of_entries_is_cut_where_it_was_joined(given_in: list[bytes]) -> None:
    assert split(b"".join(given_in)) == given_in
