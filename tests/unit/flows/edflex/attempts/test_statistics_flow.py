"""The flow as it is assembled, and the settings that are delivered with it (EF1, EF6)."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from rollbook.aws.settings import load
from rollbook.flows.edflex.attempts.settings import StatisticsSettings
from rollbook.model.descriptors import Removal
from rollbook.model.errors import SettingsError
from rollbook.model.settings import WindowSetting
from tests.unit.flows.edflex.attempts.academy import FLOW, STREAM

FILE = Path(__file__).parents[5] / "layers/config/edflex.statistics.yaml"


def test_statistics_rest_as_long_as_contents_are_deactivated() -> None:
    assert FLOW.neighbour == "edflex.content"
    assert FLOW.resting(StatisticsSettings(), SimpleNamespace(active=True)) == ""
    assert (
        FLOW.resting(StatisticsSettings(), SimpleNamespace(active=False))
        == "edflex.content is deactivated (active: false), so no statistics are synchronised."
    )


def test_learning_data_is_never_removed() -> None:
    assert STREAM.removal is Removal.NEVER


def test_the_file_that_is_delivered_is_right_and_names_every_setting_but_guards() -> None:
    settings = load(FILE, StatisticsSettings)

    assert isinstance(settings.schedule, WindowSetting)
    assert f"{settings.schedule.start:%H:%M}-{settings.schedule.end:%H:%M}" == "08:20-08:30"
    assert set(StatisticsSettings.model_fields) - settings.model_fields_set == {"guard", "guards"}


def test_every_setting_of_the_file_that_is_delivered_has_its_comment() -> None:
    text = FILE.read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(text) if line[:1].isalpha()]

    assert [text[number] for number in keys if not text[number - 1].startswith("#")] == []


def test_a_guard_is_refused_for_nothing_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text("guards:\n  attempts: {percent: 3}", encoding="utf-8")

    with pytest.raises(SettingsError, match="attempts is no stream that removes; accepted are none"):
        load(file, StatisticsSettings)
