import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.errors import LeaseLostError, SettingsError
from rollbook.model.ports import BaselineManifest
from rollbook.steps.known import GONE, KnownKeys, baseline_ranges, commit, same_key
from rollbook.sync import baseline
from rollbook.sync.digests import SIZE
from rollbook.sync.spool import Spool
from sandbox.twins.stores import MemoryBaselines
from tests.unit.sync.samples import contents, digests

KEY = "fingerprint"
News = dict[bytes, bytes | None]
news = st.dictionaries(digests, st.none() | contents, max_size=25)


def lay(baselines: MemoryBaselines, laid: News) -> None:
    with Spool() as spool:
        for key, content in laid.items():
            spool.add(key + (content or GONE))
        commit(baselines, "flow", "stream", spool.ranges(), count=len(laid), key=KEY)


def read(baselines: MemoryBaselines) -> bytes:
    return b"".join(baseline_ranges(baselines, "flow", "stream", baselines.manifest("flow", "stream")))


def row(held: dict[bytes, bytes]) -> bytes:
    return b"".join(key + content for key, content in sorted(held.items()))


@given(st.lists(news, max_size=6), st.integers(1, 8))
def test_a_baseline_holds_what_all_its_runs_have_achieved(runs: list[News], shard_entries: int) -> None:
    baselines, held = MemoryBaselines(), dict[bytes, bytes]()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(baseline, "_SHARD_ENTRIES", shard_entries)
        for laid in runs:
            lay(baselines, laid)
            held = {key: content for key, content in {**held, **laid}.items() if content is not None}

            manifest = baselines.manifest("flow", "stream")
            assert read(baselines) == row(held)
            assert manifest.entries == len(held)
            assert len(manifest.shards) == 2**manifest.bits
            assert manifest.bits >= baseline.bits_for(len(held))


@given(st.lists(news, max_size=5), st.integers(1, 8))
def test_no_shard_is_left_that_no_manifest_names(runs: list[News], shard_entries: int) -> None:
    kept: set[str] = set()

    class Watched(MemoryBaselines):
        def put_shard(self, flow: str, stream: str, content: bytes) -> str:
            name = super().put_shard(flow, stream, content)
            kept.add(name)
            return name

        def commit(self, flow: str, stream: str, manifest: BaselineManifest, stale: object) -> None:
            names = [name for name in stale if isinstance(name, str)] if isinstance(stale, list) else []
            assert kept.issuperset(names)
            super().commit(flow, stream, manifest, names)
            kept.difference_update(names)

    baselines = Watched()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(baseline, "_SHARD_ENTRIES", shard_entries)
        for laid in runs:
            lay(baselines, laid)
            assert kept == {name for name in baselines.manifest("flow", "stream").shards if name}


@given(news)
def test_news_that_are_none_move_nothing(laid: News) -> None:
    baselines = MemoryBaselines()
    lay(baselines, laid)
    before = baselines.manifest("flow", "stream")

    lay(baselines, laid)
    lay(baselines, {})

    assert baselines.manifest("flow", "stream") == before


def test_a_baseline_that_does_not_exist_yet_is_empty() -> None:
    assert read(MemoryBaselines()) == b""


def test_a_baseline_whose_last_record_goes_is_empty_again() -> None:
    baselines, key = MemoryBaselines(), bytes(range(16))
    lay(baselines, {key: b"c" * 16})
    lay(baselines, {key: None})

    assert read(baselines) == b""
    assert baselines.manifest("flow", "stream").entries == 0


def test_two_who_commit_at_once_do_not_overwrite_each_other() -> None:
    key, other = bytes(range(16)), bytes(range(1, 17))

    class Raced(MemoryBaselines):
        def put_shard(self, flow: str, stream: str, content: bytes) -> str:
            name = super().put_shard(flow, stream, content)
            if self.manifest(flow, stream).version == "":
                super().commit(flow, stream, BaselineManifest(shards=(super().put_shard(flow, stream, other * 2),)), ())
            return name

    baselines = Raced()
    with pytest.raises(LeaseLostError):
        lay(baselines, {key: b"c" * 16})
    assert read(baselines) == other * 2


def test_a_baseline_that_was_made_with_another_key_is_not_compared_with() -> None:
    baselines = MemoryBaselines()
    same_key(baselines.manifest("flow", "stream"), "any", "digest-key")
    lay(baselines, {bytes(range(16)): b"c" * 16})

    same_key(baselines.manifest("flow", "stream"), KEY, "digest-key")
    with pytest.raises(SettingsError, match="The secret digest-key is not the one"):
        same_key(baselines.manifest("flow", "stream"), "another", "digest-key")


class Counted(MemoryBaselines):
    """Baselines that count which of their shards are read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[str, str]] = []

    def shard(self, flow: str, stream: str, name: str) -> bytes:
        self.read.append((stream, name))
        return super().shard(flow, stream, name)


def known_keys(baselines: MemoryBaselines, stream: str = "stream") -> KnownKeys:
    """Return the known keys of a stream whose keys are their digests in letters."""
    return KnownKeys(baselines, "flow", stream, bytes.fromhex)


@given(st.lists(news, max_size=6), st.lists(digests), st.integers(1, 8))
def test_known_is_what_the_baseline_holds_in_any_number_of_shards(
    runs: list[News], others: list[bytes], shard_entries: int
) -> None:
    baselines, held = MemoryBaselines(), set[bytes]()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(baseline, "_SHARD_ENTRIES", shard_entries)
        for laid in runs:
            lay(baselines, laid)
            held = (held | laid.keys()) - {key for key, content in laid.items() if content is None}

    known = known_keys(baselines)
    asked = {*others, *(key for laid in runs for key in laid)}
    assert {key for key in asked if key.hex() in known} == held & asked


@given(news.filter(bool))
def test_no_shard_is_read_before_it_is_asked_for_and_none_twice(laid: News) -> None:
    baselines = Counted()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(baseline, "_SHARD_ENTRIES", 3)
        lay(baselines, laid)
    manifest = baselines.manifest("flow", "stream")
    baselines.read.clear()

    known = known_keys(baselines)
    assert baselines.read == []
    first = next(iter(laid))
    shard = manifest.shards[first[0] >> (8 - manifest.bits)]
    for _ in range(3):
        assert (first.hex() in known) is (laid[first] is not None)
        assert baselines.read == ([("stream", shard)] if shard else [])


def test_keys_that_come_in_any_order_read_shards_again_but_answer_the_same() -> None:
    """More shards than are kept: the first is read once more when it is asked for again."""
    baselines = Counted()
    keys = [bytes([first]) * SIZE for first in range(0, 256, 8)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(baseline, "_SHARD_ENTRIES", 1)
        lay(baselines, dict.fromkeys(keys, b"c" * SIZE))
    baselines.read.clear()
    known = known_keys(baselines)

    assert all(key.hex() in known for key in (*keys, keys[0]))
    assert len({name for _, name in baselines.read}) == len(keys)
    assert len(baselines.read) == len(keys) + 1


def test_a_stream_that_was_never_sent_is_not_known_and_costs_no_reading() -> None:
    baselines = Counted()
    lay(baselines, {bytes(SIZE): b"c" * SIZE})
    baselines.read.clear()

    assert bytes(SIZE).hex() not in known_keys(baselines, "other")
    assert baselines.read == []


@pytest.mark.parametrize("thing", [None, 1, bytes(SIZE)])
def test_what_is_no_key_is_not_known(thing: object) -> None:
    baselines = MemoryBaselines()
    lay(baselines, {bytes(SIZE): b"c" * SIZE})

    assert thing not in known_keys(baselines)
