"""A wrong file names itself, the line, the value and what is accepted, one sentence for each mistake (PL18)."""

from pathlib import Path
from typing import Any

import pytest

from rollbook.aws.settings import load
from rollbook.connectors.schoology.settings import Settings
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.errors import SettingsError
from rollbook.model.settings import InstitutionSettings
from tests.unit.settings.conftest import BASE, Told

WINDOW = 'accepted is "manual" or a span of the day such as "00:00-03:00".'


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            "schedul: manual",
            "line 6: schedul is not known; accepted are enabled, schedule, time_zone, grace_hours, guard, ",
        ),
        ("guard: {percnt: 3}", "line 6: guard.percnt is not known; accepted are percent, at_least."),
        ("guards:\n  users:\n    most: 3", "line 8: guards.users.most is not known; accepted are percent, at_least."),
        ("enabled: perhaps", "line 6: enabled is 'perhaps': "),
        ("grace_hours: 24.5", "line 6: grace_hours is 24.5: "),
        ("grace_hours: 169", "line 6: grace_hours is 169: input should be less than or equal to 168."),
        ("guard:\n  percent: 101", "line 7: guard.percent is 101: input should be less than or equal to 100."),
        ("guard:\n  at_least: -1", "line 7: guard.at_least is -1: input should be greater than or equal to 0."),
        (
            "school_uid: email",
            "line 6: school_uid is 'email': input should be 'identifier', 'sourcedId' or 'username'.",
        ),
        ("term_types:\n  - term\n  - quarter", "line 8: term_types.1 is 'quarter': input should be 'term', "),
        ("grading_periods:\n  Fall: 3\n  Spring: x", "line 8: grading_periods.Spring is 'x': "),
    ],
)
def test_a_wrong_value_is_named_with_its_line_and_what_is_accepted(told: Told, lines: str, sentence: str) -> None:
    (mistake,) = told(lines)

    assert mistake.startswith(f"flow.yaml, {sentence}")


@pytest.mark.parametrize(
    "schedule",
    [
        "noon",
        "25:00-03:00",
        "00:00-",
        "-03:00",
        "00:00-03:60",
        "00:00\N{EN DASH}03:00",
        "[]",
        "{start: 22:30, end: 23:30}",
    ],
)
def test_a_mistyped_window_is_one_mistake_in_the_words_of_the_file(told: Told, schedule: str) -> None:
    (mistake,) = told(f"schedule: {schedule}")

    assert mistake.startswith("flow.yaml, line 6: schedule")
    assert mistake.endswith(WINDOW)
    assert "WindowSetting" not in mistake
    assert "literal" not in mistake


def test_a_mistake_in_an_item_of_a_list_is_one_mistake(file: Path) -> None:
    file.write_text('schools:\n  - identifier: "0012"\n    building: five\nroles: {student: 7}\n', encoding="utf-8")

    with pytest.raises(SettingsError) as wrong:
        load(file, ProvisioningSettings)

    (mistake,) = str(wrong.value).splitlines()
    assert mistake.startswith("flow.yaml, line 3: schools.0.building is 'five': input should be a valid integer")


def test_every_mistake_of_a_file_is_told(file: Path) -> None:
    file.write_text(
        "enabled: perhaps\nschools:\n  - identifier: 12\n    colour: red\nroles:\n  pupil: 7\n", encoding="utf-8"
    )

    with pytest.raises(SettingsError) as wrong:
        load(file, ProvisioningSettings)

    mistakes = sorted(str(wrong.value).splitlines())
    assert [mistake.split(":")[0] for mistake in mistakes] == [
        "flow.yaml, line 1",
        "flow.yaml, line 3",
        "flow.yaml, line 3",
        "flow.yaml, line 4",
        "flow.yaml, line 6",
    ]
    assert any("schools.0.building: field required" in mistake for mistake in mistakes)
    assert any("pupil" in mistake and "'student'" in mistake for mistake in mistakes)


@pytest.mark.parametrize("content", ["", "\n# nothing but a comment\n", "{}", "null\n"])
def test_an_empty_file_names_what_is_missing(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")

    with pytest.raises(SettingsError, match=r"line 1: name: field required[\s\S]*line 1: time_zone: field required"):
        load(file, InstitutionSettings)


@pytest.mark.parametrize("content", ["- a\n- b\n", "just words\n", "7\n"])
def test_a_file_that_is_no_mapping_is_named_as_a_whole(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")

    with pytest.raises(SettingsError, match=r"flow\.yaml, line 1: the file is "):
        load(file, InstitutionSettings)


@pytest.mark.parametrize("zone", ["America/NewYork", "EST5", "Eastern", "america/new_york", "UTC+1", '""'])
def test_a_time_zone_that_nobody_knows_is_named_with_an_example(file: Path, zone: str) -> None:
    file.write_text(f"name: Maple Ridge\n\ntime_zone: {zone}\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=r"flow.yaml, line 3: time_zone is .*accepted is an IANA time zone such as"):
        load(file, InstitutionSettings)


class TestBrokenFiles:
    """What is no YAML, or YAML with a surprise in it."""

    @pytest.mark.parametrize(
        ("lines", "words"),
        [
            ("\tenabled: true", "line 6: this is no YAML: found character '\\t'"),
            ("enabled: [1\n", "line 7: this is no YAML: "),
            ('enabled: "true\n', "this is no YAML: "),
            ("enabled true\nschedule: manual", "this is no YAML: "),
            ("enabled: {{ value }}", "line 6: this is no YAML: "),
            ("? [a]\n: b", "line 6: this is no YAML: "),
            ("enabled: *nobody", "line 6: this is no YAML: found undefined alias 'nobody'."),
            ("enabled: !!python/object:os.system x", "line 6: this is no YAML: "),
            ("---\nenabled: true", "line 6: this is no YAML: "),
            ("roles:\n  teacher: 6", "line 6: this is no YAML: roles stands here twice."),
            ("guard:\n  percent: 1\n  percent: 2", "line 8: this is no YAML: percent stands here twice."),
        ],
    )
    def test_what_is_no_yaml_is_named_with_its_line(self, told: Told, lines: str, words: str) -> None:
        (mistake,) = told(lines)

        assert mistake.startswith("flow.yaml, line ")
        assert words in mistake

    @pytest.mark.parametrize("content", ["name: \xc9cole\n".encode("latin-1"), b"name: a\x07b\n", b"name: \x00\n"])
    def test_what_is_no_text_is_said_to_be_none(self, file: Path, content: bytes) -> None:
        file.write_bytes(content)

        with pytest.raises(SettingsError, match=r"flow.yaml.*characters that are no text. Save the file as UTF-8."):
            load(file, InstitutionSettings)

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"institution\.yaml is missing"):
            load(tmp_path / "institution.yaml", InstitutionSettings)

    def test_a_byte_order_mark_does_no_harm(self, file: Path) -> None:
        file.write_text("\ufeffname: \xc9cole\ntime_zone: UTC\n", encoding="utf-8")

        assert load(file, InstitutionSettings).name == "\xc9cole"


class TestNoSurprises:
    """What looks like text stays text."""

    def settings(self, file: Path, lines: str) -> ProvisioningSettings:
        file.write_text(BASE + lines, encoding="utf-8")
        return load(file, ProvisioningSettings)

    @pytest.mark.parametrize("schedule", ["22:30-23:30", '"22:30 - 23:30"'])
    def test_a_time_is_a_time_of_day(self, file: Path, schedule: str) -> None:
        window = self.settings(file, f"schedule: {schedule}").schedule

        assert window != "manual"
        assert (window.start.isoformat(), window.end.isoformat()) == ("22:30:00", "23:30:00")

    def test_an_identifier_keeps_its_zeros(self, file: Path) -> None:
        file.write_text("schools:\n  - {identifier: 0012, building: 5}\nroles: {student: 7}\n", encoding="utf-8")

        assert load(file, ProvisioningSettings).schools[0].identifier == "0012"

    @pytest.mark.parametrize(
        ("written", "meant"),
        [("true", True), ("yes", True), ("on", True), ("false", False), ("no", False), ("off", False)],
    )
    def test_a_switch_can_be_written_as_people_do(self, file: Path, written: str, *, meant: bool) -> None:
        assert self.settings(file, f"enabled: {written}").enabled is meant

    def test_a_country_is_no_truth_value(self, file: Path) -> None:
        file.write_text("name: NO\ntime_zone: UTC\n", encoding="utf-8")

        assert load(file, InstitutionSettings).name == "NO"


class TestSections:
    """One section of `systems.yaml` for each system."""

    def load(self, file: Path, content: str) -> Settings:
        file.write_text(content, encoding="utf-8")
        return load(file, Settings, "schoology")

    @pytest.mark.parametrize("content", ["schoology:\n  attempts: 2\n", "other: 1\nschoology: {attempts: 2}\n"])
    def test_a_section_is_read_by_its_name(self, file: Path, content: str) -> None:
        assert self.load(file, content).attempts == 2

    @pytest.mark.parametrize("content", ["", "other: {}\n", "schoology:\n"])
    def test_a_section_that_says_nothing_leaves_everything_as_it_is(self, file: Path, content: str) -> None:
        assert self.load(file, content) == Settings()

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("other: 1\nschoology:\n  allowance: 2\n", "line 3: schoology.allowance is 2: "),
            ("schoology:\n  attemps: 3\n", "line 2: schoology.attemps is not known; accepted are connect_seconds, "),
            ("schoology: 3\n", "line 1: schoology is 3: "),
        ],
    )
    def test_a_mistake_is_named_with_its_section(self, file: Path, content: str, words: str) -> None:
        with pytest.raises(SettingsError) as wrong:
            self.load(file, content)

        assert str(wrong.value).startswith(f"flow.yaml, {words}")


def test_the_files_that_are_delivered_are_right() -> None:
    folder = Path(__file__).parents[3] / "layers/config"
    files: dict[str, tuple[Any, str | None]] = {
        "institution.yaml": (InstitutionSettings, None),
        "schoology.provisioning.yaml": (ProvisioningSettings, None),
        "systems.yaml": (Settings, "schoology"),
    }

    for name, (model, within) in files.items():
        assert load(folder / name, model, within)
