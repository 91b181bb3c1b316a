"""The scenes of a registrar's files, looked at closely: each row has its answer, and nothing goes out twice."""

import csv
import io
from collections import Counter

import pytest

from sandbox.demo import records
from sandbox.demo.scenario import RECORDS_SCENES
from sandbox.demo.scene import total
from sandbox.institution.lms import course_records
from sandbox.world.world import World
from tests.e2e.administrator import rollbook
from tests.e2e.conftest import Story

RUNS = tuple(scene.run for scene in RECORDS_SCENES)
IMPORTED = tuple(run for run in RUNS if run != "import-defects")


@pytest.mark.parametrize("run", IMPORTED)
def test_every_row_of_a_file_has_one_end_and_a_reason_where_it_did_not_go(story: Story, run: str) -> None:
    rows = records.rows_of(story.player, run)
    silent = {"imported", "unchanged"}

    assert len({(row["rollbook_file"], row["rollbook_line"]) for row in rows}) == len(rows)
    assert all(row["rollbook_outcome"] in silent or row["rollbook_reason"] for row in rows)


def test_the_result_has_the_rows_of_the_file_in_their_order(story: Story) -> None:
    given = list(csv.DictReader(io.StringIO(course_records(records.ROWS), newline="")))
    rows = records.rows_of(story.player, "import-good")

    for name in ("external_course_id", "external_user_id", "external_email", "credits", "credit_type"):
        assert [row[name] for row in rows] == [row[name] for row in given], name
    assert [int(row["rollbook_line"]) for row in rows] == list(range(2, records.ROWS + 2))


def test_a_good_file_is_imported_but_for_people_who_have_no_account(story: Story) -> None:
    ends = records.ends_of(story.player, "import-good")

    assert ends.keys() == {"imported", "waiting"}
    assert ends["imported"] > ends["waiting"] > 0


def test_an_unknown_course_becomes_a_shell_and_the_result_says_so(story: Story) -> None:
    rows = records.rows_of(story.player, "import-good")

    assert any("imported shell, without a certificate" in row["rollbook_reason"] for row in rows)
    assert story.played["import-good"].streams["courses"]["created"] == 12


def test_a_global_import_says_that_it_does_not_count_for_pars(story: Story) -> None:
    told = {row["rollbook_pars"] for row in records.rows_of(story.player, "import-good")}

    assert told == {"does not count: global import"}


def test_uploading_a_result_changes_nothing(story: Story) -> None:
    result = story.player.result(story.played["import-corrected"]).encode("utf-8-sig")
    key = "uploads/courserecords.import/global/result.csv"

    again = story.player.upload("import-of-a-result", key, result, flow=records.IMPORT)

    assert (again.status, total(again, "created")) == ("succeeded", 0)
    assert (
        Counter(row["rollbook_outcome"] for row in records.rows_of(story.player, "import-of-a-result"))["imported"] == 0
    )


def test_a_corrected_file_writes_no_more_than_its_corrected_rows(story: Story) -> None:
    mistakes, corrected = (records.rows_of(story.player, run) for run in ("import-mistakes", "import-corrected"))
    wrong = {row["rollbook_line"] for row in mistakes if row["rollbook_outcome"] == "refused"}
    written = {row["rollbook_line"] for row in corrected if row["rollbook_outcome"] == "imported"}

    assert len(wrong) == records.MISTAKES
    assert written
    assert written <= wrong


def test_a_defect_is_told_with_its_line_what_was_found_and_the_fix(story: Story) -> None:
    found = records.rows_of(story.player, "import-defects")

    assert len({one["kind"] for one in found}) > 15
    assert all(int(one["line"]) > 0 and one["fix"].endswith(".") for one in found)
    assert "line 1" in story.played["import-defects"].record.sentence


def test_a_run_that_dies_in_the_middle_is_finished_without_anybody(story: Story) -> None:
    played = story.played["import-killed"]

    assert (played.execution, played.status) == ("SUCCEEDED", "succeeded")
    assert story.notes["killed"] > 0
    assert "going on" in story.notes["unlock"]
    assert records.doubled(story.player) == []


def test_unlocking_a_flow_that_is_free_says_so(world: World, story: Story) -> None:
    del story
    done = rollbook(world, "unlock", records.IMPORT)

    assert (done.returncode, "is free" in done.stdout) == (0, True)


def test_the_command_line_uploads_follows_and_fetches_the_result(
    world: World, story: Story, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    file, result = folder / "small.csv", folder / "result.csv"
    file.write_bytes(records.corrected_file())

    done = rollbook(world, "import", records.IMPORT, str(file), "--into", str(result))

    assert done.returncode == 0, done.stderr
    assert "rollbook_outcome" in result.read_text(encoding="utf-8-sig")
    del story


def test_a_flow_that_reads_no_files_takes_none(world: World, story: Story) -> None:
    del story
    done = rollbook(world, "import", "schoology.grades", "README.md")

    assert done.returncode == 2
    assert "Accepted are: courserecords.import" in done.stderr
