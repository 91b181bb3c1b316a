import json

from hypothesis import given
from hypothesis import strategies as st

from rollbook.sync.digests import SIZE, Digester, canonical

names = st.text(alphabet="abcdefghijklmnopqrstuvwxyz.", min_size=1, max_size=12)
words = st.text(st.characters(codec="utf-8"), max_size=20)
data = st.dictionaries(words, words | st.integers() | st.none() | st.lists(words, max_size=3), max_size=4)
secrets = st.binary(min_size=1, max_size=80)


@given(data)
def test_a_record_has_one_spelling_whatever_the_order_of_its_fields(record: dict[str, object]) -> None:
    backwards = dict(reversed(record.items()))

    assert canonical(backwards) == canonical(record)
    assert json.loads(canonical(record)) == record


@given(data, data)
def test_two_records_share_a_content_digest_only_when_they_are_the_same(
    left: dict[str, object], right: dict[str, object]
) -> None:
    digester = Digester(b"secret", "flow", "users", 1)

    assert (digester.content(canonical(left)) == digester.content(canonical(right))) == (left == right)


@given(secrets, st.tuples(names, words), st.tuples(names, words))
def test_no_two_streams_share_a_key_digest(secret: bytes, one: tuple[str, str], other: tuple[str, str]) -> None:
    here, there = Digester(secret, "flow", one[0], 1), Digester(secret, "flow", other[0], 1)

    assert (here.key(one[1]) == there.key(other[1])) == (one == other)
    assert len(here.key(one[1])) == SIZE


@given(secrets, secrets)
def test_a_fingerprint_tells_one_secret_from_another(secret: bytes, other: bytes) -> None:
    ours, theirs = Digester(secret, "flow", "users", 1), Digester(other, "flow", "courses", 2)

    assert (ours.fingerprint() == theirs.fingerprint()) == (secret[:64] == other[:64])


@given(secrets, names, names, words)
def test_a_digest_can_be_had_from_another_stream_of_the_flow(secret: bytes, flow: str, stream: str, key: str) -> None:
    assert Digester(secret, flow, "elsewhere", 7).of(stream, key) == Digester(secret, flow, stream, 1).key(key)


@given(names, names, words)
def test_flows_share_no_digest(flow: str, other: str, key: str) -> None:
    here, there = Digester(b"secret", flow, "users", 1), Digester(b"secret", other, "users", 1)

    assert (here.key(key) == there.key(key)) == (flow == other)
    assert (here.content(b"{}") == there.content(b"{}")) == (flow == other)


@given(words)
def test_nobody_without_the_secret_can_guess_a_digest(key: str) -> None:
    ours, guessed = Digester(b"secret", "flow", "users", 1), Digester(b"Secret", "flow", "users", 1)

    assert ours.key(key) != guessed.key(key)
    assert ours.content(key.encode()) != guessed.content(key.encode())


@given(words, st.integers(1, 50), st.integers(1, 50))
def test_a_new_version_of_the_rules_changes_every_content_and_no_key(key: str, old: int, new: int) -> None:
    before, after = Digester(b"secret", "flow", "users", old), Digester(b"secret", "flow", "users", new)

    assert before.key(key) == after.key(key)
    assert (before.content(key.encode()) == after.content(key.encode())) == (old == new)


@given(words)
def test_the_digest_of_a_key_is_never_that_of_a_content(text: str) -> None:
    digester = Digester(b"secret", "flow", "users", 1)

    assert digester.key(text) != digester.content(text.encode())


@given(st.lists(words, max_size=5))
def test_one_digest_leaves_no_trace_in_the_next(keys: list[str]) -> None:
    digester = Digester(b"secret", "flow", "users", 1)

    assert [digester.key(key) for key in keys] == [Digester(b"secret", "flow", "users", 1).key(key) for key in keys]
