from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from rollbook.sync.diff import Difference, compare, differences
from rollbook.sync.digests import SIZE

few = st.integers(0, 4)
keys = few.map(lambda number: bytes([7]) * (SIZE - 1) + bytes([number]))
contents = few.map(lambda number: bytes([number + 1]) * SIZE)
baselines = st.dictionaries(keys, contents, max_size=5)
desired = st.lists(st.tuples(keys, contents), max_size=8)


def naive(wanted: list[tuple[bytes, bytes]], known: dict[bytes, bytes]) -> Difference:
    """Compare in the plain way: a key that the source names several times is held to what the target has already."""
    said: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for key, content in wanted:
        said[key].add(content)
    same = [key for key in said if known.get(key) in said[key]]
    return Difference(
        created=sorted(said.keys() - known.keys()),
        updated=sorted(said.keys() & known.keys() - set(same)),
        removed=sorted(known.keys() - said.keys()),
        unchanged=len(same),
        doubled=len(wanted) - len(said),
    )


def entries(pairs: list[tuple[bytes, bytes]]) -> list[bytes]:
    return sorted(key + content for key, content in pairs)


def row(known: dict[bytes, bytes]) -> bytes:
    return b"".join(entries(list(known.items())))


@given(desired, baselines)
def test_a_comparison_finds_what_the_plain_way_finds(
    wanted: list[tuple[bytes, bytes]], known: dict[bytes, bytes]
) -> None:
    assert compare(entries(wanted), row(known)) == naive(wanted, known)


@given(baselines)
def test_what_is_as_it_was_is_unchanged_as_a_whole(known: dict[bytes, bytes]) -> None:
    assert compare(entries(list(known.items())), row(known)) == Difference(unchanged=len(known))


@given(desired, baselines)
def test_every_record_of_either_side_is_accounted_for(
    wanted: list[tuple[bytes, bytes]], known: dict[bytes, bytes]
) -> None:
    found = compare(entries(wanted), row(known))

    assert len(found.created) + len(found.updated) + found.unchanged + found.doubled == len(wanted)
    assert len(found.removed) + len(found.updated) + found.unchanged == len(known)


@given(desired, baselines)
def test_once_the_changes_are_made_nothing_is_left_to_change(
    wanted: list[tuple[bytes, bytes]], known: dict[bytes, bytes]
) -> None:
    found = compare(entries(wanted), row(known))
    held = {key: content for key, content in known.items() if key not in found.removed}
    held |= {key: content for key, content in wanted if key in (*found.created, *found.updated)}

    again = compare(entries(wanted), row(held))

    assert (again.created, again.updated, again.removed) == ([], [], [])


@given(st.lists(st.tuples(desired, baselines), max_size=3))
def test_ranges_are_compared_one_by_one(pairs: list[tuple[list[tuple[bytes, bytes]], dict[bytes, bytes]]]) -> None:
    wanted = [entries(pair[0]) for pair in pairs]
    known = [row(pair[1]) for pair in pairs]

    assert list(differences(wanted, known)) == [compare(*pair) for pair in zip(wanted, known, strict=True)]
