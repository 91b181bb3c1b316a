"""Files that are uploaded: what a run reads, what stays open, what becomes of each row (CR2, CR9, CR10)."""

from datetime import UTC, datetime, timedelta

import pytest

from rollbook.model.changes import OutcomeKind
from rollbook.model.messages import Counts
from rollbook.model.runs import Status
from rollbook.model.settings import FlowSettings
from rollbook.steps import uploads
from tests.unit.steps.filing import DOUBTFUL, FILES, FOLDER, STRANGER, Filing

NIGHT = datetime(2026, 9, 15, 1, tzinfo=UTC)


@pytest.fixture
def filing() -> Filing:
    return Filing()


def open_files(filing: Filing) -> list[str]:
    found = uploads.open_files(filing.club.stores.registers, FILES.name)
    return [key.removeprefix(f"{FOLDER}/") for key in found]


def test_a_file_is_imported_and_closed(filing: Filing) -> None:
    record = filing.upload("a.csv", "1,Ada", "2,Ben")

    assert (record.status, record.streams["people"]) == (Status.SUCCEEDED, Counts(created=2))
    assert filing.ends(record) == {"1": "imported", "2": "imported"}
    assert open_files(filing) == []


def test_the_same_file_again_does_nothing(filing: Filing) -> None:
    filing.upload("a.csv", "1,Ada", "2,Ben")
    filing.club.target.forget_calls()

    record = filing.upload("a.csv", "1,Ada", "2,Ben")

    assert filing.club.asked_and_told == (0, 0)
    assert filing.ends(record) == {"1": "unchanged", "2": "unchanged"}


def test_what_another_file_brought_is_not_gone_when_it_does_not_come(filing: Filing) -> None:
    filing.upload("a.csv", "1,Ada", "2,Ben")

    record = filing.upload("b.csv", "3,Cem")

    assert record.streams["people"] == Counts(created=1)
    assert set(filing.club.target.held("people")) == {"1", "2", "3"}
    assert filing.upload("a.csv", "1,Ada", "2,Ben").streams["people"] == Counts(unchanged=2)


def test_a_corrected_file_touches_only_the_corrected_rows(filing: Filing) -> None:
    filing.upload("a.csv", "1,Ada", "2,", "3,Cem")
    filing.club.target.forget_calls()

    record = filing.upload("a.csv", "1,Ada", "2,Ben", "3,Cem")

    assert filing.club.target.told == [["2"]]
    assert filing.ends(record) == {"1": "unchanged", "2": "imported", "3": "unchanged"}


def test_a_row_that_waits_keeps_its_file_open_until_a_run_without_a_file_can_import_it(filing: Filing) -> None:
    first = filing.upload("a.csv", "1,Ada", "2,Stranger")
    before = open_files(filing)
    filing.club.clock.sleep(timedelta(hours=2).total_seconds())

    second = filing.look_again()

    assert (filing.ends(first), before) == ({"1": "imported", "2": "waiting"}, ["a.csv"])
    assert [(group.reason, group.count) for group in first.left_out] == [(STRANGER, 1)]
    assert (filing.ends(second), open_files(filing)) == ({"1": "unchanged", "2": "imported"}, [])


def test_a_row_that_is_held_needs_a_person_and_keeps_its_file_open(filing: Filing) -> None:
    record = filing.upload("a.csv", "1,Doubtful")

    assert (record.status, record.streams["people"]) == (Status.ATTENTION, Counts(held=1))
    assert [(problem.kind, problem.reason) for problem in record.problems] == [(OutcomeKind.HELD, DOUBTFUL)]
    assert record.held == (), "there is no removal to approve"
    assert (filing.ends(record), open_files(filing)) == ({"1": "held"}, ["a.csv"])


def test_a_file_is_looked_at_again_only_for_so_long(filing: Filing) -> None:
    filing.upload("a.csv", "1,Doubtful")
    filing.club.clock.sleep(timedelta(days=29).total_seconds())
    filing.look_again()
    before = open_files(filing)
    filing.club.clock.sleep(timedelta(days=2).total_seconds())

    filing.look_again()

    assert (before, open_files(filing)) == (["a.csv"], [])


def test_of_several_open_files_the_newest_has_the_word_on_a_row(filing: Filing) -> None:
    filing.upload("old.csv", "1,Stranger", "2,Stranger")
    filing.upload("new.csv", "1,Stranger", "3,Stranger")
    assert open_files(filing) == ["new.csv", "old.csv"]

    record = filing.look_again()

    rows = list(filing.club.stores.snapshots.read(record.reference.run, "rows"))
    assert [(row["file"].rpartition("/")[2], row["values"]["id"]) for row in rows] == [
        ("new.csv", "1"),
        ("new.csv", "3"),
        ("old.csv", "2"),
    ]


def test_a_file_that_is_uploaded_again_becomes_the_newest(filing: Filing) -> None:
    filing.upload("a.csv", "1,Stranger")
    filing.upload("b.csv", "2,Stranger")
    filing.upload("a.csv", "1,Stranger")

    assert open_files(filing) == ["a.csv", "b.csv"]


def test_a_file_that_cannot_be_read_has_no_effect_and_is_closed_with_its_explanation(filing: Filing) -> None:
    record = filing.upload("a.csv", "?", "1,Ada")

    assert record.status is Status.FAILED
    assert "Nothing of the file was imported" in record.sentence
    assert filing.club.target.held("people") == {}
    assert open_files(filing) == []
    assert filing.club.stores.uploads.results[f"{FILES.name}/{record.reference.run}"] == b"line 1, id: odd\n"


@pytest.mark.parametrize("key", [f"{FOLDER}/gone.csv", "uploads/club.files/nowhere.csv"])
def test_a_file_that_is_gone_or_lies_in_the_wrong_place_ends_one_run_and_not_those_after_it(
    filing: Filing, key: str
) -> None:
    filing.upload("a.csv", "1,Stranger")
    failed = filing.club.run(trigger="upload", upload=key)

    assert failed.status is Status.FAILED
    assert open_files(filing) == ["a.csv"]
    assert filing.look_again().status is Status.SUCCEEDED


def test_without_an_open_file_a_run_is_not_admitted(filing: Filing) -> None:
    record = filing.look_again()

    assert record.status is Status.SKIPPED
    assert "No file is open" in record.sentence


def test_a_file_that_comes_while_the_flow_is_switched_off_stays_open(filing: Filing) -> None:
    filing.club.settings = FlowSettings(enabled=False)
    record = filing.upload("a.csv", "1,Ada")

    assert (record.status, open_files(filing)) == (Status.SKIPPED, ["a.csv"])
    filing.club.settings = FlowSettings()
    assert filing.ends(filing.look_again()) == {"1": "imported"}


def test_a_preview_settles_nothing(filing: Filing) -> None:
    record = filing.upload("a.csv", "1,Ada", preview=True)

    assert record.status is Status.PREVIEWED
    assert open_files(filing) == ["a.csv"]
    assert filing.club.stores.uploads.results == {}


def test_a_file_that_is_uploaded_again_while_it_is_read_stays_open(filing: Filing) -> None:
    registers = filing.club.stores.registers
    filing.club.target.meanwhile = lambda: uploads.take(registers, FILES.name, f"{FOLDER}/a.csv", NIGHT)

    filing.upload("a.csv", "1,Ada")

    assert open_files(filing) == ["a.csv"]


def test_after_a_lost_answer_a_row_is_there_once_and_its_file_is_closed(filing: Filing) -> None:
    filing.club.target.losses = {0: "after"}

    record = filing.upload("a.csv", "1,Ada", "2,Ben")

    assert filing.ends(record) == {"1": "imported", "2": "imported"}
    assert len(filing.club.target.held("people")) == 2
    assert open_files(filing) == []
