"""Uploading a file, and freeing a flow that a dead run holds (CR9)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from rollbook.admin.importing import ImportDesk
from rollbook.admin.operations import Operations
from rollbook.model.errors import SettingsError
from rollbook.model.messages import RunReference
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import holding
from rollbook.sync.lease import LIFETIME
from sandbox.twins.stores import MemoryStores, VirtualClock

FLOW = "courserecords.import"
NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)


@dataclass
class Executions:
    """State machines of which only some runs have ended."""

    over: set[str] = field(default_factory=set)

    def ended(self, run: str) -> bool:
        return run in self.over


@dataclass
class Office:
    """An administrator's desk over stores in memory."""

    stores: MemoryStores = field(default_factory=MemoryStores)
    executions: Executions = field(default_factory=Executions)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOON))

    @property
    def desk(self) -> ImportDesk:
        parts = cast("Any", (self.stores, self.executions, self.clock))
        return ImportDesk(Operations(*parts), self.clock)

    def hold(self, run: str) -> int:
        lease = holding.take(self.stores.registers, FLOW, run, self.clock.now())
        assert lease
        return lease.token

    def is_free(self) -> bool:
        return holding.holder(self.stores.registers, FLOW, self.clock.now()) is None


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_flow_whose_run_is_alive_is_not_unlocked(office: Office) -> None:
    office.hold("alive")

    with pytest.raises(SettingsError, match=r"Run alive of courserecords\.import is going on"):
        office.desk.unlock(FLOW)
    assert not office.is_free()


def test_a_flow_whose_run_is_dead_is_free_at_once(office: Office) -> None:
    office.hold("dead")
    office.executions.over.add("dead")

    assert "run dead had ended" in office.desk.unlock(FLOW)
    assert office.is_free()
    assert office.desk.unlock(FLOW) == "courserecords.import is free; nothing had to be done."


def test_flows_that_share_a_lease_are_freed_together(office: Office) -> None:
    registers = office.stores.registers
    assert holding.take(registers, "coursedog", "dead", office.clock.now())
    office.executions.over.add("dead")

    assert "run dead had ended" in office.desk.unlock("coursedog.pull")
    assert holding.holder(registers, "coursedog", office.clock.now()) is None


def test_a_worker_of_the_dead_run_that_wakes_up_after_all_is_too_late(office: Office) -> None:
    token = office.hold("dead")
    office.executions.over.add("dead")
    office.desk.unlock(FLOW)

    assert office.hold("next") > token


def test_a_lease_that_has_run_out_holds_nothing(office: Office) -> None:
    office.hold("dead")
    office.clock.sleep(LIFETIME.total_seconds())

    assert office.is_free()


def test_the_run_of_an_upload_is_found_by_its_file(office: Office) -> None:
    office.stores.runs.put(record("other", "uploads/courserecords.import/global/b.csv"))
    office.stores.runs.put(record("mine", "uploads/courserecords.import/global/a.csv"))

    run = office.desk.started(FLOW, "uploads/courserecords.import/global/a.csv", NOON, lambda: None)

    assert run == "mine"


def test_an_upload_that_starts_nothing_is_told_after_a_while(office: Office) -> None:
    with pytest.raises(SettingsError, match="no run has begun"):
        office.desk.started(FLOW, "uploads/courserecords.import/global/a.csv", NOON, lambda: None)
    assert office.clock.now() - NOON >= timedelta(minutes=2)


@pytest.mark.parametrize(
    ("flow", "file", "words"),
    [
        ("schoology.grades", ("a.csv", None), r"reads no files. Accepted are: courserecords\.import"),
        (FLOW, ("nothing.csv", None), "There is no file"),
        (FLOW, ("a.csv", "CME/1"), "cannot have a slash"),
    ],
)
def test_what_cannot_be_uploaded_is_told_before_anything_is_sent(
    office: Office, tmp_path: Path, flow: str, file: tuple[str, str | None], words: str
) -> None:
    (tmp_path / "a.csv").write_text("id\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=words):
        office.desk.upload(flow, tmp_path / file[0], file[1])
    assert office.stores.uploads.files == {}


def test_without_a_result_no_file_is_left_behind(office: Office, tmp_path: Path) -> None:
    office.stores.runs.put(record("run", ""))

    with pytest.raises(SettingsError, match="has no result"):
        office.desk.fetch_result("run", tmp_path / "results" / "run.csv")
    assert list((tmp_path / "results").iterdir()) == []


def record(run: str, upload: str) -> RunRecord:
    reference = RunReference(
        run=run, flow=FLOW, fence=1, as_of=NOON, started_at=NOON, trigger="upload", by="upload", upload=upload
    )
    return RunRecord(reference=reference, status=Status.SUCCEEDED, sentence="Everything is in step.", ended_at=NOON)
