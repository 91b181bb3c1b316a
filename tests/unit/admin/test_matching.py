"""From a preparation to a file, from the file to decisions, and to a first run that makes nobody a second time."""

import csv
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from rollbook.admin.mapping_report import ENCODING
from rollbook.admin.matching import Imported, MatchingDesk
from rollbook.model.errors import FlowBusyError, SettingsError
from rollbook.model.messages import Counts
from rollbook.model.ports import Match
from rollbook.model.runs import Status
from rollbook.steps import holding
from sandbox.twins.conductor import SECRET
from tests.unit.steps.register import FLOW, ZONE, Register, person, register

Line = dict[str, str]


@pytest.fixture
def mixed() -> Register:
    """Return a register with one person of every kind: certain, likely (twice), two in conflict, new."""
    return register(
        sis=[
            person("p1", "1", "ann", "ann@x"),
            person("p2", "2", "bob", "bob@x"),
            person("p3", "3", "cy", "cy@x"),
            person("p4", "4", "di", "di@x"),
            person("p5", "5", "ed", "ed@x"),
            person("p6", "6", "flo", "flo@x"),
        ],
        lms=[
            person("a1", "1", "ann", "other@y"),
            person("a2", "", "bob", "other@z"),
            person("a3", "", "di", "cy@x"),
            person("a6", "", "old.flo", "flo@x"),
            person("a9", "9", "zed", "zed@x"),
        ],
    )


def desk(place: Register) -> MatchingDesk:
    return MatchingDesk(place.stores, place.clock, load=lambda _: FLOW)


def exported(place: Register, folder: Path) -> tuple[str, Path]:
    """Prepare, and return the run and the file to decide in."""
    run = place.prepare().reference.run
    (written,) = desk(place).export(run, folder / run)
    return run, written.file


def decide(file: Path, change: Callable[[Line], Line]) -> None:
    """Change the file as a person does in a spreadsheet."""
    with file.open(encoding=ENCODING, newline="") as table:
        lines = [change(line) for line in csv.DictReader(table)]
    with file.open("w", encoding=ENCODING, newline="") as table:
        writer = csv.DictWriter(table, lines[0])
        writer.writeheader()
        writer.writerows(lines)


def take_in(place: Register, run: str, *files: Path) -> Imported:
    place.clock.sleep(1)
    (done,) = desk(place).take_in(run, files, by="registrar", secret=SECRET, zone=ZONE, tell=lambda *_: None)
    return done


def links_first_conflict(line: Line) -> Line:
    return line | ({"decision": "LINK", "lms_id": "a3"} if line["sis_key"] == "p3" else {})


def creates_second_conflict(line: Line) -> Line:
    return line | ({"decision": "create"} if line["sis_key"] == "p4" else {})


def test_a_report_is_written_for_a_spreadsheet_and_this_account_alone(mixed: Register, tmp_path: Path) -> None:
    run = mixed.prepare().reference.run

    (written,) = desk(mixed).export(run, tmp_path / "new" / "folder")

    assert written.file.name == "people.csv"
    assert written.findings == {
        Match.CONFLICT: 2,
        Match.LIKELY: 2,
        Match.CERTAIN: 1,
        Match.NEW: 1,
        Match.CANDIDATE: 1,
        Match.UNMATCHED: 1,
    }
    assert written.file.read_bytes().startswith(b"\xef\xbb\xbfstream,sis_key,")
    assert stat.S_IMODE(written.file.stat().st_mode) == 0o600


def test_decisions_are_never_written_over(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    file.write_text("decided", encoding="utf-8")

    with pytest.raises(SettingsError, match="is there already"):
        desk(mixed).export(run, file.parent)
    assert file.read_text(encoding="utf-8") == "decided"


def test_the_first_run_after_the_decisions_makes_nobody_a_second_time(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    decide(file, lambda line: creates_second_conflict(links_first_conflict(line)))
    take_in(mixed, run, file)

    record = mixed.run()

    assert record.streams["people"] == Counts(created=2, updated=4)
    numbers = {row["id"]: row["number"] for row in mixed.lms.rows}
    made = {numbers.pop("made-5"), numbers.pop("made-6")}
    assert numbers == {"a1": "1", "a2": "2", "a3": "3", "a6": "6", "a9": "9"}
    assert made == {"4", "5"}
    assert mixed.lms.seats == {"1", "2", "3", "4", "5", "6"}
    assert mixed.run().streams["people"] == Counts(unchanged=6)


def test_what_is_undecided_waits_and_what_needs_it_waits_with_it(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    take_in(mixed, run, file)

    for record in (mixed.run(), mixed.run(retry=True)):
        assert record.status is Status.ATTENTION
        assert (record.streams["people"].held, record.streams["seats"].blocked) == (2, 2)
        assert record.held == ()
        assert sum(problem.count for problem in record.problems if problem.kind == "held") == 2
    assert len(mixed.lms.rows) == 5 + 1
    assert mixed.lms.seats == {"1", "2", "5", "6"}


def test_what_waited_goes_out_once_it_is_decided(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    take_in(mixed, run, file)
    mixed.run()
    decide(file, lambda line: creates_second_conflict(links_first_conflict(line)))

    done = take_in(mixed, run, file)
    mixed.run()

    assert (done.news, set(done.provisioned)) == (2, {"p1", "p2", "p5", "p6"})
    assert len(mixed.lms.rows) == 5 + 2
    assert mixed.lms.row("a3")["number"] == "3"


def test_a_person_may_take_a_proposal_back(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    take_in(mixed, run, file)
    decide(file, lambda line: line | ({"decision": "create"} if line["sis_key"] == "p6" else {}))
    take_in(mixed, run, file)

    mixed.run()

    assert mixed.lms.row("a6")["number"] == ""


def test_the_same_file_twice_is_no_news(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    first, second = take_in(mixed, run, file), take_in(mixed, run, file)

    assert first == Imported(stream="people", linked=3, created=1, waiting=2, news=5, provisioned=())
    assert second == Imported(stream="people", linked=3, created=1, waiting=2, news=0, provisioned=())


def test_an_adopted_record_that_could_not_be_sent_yet_lends_nobody_its_old_key(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    take_in(mixed, run, file)
    mixed.lms.rows.append(person("late", "7", "late", "bob@x"))

    record = mixed.run()

    assert record.streams["people"].refused == 1
    assert record.streams["seats"].blocked == 2 + 1
    assert "2" not in mixed.lms.seats


def test_nothing_is_remembered_while_any_line_is_wrong(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    decide(file, lambda line: line | ({"lms_id": "a77"} if line["sis_key"] in ("p2", "p6") else {}))

    with pytest.raises(SettingsError) as wrong:
        take_in(mixed, run, file)

    assert [line.partition(": ")[0] for line in str(wrong.value).splitlines()] == [
        "people.csv, line 4, lms_id",
        "people.csv, line 5, lms_id",
    ]
    assert mixed.mapping("p2") is None
    assert mixed.run().streams["people"].held == 0


def test_a_stream_that_was_not_prepared_is_a_mistake(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    decide(file, lambda line: line | {"stream": "seats"} if line["sis_key"] == "p1" else line)

    with pytest.raises(SettingsError, match="stream: 'seats' was not prepared; accepted are people"):
        take_in(mixed, run, file)


def test_a_file_that_cannot_be_read_is_a_mistake(mixed: Register, tmp_path: Path) -> None:
    run, _ = exported(mixed, tmp_path)
    with pytest.raises(SettingsError, match=r"nowhere\.csv cannot be read: No such file"):
        take_in(mixed, run, tmp_path / "nowhere.csv")


def test_several_files_are_taken_in_together(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    decide(file, links_first_conflict)
    other = tmp_path / "other.csv"
    other.write_text("stream,sis_key,lms_id,decision\nPEOPLE,p4,,create\n", encoding="utf-8")
    decide(file, lambda line: line if line["sis_key"] != "p4" else line | {"sis_key": ""})

    assert take_in(mixed, run, file, other).waiting == 0


def test_progress_is_told(mixed: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollbook.admin.matching._BATCH", 4)
    run, file = exported(mixed, tmp_path)
    told: list[tuple[str, int, int]] = []

    desk(mixed).take_in(run, [file], by="registrar", secret=SECRET, zone=ZONE, tell=lambda *step: told.append(step))

    assert told == [("people", 4, 6), ("people", 6, 6)]


def test_nothing_is_taken_in_while_a_run_is_going_on(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    holding.take(mixed.stores.registers, FLOW.name, "nightly", mixed.clock.now())

    with pytest.raises(FlowBusyError, match="nightly"):
        take_in(mixed, run, file)


@pytest.mark.parametrize("run", ["run-001", "no-such-run"])
def test_only_a_preparation_has_a_report(mixed: Register, tmp_path: Path, run: str) -> None:
    mixed.run()
    with pytest.raises(SettingsError, match=f"{run} is no preparation"):
        desk(mixed).export(run, tmp_path)


def test_a_report_that_has_expired_is_told(mixed: Register, tmp_path: Path) -> None:
    run, file = exported(mixed, tmp_path)
    mixed.stores.reports._findings.clear()  # noqa: SLF001 - as the bucket's rule does

    with pytest.raises(SettingsError, match="Prepare again"):
        desk(mixed).export(run, tmp_path / "again")
    with pytest.raises(SettingsError, match="Prepare again"):
        take_in(mixed, run, file)
