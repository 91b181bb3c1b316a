from collections.abc import Callable
from pathlib import Path

import pytest

from rollbook.aws.settings import load
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.errors import SettingsError

Told = Callable[[str], list[str]]

BASE = """\
schools:
  - identifier: "0012"
    building: 5
roles:
  student: 7
"""
"""The least that a flow's file must say: five lines."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "flow.yaml"


@pytest.fixture
def told(file: Path) -> Told:
    """Return what is said of a flow's file with these lines after its first five, one sentence for each mistake."""

    def mistakes(lines: str) -> list[str]:
        file.write_text(BASE + lines, encoding="utf-8")
        with pytest.raises(SettingsError) as wrong:
            load(file, ProvisioningSettings)
        return str(wrong.value).splitlines()

    return mistakes
