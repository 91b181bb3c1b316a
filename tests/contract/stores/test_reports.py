from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollbook.model.descriptors import Profile
from rollbook.model.ports import Finding, Match, Stores
from tests.contract.stores.samples import LINE_ENDS, objects, reasons, texts

MORE_THAN_A_PART = 5_001

profiles = st.builds(
    Profile,
    id=texts,
    marks=st.lists(st.lists(texts, max_size=2).map(tuple), min_size=1, max_size=3).map(tuple),
    name=texts,
    username=texts,
    email=texts,
    before=objects,
)
findings = st.builds(
    Finding,
    match=st.sampled_from(Match),
    wanted=st.none() | profiles,
    held=st.none() | profiles,
    matched_by=texts,
    candidates=st.lists(texts, max_size=2).map(tuple),
    reason=st.none() | reasons,
)


def new(count: int, name: str = "Zoë") -> list[Finding]:
    return [
        Finding(match=Match.NEW, wanted=Profile(id=f"u{number}", marks=((),), name=name)) for number in range(count)
    ]


def read(stores: Stores, run: str = "run", stream: str = "users") -> list[Finding]:
    found = stores.reports.read(run, stream)
    assert found is not None
    return list(found)


@pytest.mark.parametrize("count", [0, 1, MORE_THAN_A_PART - 1, MORE_THAN_A_PART])
def test_a_report_gives_its_findings_back_in_the_order_of_writing(stores: Stores, count: int) -> None:
    stores.reports.write("run", "users", iter(new(count)))
    assert read(stores) == new(count)


def test_a_report_that_was_never_written_or_has_expired_is_none(stores: Stores) -> None:
    stores.reports.write("run", "users", new(1))
    assert stores.reports.read("run", "courses") is None
    assert stores.reports.read("another run", "users") is None


def test_reports_are_kept_apart_by_run_and_stream(stores: Stores) -> None:
    for run, stream in (("run", "users"), ("run", "courses"), ("run-2", "users")):
        stores.reports.write(run, stream, new(1, f"{run} {stream}"))
    assert read(stores, "run", "courses") == new(1, "run courses")
    assert read(stores, "run-2", "users") == new(1, "run-2 users")


@pytest.mark.parametrize("first", [3, MORE_THAN_A_PART])
def test_a_second_attempt_replaces_what_a_longer_first_one_left(stores: Stores, first: int) -> None:
    stores.reports.write("run", "users", new(first))
    stores.reports.write("run", "users", new(2))
    assert read(stores) == new(2)


def test_a_writing_that_breaks_off_leaves_nothing_to_read(stores: Stores) -> None:
    def broken() -> Iterator[Finding]:
        yield from new(MORE_THAN_A_PART)
        raise ValueError("the worker died")

    with pytest.raises(ValueError, match="died"):
        stores.reports.write("run", "users", broken())
    assert stores.reports.read("run", "users") is None


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(findings, max_size=4))
def test_every_finding_survives(stores: Stores, written: list[Finding]) -> None:
    stores.reports.write("run", "users", written)
    assert read(stores) == written


def test_a_text_may_hold_every_kind_of_line_end(stores: Stores) -> None:
    stores.reports.write("run", "users", new(2, LINE_ENDS))
    assert read(stores) == new(2, LINE_ENDS)
