from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from rollbook.model.changes import Change, Found, Written
from rollbook.model.descriptors import Check, Client
from rollbook.model.errors import CredentialsError, RollbookError, SettingsError
from rollbook.model.messages import CheckRequest, RunReference, SystemCheck
from rollbook.model.records import Page, Scope
from rollbook.steps.check import check, is_pending
from sandbox.twins.stores import MemoryRegisters

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
RUN = RunReference(run="run-1", flow="flow", fence=1, as_of=NOW, started_at=NOW, trigger="manual", by="registrar")
BOTH = ("books", "club")


@dataclass
class Asked:
    """A connection that only answers a check."""

    system: str
    healthy: bool
    calls: int = 0

    def check(self) -> Check:
        return Check(self.system, self.healthy, f"{self.system} says {'yes' if self.healthy else 'no'}.")

    def read(self, _entity: str, _scope: Scope) -> Iterator[Page]:
        raise NotImplementedError

    def write(self, _entity: str, _changes: list[Change]) -> list[Written]:
        raise NotImplementedError

    def find(self, _entity: str, _changes: list[Change]) -> list[Found]:
        raise NotImplementedError


def door(*wrong: str, closed: dict[str, RollbookError] | None = None) -> Callable[[str], Client]:
    """Return how to open systems of which some are wrong, and some cannot even be asked."""

    def opened(system: str) -> Client:
        if closed and system in closed:
            raise closed[system]
        return Asked(system, system not in wrong)

    return opened


@pytest.mark.parametrize("run", [None, RUN])
def test_systems_that_are_well_are_told_one_by_one(run: RunReference | None) -> None:
    result = check(CheckRequest(run=run), systems=BOTH, open_client=door(), registers=MemoryRegisters())

    assert result.systems == (
        SystemCheck(system="books", healthy=True, sentence="books says yes."),
        SystemCheck(system="club", healthy=True, sentence="club says yes."),
    )


def test_a_run_does_not_go_on_when_one_of_its_systems_is_not_ready() -> None:
    with pytest.raises(CredentialsError) as raised:
        check(CheckRequest(run=RUN), systems=BOTH, open_client=door("club"), registers=MemoryRegisters())

    assert str(raised.value) == (
        "club: club says no. Nothing was sent; run again when `rollbook check` says that all is ok."
    )


def test_a_run_is_told_of_every_system_that_is_not_ready() -> None:
    with pytest.raises(CredentialsError, match=r"^books: books says no\. club: club says no\. Nothing was sent"):
        check(CheckRequest(run=RUN), systems=BOTH, open_client=door("books", "club"), registers=MemoryRegisters())


def test_without_a_run_what_is_wrong_is_a_result_like_any_other() -> None:
    result = check(CheckRequest(), systems=BOTH, open_client=door("books"), registers=MemoryRegisters())

    assert [(one.system, one.healthy) for one in result.systems] == [("books", False), ("club", True)]


def test_a_system_that_cannot_be_opened_is_told_with_the_others() -> None:
    closed: dict[str, RollbookError] = {"books": SettingsError("The secret books is missing. Put it in.")}

    result = check(CheckRequest(), systems=BOTH, open_client=door(closed=closed), registers=MemoryRegisters())

    assert result.systems == (
        SystemCheck(system="books", healthy=False, sentence="The secret books is missing. Put it in."),
        SystemCheck(system="club", healthy=True, sentence="club says yes."),
    )
    with pytest.raises(
        CredentialsError, match=r"books: The secret books is missing\. Put it in\. club: club says no\."
    ):
        check(CheckRequest(run=RUN), systems=BOTH, open_client=door("club", closed=closed), registers=MemoryRegisters())


def test_a_defect_of_ours_is_not_taken_for_an_answer() -> None:
    def broken(_system: str) -> Client:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        check(CheckRequest(), systems=BOTH, open_client=broken, registers=MemoryRegisters())


def test_where_there_is_nothing_to_ask_nothing_is_wrong() -> None:
    assert check(CheckRequest(run=RUN), systems=(), open_client=door(), registers=MemoryRegisters()).systems == ()


@pytest.fixture
def registers() -> MemoryRegisters:
    return MemoryRegisters()


def test_a_flows_runs_are_checked_until_one_of_them_finds_its_systems_ready(registers: MemoryRegisters) -> None:
    for wrong in (("books",), ("club",)):
        assert is_pending(registers, RUN.flow)
        with pytest.raises(CredentialsError):
            check(CheckRequest(run=RUN), systems=BOTH, open_client=door(*wrong), registers=registers)
    assert is_pending(registers, RUN.flow)

    check(CheckRequest(run=RUN), systems=BOTH, open_client=door(), registers=registers)

    assert not is_pending(registers, RUN.flow)
    assert is_pending(registers, "another flow")


def test_a_check_that_is_repeated_changes_nothing(registers: MemoryRegisters) -> None:
    for run in ("run-1", "run-2"):
        reference = RUN.model_copy(update={"run": run})
        check(CheckRequest(run=reference), systems=BOTH, open_client=door(), registers=registers)

    register = registers.read(f"checked/{RUN.flow}")
    assert register
    assert (register.value, register.version) == ({"run": "run-1"}, 1)


def test_a_person_who_tries_the_credentials_takes_no_check_from_the_runs(registers: MemoryRegisters) -> None:
    check(CheckRequest(), systems=BOTH, open_client=door(), registers=registers)

    assert is_pending(registers, RUN.flow)
