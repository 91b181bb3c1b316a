import pytest

from rollbook.model.errors import LeaseLostError, SystemUnavailableError
from rollbook.model.ports import BaselineManifest, Baselines, Stores
from tests.contract.stores.samples import FLOW


@pytest.fixture
def baselines(stores: Stores) -> Baselines:
    return stores.baselines


def committed(baselines: Baselines, content: bytes, stream: str = "users", stale: tuple[str, ...] = ()) -> str:
    """Make a baseline of one shard the current one, and return the shard's name."""
    current = baselines.manifest(FLOW, stream)
    shard = baselines.put_shard(FLOW, stream, content)
    baselines.commit(FLOW, stream, current.model_copy(update={"entries": 1, "shards": (shard,)}), stale)
    return shard


def test_a_stream_that_never_ran_has_an_empty_baseline(baselines: Baselines) -> None:
    assert baselines.manifest(FLOW, "users") == BaselineManifest()


def test_what_was_committed_is_the_current_baseline_under_a_new_version(baselines: Baselines) -> None:
    shard = baselines.put_shard(FLOW, "users", b"entries")
    wanted = BaselineManifest(key="fingerprint", bits=1, entries=7, shards=(shard, None))
    baselines.commit(FLOW, "users", wanted, [])
    current = baselines.manifest(FLOW, "users")
    assert current.version
    assert current.model_copy(update={"version": "", "generation": 0}) == wanted
    assert baselines.shard(FLOW, "users", shard) == b"entries"


def test_a_shards_name_depends_on_its_content_alone(baselines: Baselines) -> None:
    names = [baselines.put_shard(FLOW, "users", content) for content in (b"one", b"two", b"one")]
    assert names[0] == names[2] != names[1]
    assert baselines.put_shard(FLOW, "courses", b"one") == names[0]


def test_streams_have_baselines_of_their_own(baselines: Baselines) -> None:
    shard = committed(baselines, b"one")
    assert baselines.manifest(FLOW, "courses") == BaselineManifest()
    assert baselines.manifest("another.flow", "users") == BaselineManifest()
    with pytest.raises(SystemUnavailableError):
        baselines.shard(FLOW, "courses", shard)


def test_stale_shards_go_with_the_commit(baselines: Baselines) -> None:
    old = committed(baselines, b"old")
    new = committed(baselines, b"new", stale=(old,))
    assert baselines.shard(FLOW, "users", new) == b"new"
    with pytest.raises(SystemUnavailableError):
        baselines.shard(FLOW, "users", old)


@pytest.mark.parametrize("before", [0, 1], ids=["the first baseline", "a later one"])
def test_of_two_who_read_the_same_version_the_second_commit_is_rejected(baselines: Baselines, before: int) -> None:
    for _ in range(before):
        committed(baselines, b"before")
    seen = baselines.manifest(FLOW, "users")
    winner, loser = (baselines.put_shard(FLOW, "users", content) for content in (b"winner", b"loser"))
    baselines.commit(FLOW, "users", seen.model_copy(update={"shards": (winner,), "entries": 1}), [])
    with pytest.raises(LeaseLostError, match="users"):
        baselines.commit(FLOW, "users", seen.model_copy(update={"shards": (loser,), "entries": 2}), [winner])
    assert baselines.manifest(FLOW, "users").shards == (winner,)
    assert baselines.shard(FLOW, "users", winner) == b"winner", "the loser took the winner's shard away"


def test_a_commit_without_a_version_never_replaces_a_baseline(baselines: Baselines) -> None:
    shard = committed(baselines, b"one")
    with pytest.raises(LeaseLostError):
        baselines.commit(FLOW, "users", BaselineManifest(), [shard])
    assert baselines.shard(FLOW, "users", shard) == b"one"


def test_a_baseline_that_came_back_to_an_old_content_is_newer_all_the_same(baselines: Baselines) -> None:
    first = committed(baselines, b"first")
    seen = baselines.manifest(FLOW, "users")
    mine = baselines.put_shard(FLOW, "users", b"mine")
    second = committed(baselines, b"mine", stale=(first,))
    assert second == mine
    committed(baselines, b"first", stale=(second,))
    with pytest.raises(LeaseLostError):
        baselines.commit(FLOW, "users", seen.model_copy(update={"shards": (mine,)}), [first])


@pytest.mark.parametrize("before", [0, 1], ids=["the first baseline", "a later one"])
def test_a_commit_that_is_repeated_because_its_answer_was_lost_succeeds(baselines: Baselines, before: int) -> None:
    old = [committed(baselines, b"before") for _ in range(before)]
    seen = baselines.manifest(FLOW, "users")
    wanted = seen.model_copy(update={"shards": (baselines.put_shard(FLOW, "users", b"new"),), "entries": 3})
    baselines.commit(FLOW, "users", wanted, old)
    baselines.commit(FLOW, "users", wanted, old)
    assert baselines.manifest(FLOW, "users").shards == wanted.shards
