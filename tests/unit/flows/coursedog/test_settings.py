"""What the settings of the two flows accept and refuse (CD1, CD6, CD7)."""

import json
from pathlib import Path

import pytest

from rollbook import flows
from rollbook.aws.settings import load
from rollbook.flows.coursedog.scheduling.merging import rules_of
from rollbook.flows.coursedog.scheduling.settings import PullSettings
from rollbook.model.errors import SettingsError
from rollbook.model.records import Json
from rollbook.sync.merge import Method
from tests.unit.flows.coursedog.campus import Campus

CONFIG = Path(__file__).parents[4] / "layers/config"

delivered = pytest.mark.parametrize("name", ["coursedog.pull", "coursedog.post"])


@delivered
def test_the_file_that_is_delivered_names_and_explains_every_setting(name: str) -> None:
    model = flows.load(name).settings
    settings = load(CONFIG / f"{name}.yaml", model)
    text = (CONFIG / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    keys = [number for number, line in enumerate(text) if line[:1].isalpha()]

    assert settings.model_fields_set == set(model.model_fields)
    assert [text[number] for number in keys if not text[number - 1].startswith("#")] == []
    assert max(map(len, text)) <= 120


@pytest.mark.parametrize("left_out", ["precedence", "courses", "sections", "relationships"])
def test_nothing_is_merged_by_a_silent_default(left_out: str, tmp_path: Path) -> None:
    settings = Campus().pull_settings
    del settings["merge"][left_out]

    with pytest.raises(SettingsError, match=f"{left_out}: field required"):
        _load(settings, tmp_path, "coursedog.pull")


def test_a_default_method_has_to_be_chosen(tmp_path: Path) -> None:
    settings = Campus().pull_settings
    settings["merge"]["sections"] = {"empties": []}

    with pytest.raises(SettingsError, match=r"sections.default: field required"):
        _load(settings, tmp_path, "coursedog.pull")


def test_a_field_that_there_is_not_names_those_that_there_are(tmp_path: Path) -> None:
    settings = Campus().pull_settings
    settings["merge"]["sections"]["empties"] = ["times.room"]

    with pytest.raises(SettingsError, match=r"sections has no field times.room; accepted are .*times.\$.room"):
        _load(settings, tmp_path, "coursedog.pull")


def test_a_field_has_one_method(tmp_path: Path) -> None:
    settings = Campus().pull_settings
    exception = {"fields": ["title"], "method": "stop"}
    settings["merge"]["sections"]["exceptions"] = [exception, exception]

    with pytest.raises(SettingsError, match="title does more often"):
        _load(settings, tmp_path, "coursedog.pull")


def test_a_phase_ends_after_it_began_and_names_fields_that_there_are(tmp_path: Path) -> None:
    phase = {"name": "A", "from": "2027-01-02", "until": "2027-01-01", "terms": "all", "fields": ["title"]}

    with pytest.raises(SettingsError, match="until is the last day"):
        _load({"phases": [phase]}, tmp_path, "coursedog.post")
    with pytest.raises(SettingsError, match=r"phases has no field rooms; accepted are .*relationships"):
        _load({"phases": [{**phase, "fields": ["rooms"]}]}, tmp_path, "coursedog.post")


def test_the_code_of_a_term_may_stand_as_a_number() -> None:
    settings = Campus().pull_settings
    settings["terms"]["sections"] = [202710]

    assert PullSettings.model_validate(settings).terms.sections == ("202710",)


@pytest.mark.parametrize(
    ("precedence", "method"), [("fixed_first", Method.ALWAYS_FIRST), ("settings_first", Method.ALWAYS_SECOND)]
)
def test_what_goes_first_for_a_field_that_the_sis_alone_says_is_set(precedence: str, method: Method) -> None:
    settings = Campus().pull_settings
    exception = {"fields": ["enrollment", "times"], "method": "alwaysCoursedog"}
    settings["merge"] |= {"precedence": precedence, "sections": {"default": "stop", "exceptions": [exception]}}

    rules = rules_of("sections", PullSettings.model_validate(settings))

    assert rules.method("enrollment") is method
    assert rules.method("times.$.room") is Method.ALWAYS_SECOND
    assert rules.method("times.$.id") is Method.ALWAYS_FIRST
    assert rules.method("callNumber") is Method.ALWAYS_FIRST
    assert rules.method("title") is Method.STOP


def _load(settings: Json, folder: Path, name: str) -> None:
    file = folder / f"{name}.yaml"
    file.write_text(json.dumps(settings), encoding="utf-8")
    load(file, flows.load(name).settings)
