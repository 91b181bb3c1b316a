"""What the provisioning flow's own settings refuse beyond types."""

from pathlib import Path

import pytest

from rollbook.aws.settings import load
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.errors import SettingsError

ONE = 'schools:\n  - {identifier: "0012", building: 5}\nroles: {student: 7}\n'


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            "guards:\n  enrolments: {percent: 3}\n",
            "line 4: guards is .*enrolments is no stream that removes; accepted are enr",
        ),
        ("term_types: []\n", "line 4: term_types is .*at least 1"),
    ],
)
def test_a_setting_that_would_do_nothing_is_refused(tmp_path: Path, lines: str, words: str) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text(ONE + lines, encoding="utf-8")

    with pytest.raises(SettingsError, match=words):
        load(file, ProvisioningSettings)


def test_a_school_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text(ONE.replace("roles", '  - {identifier: "0012", building: 6}\nroles'), encoding="utf-8")

    with pytest.raises(SettingsError, match=r"schools is .*each school may stand here once, and 0012 does more often"):
        load(file, ProvisioningSettings)
