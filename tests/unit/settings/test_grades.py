"""What the grades flow's own settings accept and refuse."""

from datetime import timedelta
from pathlib import Path

import pytest

from rollbook.aws.settings import load
from rollbook.flows.schoology.grades import FLOW
from rollbook.flows.schoology.grading.settings import GradesSettings
from rollbook.model.errors import SettingsError

DELIVERED = Path(__file__).parents[3] / "layers/config/schoology.grades.yaml"


def test_without_a_word_grades_flow_live_and_nothing_is_deleted() -> None:
    settings = GradesSettings()

    assert (settings.live_sync, settings.delete_items, settings.schedule) == (True, False, "manual")
    assert (settings.uncategorized, settings.comments, settings.full_every_days) == ("ignore", "send", 7)


def test_the_file_that_is_delivered_names_every_setting_and_is_right() -> None:
    settings = load(DELIVERED, GradesSettings)

    assert settings.model_fields_set == set(GradesSettings.model_fields)
    assert settings.schedule != "manual"
    assert (settings.live_sync, settings.delete_items) == (True, True)


def test_every_setting_of_the_file_that_is_delivered_has_its_comment() -> None:
    lines = DELIVERED.read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(lines) if line[:1].isalpha()]

    assert [lines[number] for number in keys if not lines[number - 1].startswith("#")] == []


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("full_every_days: 0", "line 1: full_every_days is 0: input should be greater than or equal to 1."),
        ("full_every_days: 32", "line 1: full_every_days is 32: input should be less than or equal to 31."),
        ("uncategorized: leave_out", "line 1: uncategorized is 'leave_out': input should be 'ignore' or 'refuse'."),
        ("comments: true", "line 1: comments is True: input should be 'send' or 'leave_out'."),
        (
            "live: true",
            "line 1: live is not known; accepted are enabled, schedule, time_zone, grace_hours, guard, guards, email",
        ),
        ("guards:\n  enrollments: {percent: 3}", "line 1: guards is .*enrollments is no stream that removes; accepted"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line_and_what_is_accepted(tmp_path: Path, lines: str, words: str) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text(lines, encoding="utf-8")

    with pytest.raises(SettingsError, match=rf"flow\.yaml, {words}"):
        load(file, GradesSettings)


@pytest.mark.parametrize("stream", GradesSettings.guarded)
def test_each_stream_can_have_a_guard_of_its_own(stream: str) -> None:
    settings = GradesSettings.model_validate({"guards": {stream: {"at_least": 1}}})

    assert settings.guard_of(stream).at_least == 1


def test_everything_is_read_as_often_as_settings_say() -> None:
    assert FLOW.full_every is not None
    assert FLOW.full_every(GradesSettings(full_every_days=3)) == timedelta(days=3)
