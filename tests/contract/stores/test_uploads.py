import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollbook.aws.uploads import S3Uploads
from rollbook.model.errors import SettingsError
from rollbook.model.ports import Stores
from sandbox.twins.stores import MemoryUploads

KEY = "uploads/club.files/global/history.csv"


def put(stores: Stores, key: str, content: bytes) -> None:
    """Upload a file, as somebody does who is no function."""
    if isinstance(stores.uploads, MemoryUploads):
        stores.uploads.files[key] = content
    else:
        assert isinstance(stores.uploads, S3Uploads)
        stores.uploads.put(key, io.BytesIO(content))


def fetched(stores: Stores, key: str) -> bytes:
    into = io.BytesIO()
    stores.uploads.fetch(key, into)
    return into.getvalue()


def result(stores: Stores, run: str, flow: str = "club.files") -> bytes | None:
    into = io.BytesIO()
    return into.getvalue() if stores.uploads.fetch_result(flow, run, into) else None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.binary(max_size=3_000_000 // 1_000))
def test_a_file_is_fetched_as_it_was_uploaded(stores: Stores, content: bytes) -> None:
    put(stores, KEY, content)

    assert fetched(stores, KEY) == content


def test_a_large_file_comes_whole(stores: Stores) -> None:
    put(stores, KEY, b"0123456789" * 500_000)

    assert fetched(stores, KEY) == b"0123456789" * 500_000


def test_a_file_that_is_not_there_any_more_is_said_to_be_gone(stores: Stores) -> None:
    with pytest.raises(SettingsError, match="Upload it again"):
        fetched(stores, KEY)


def test_a_result_is_its_parts_one_after_the_other_and_the_last_attempt_counts(stores: Stores) -> None:
    stores.uploads.put_result("club.files", "run", [b"first attempt"])
    stores.uploads.put_result("club.files", "run", iter([b"a", b"", b"bc"]))

    assert result(stores, "run") == b"abc"


def test_results_are_kept_apart_by_flow_and_run(stores: Stores) -> None:
    stores.uploads.put_result("club.files", "run", [b"one"])

    assert result(stores, "another-run") is None
    assert result(stores, "run", "club.others") is None


def test_a_result_that_cannot_be_made_leaves_the_last_one(stores: Stores) -> None:
    stores.uploads.put_result("club.files", "run", [b"whole"])

    with pytest.raises(ZeroDivisionError):
        stores.uploads.put_result("club.files", "run", (b"%d" % (1 // number) for number in (1, 0)))
    assert result(stores, "run") == b"whole"
