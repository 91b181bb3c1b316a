"""What the settings of the course record import accept and refuse."""

from datetime import timedelta
from pathlib import Path

import pytest

from rollbook import flows
from rollbook.aws.settings import load
from rollbook.flows.courserecords.importing.settings import ImportSettings
from rollbook.model.errors import SettingsError
from rollbook.model.settings import FlowSettings, WindowSetting

FILE = Path(__file__).parents[3] / "layers/config/courserecords.import.yaml"
FLOW = flows.load("courserecords.import")


def test_the_file_that_is_delivered_is_right_and_says_what_holds_without_a_word() -> None:
    settings, silent = load(FILE, ImportSettings), ImportSettings()
    own = set(ImportSettings.model_fields) - set(FlowSettings.model_fields)

    assert FLOW.settings is ImportSettings
    assert isinstance(settings.schedule, WindowSetting)
    assert settings.grace_hours == 0
    assert {field: getattr(settings, field) for field in own} == {field: getattr(silent, field) for field in own}


def test_the_file_that_is_delivered_names_every_setting_but_guards_for_nothing_is_removed() -> None:
    assert set(ImportSettings.model_fields) - load(FILE, ImportSettings).model_fields_set == {"guard", "guards"}


def test_every_setting_of_the_file_that_is_delivered_has_its_comment() -> None:
    text = FILE.read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(text) if line[:1].isalpha()]

    assert [text[number] for number in keys if not text[number - 1].startswith("#")] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("wait_days: 0", "wait_days is 0: .*greater than or equal to 1"),
        ("wait_days: 367", "wait_days is 367: .*less than or equal to 366"),
        ("allow_completion_on_enrollment: perhaps", "allow_completion_on_enrollment is 'perhaps': "),
        ("participant_categories: []", r"participant_categories is \[\]: .*at least 1"),
        ("participant_categories: [physician, ' ']", r"participant_categories.1 is ' ': .*at least 1 character"),
        ("participant_categories: [Other, other]", "participant_categories is .*each value may stand here once"),
        ("credit_types: CME", "credit_types is 'CME': "),
        ("credit_types: [CME, CME]", "credit_types is .*each value may stand here once"),
        ("guards:\n  courses: {percent: 3}", "guards is .*courses is no stream that removes; accepted are none"),
        ("assign_immediately: true", "assign_immediately is not known; accepted are "),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_accepted(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=rf"flow\.yaml, line 1: {words}"):
        load(file, ImportSettings)


def test_a_row_waits_for_as_long_as_the_settings_say() -> None:
    assert FLOW.waits(ImportSettings(wait_days=30)) == timedelta(days=30)
