import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.sync.baseline import bits_for, divide, merge, ranges
from rollbook.sync.digests import SIZE
from rollbook.sync.spool import RANGES
from tests.unit.sync.samples import contents, digests

held = st.dictionaries(digests, contents, max_size=30)
news = st.dictionaries(digests, st.none() | contents, max_size=30)
bits = st.integers(0, 8)


def shard(entries: dict[bytes, bytes]) -> bytes:
    return b"".join(key + content for key, content in sorted(entries.items()))


def within(entries: dict[bytes, bytes], index: int, of_bits: int) -> dict[bytes, bytes]:
    """Return the entries whose digests begin with these bits."""
    return {key: content for key, content in entries.items() if key[0] >> (8 - of_bits) == index}


@given(held, news)
def test_news_are_laid_over_a_shard_as_over_a_dictionary(
    before: dict[bytes, bytes], laid: dict[bytes, bytes | None]
) -> None:
    after = {key: content for key, content in {**before, **laid}.items() if content is not None}

    assert merge(shard(before), laid) == shard(after)


@given(held)
def test_a_shard_without_news_stays_as_it_is(before: dict[bytes, bytes]) -> None:
    assert merge(shard(before), {}) == shard(before)


@given(held, bits, st.data())
def test_a_shard_falls_into_its_share_of_the_ranges(
    entries: dict[bytes, bytes], of_bits: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, 2**of_bits - 1))
    mine = within(entries, index, of_bits)

    parts = list(ranges(shard(mine), index, of_bits))

    first = index * (RANGES >> of_bits)
    assert len(parts) == RANGES >> of_bits
    assert b"".join(parts) == shard(mine)
    for offset, part in enumerate(parts):
        assert part == shard(within(mine, first + offset, 8))


@given(held, bits, bits, st.data())
def test_a_shard_is_divided_as_if_it_had_been_made_with_more_bits(
    entries: dict[bytes, bytes], some: int, others: int, data: st.DataObject
) -> None:
    old, new = sorted((some, others))
    index = data.draw(st.integers(0, 2**old - 1))

    parts = divide(shard(within(entries, index, old)), index, old, new)

    first = index << (new - old)
    assert parts == [shard(within(entries, first + offset, new)) for offset in range(2 ** (new - old))]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [(0, 0), (1, 0), (32_768, 0), (32_769, 1), (65_537, 1), (65_538, 2), (2**22, 7), (2**22 + 2**7, 8), (2**40, 8)],
)
def test_a_baseline_gets_another_bit_when_its_shards_outgrow_a_mebibyte(entries: int, expected: int) -> None:
    assert bits_for(entries) == expected


@given(st.integers(0, 20_000_000))
def test_a_shard_holds_between_half_a_mebibyte_and_one(entries: int) -> None:
    of_bits = bits_for(entries)

    size = (entries >> of_bits) * 2 * SIZE
    assert size <= 2**20 or of_bits == 8
    assert size >= 2**19 or of_bits == 0


@given(st.integers(0, 20_000_000), st.integers(0, 20_000_000))
def test_more_entries_never_take_fewer_bits(some: int, others: int) -> None:
    fewer, more = sorted((some, others))

    assert bits_for(fewer) <= bits_for(more)
