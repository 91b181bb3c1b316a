"""What the settings of the two CourseKey flows accept and refuse (CK1)."""

from datetime import timedelta
from pathlib import Path

import pytest

from rollbook import flows
from rollbook.aws.settings import load
from rollbook.flows.coursekey.attending.conversion import Limits
from rollbook.flows.coursekey.attending.settings import AttendanceSettings
from rollbook.flows.coursekey.rostering.settings import RosterSettings
from rollbook.model.descriptors import Removal
from rollbook.model.errors import SettingsError
from rollbook.model.settings import FlowSettings, WindowSetting

CONFIG = Path(__file__).parents[3] / "layers/config"
MODELS: dict[str, type[FlowSettings]] = {"coursekey.roster": RosterSettings, "coursekey.attendance": AttendanceSettings}
CAMPUSES = 'campuses:\n  - {campus: north, school: "4711"}\n'

delivered = pytest.mark.parametrize("name", MODELS)


def lines(name: str) -> list[str]:
    return (CONFIG / f"{name}.yaml").read_text(encoding="utf-8").splitlines()


@delivered
def test_the_file_that_is_delivered_is_right_and_says_what_holds_without_a_word(name: str) -> None:
    settings = load(CONFIG / f"{name}.yaml", MODELS[name])
    silent = MODELS[name].model_validate({"campuses": [{"campus": "north", "school": "4711"}]} if "ro" in name else {})
    own = set(MODELS[name].model_fields) - set(FlowSettings.model_fields) - {"campuses"}

    assert flows.load(name).settings is MODELS[name]
    assert isinstance(settings.schedule, WindowSetting)
    assert settings.grace_hours == 0
    assert {field: getattr(settings, field) for field in own} == {field: getattr(silent, field) for field in own}


@delivered
def test_the_file_that_is_delivered_names_every_setting(name: str) -> None:
    settings = load(CONFIG / f"{name}.yaml", MODELS[name])
    removes = any(stream.removal is not Removal.NEVER for stream in flows.load(name).streams)

    assert set(MODELS[name].model_fields) - settings.model_fields_set == (set() if removes else {"guard", "guards"})


@delivered
def test_every_setting_of_the_file_that_is_delivered_has_its_comment(name: str) -> None:
    text = lines(name)
    keys = [number for number, line in enumerate(text) if line[:1].isalpha()]

    assert [text[number] for number in keys if not text[number - 1].startswith("#")] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("enabled: true\n", "line 1: campuses: field required"),
        ("campuses: []\n", "line 1: campuses is .*at least 1"),
        ("campuses:\n  - {campus: north, school: A1}\n", r"line 2: campuses.0.school is 'A1': .*\[0-9\]"),
        ("campuses:\n  - {campus: north}\n", r"line 2: campuses.0.school: field required"),
        (
            CAMPUSES + '  - {campus: north, school: "4712"}\n',
            "line 1: campuses is .*each campus may stand here once, and north does more often",
        ),
        (f"{CAMPUSES}weeks_before_start: -1\n", "line 3: weeks_before_start is -1: .*greater than or equal to 0"),
        (f"{CAMPUSES}weeks_after_end: 105\n", "line 3: weeks_after_end is 105: .*less than or equal to 104"),
        (
            f"{CAMPUSES}guards:\n  students: {{percent: 3}}\n",
            r"line 3: guards is .*students is no stream that removes; accepted are enrollments, classes",
        ),
    ],
)
def test_a_wrong_setting_of_the_roster_is_named_with_what_is_accepted(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=rf"flow\.yaml, {words}"):
        load(file, RosterSettings)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("absent_after_start_minutes: -1", "absent_after_start_minutes is -1: .*greater than or equal to 0"),
        ("absent_before_end_minutes: 1441", "absent_before_end_minutes is 1441: .*less than or equal to 1440"),
        ("missing_check_out: ignore", "missing_check_out is 'ignore': input should be 'absent', 'late' or 'present'"),
        ("check_out_grace_minutes: soon", "check_out_grace_minutes is 'soon': "),
        ("reentry: absent", "reentry is 'absent': input should be 'late' or 'ignore'"),
        ("follow_days: 0", "follow_days is 0: .*greater than or equal to 1"),
        ("full_every_hours: 169", "full_every_hours is 169: .*less than or equal to 168"),
        ("guards:\n  attendance: {percent: 3}", "guards is .*attendance is no stream that removes; accepted are none"),
        ("weeks_after_end: 2", "weeks_after_end is not known; accepted are "),
    ],
)
def test_a_wrong_setting_of_attendance_is_named_with_what_is_accepted(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=rf"flow\.yaml, line 1: {words}"):
        load(file, AttendanceSettings)


def test_two_campuses_may_be_one_school_of_coursekey() -> None:
    places = [{"campus": name, "school": "4711"} for name in ("north", "annex")]

    assert [setting.school for setting in RosterSettings.model_validate({"campuses": places}).campuses] == ["4711"] * 2


def test_minutes_become_the_limits_that_presence_is_judged_by() -> None:
    assert AttendanceSettings(absent_after_start_minutes=5, check_out_grace_minutes=7).limits == Limits(
        late=timedelta(minutes=5),
        early=timedelta(minutes=10),
        grace=timedelta(minutes=7),
        missing_check_out="absent",
        reentry="late",
    )
