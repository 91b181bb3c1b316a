from pathlib import Path

import pytest

from benchmarks import preparing
from benchmarks.accounts import Installation
from benchmarks.measuring import Cost
from benchmarks.preparing import Preparation


def test_an_installation_has_as_many_accounts_as_the_sis_has_people() -> None:
    installation = Installation(3)

    for collection in ("orgs", "users", "target/users"):
        assert len(list(installation.records(collection))) == installation.size(collection)
    accounts = list(installation.records("target/users"))
    for key in ("id", "username", "primary_email"):
        assert len({account[key] for account in accounts}) == len(accounts) == 300


def test_a_preparation_finds_what_the_installation_holds_and_shows_it() -> None:
    prepared = preparing.of_users(399)

    assert prepared.people == 300
    assert prepared.found == Installation(3).findings()
    assert prepared.cost.peak >= prepared.cost.idle > 1
    assert all(match in preparing.shown(prepared) for match in prepared.found)


def test_a_report_that_does_not_hold_what_it_must_is_not_measured(tmp_path: Path) -> None:
    preparing.store(Installation(1), tmp_path)

    with pytest.raises(AssertionError, match="right is"):
        preparing.match(Installation(2), tmp_path)


@pytest.mark.parametrize(("peak", "met"), [(126, True), (127, False)])
def test_memory_is_judged_beyond_the_idle_process(peak: float, *, met: bool) -> None:
    prepared = Preparation(50_000, {}, Cost(seconds=8, idle=30, peak=peak))

    assert [goal.met for goal in preparing.goals(prepared)] == [met]
