from datetime import time

import pytest
from pydantic import ValidationError

from rollbook.model.settings import FlowSettings, GuardSetting, InstitutionSettings, WindowSetting


def test_a_flow_runs_by_hand_unless_it_is_told_otherwise() -> None:
    settings = FlowSettings()

    assert (settings.enabled, settings.schedule, settings.grace_hours) == (True, "manual", 24)
    assert settings.guard == GuardSetting(percent=10, at_least=20)


@pytest.mark.parametrize("spelling", ["00:00-03:00", "00:00 - 03:00", " 00:00-03:00 ", "0000-0300"])
def test_a_window_is_spelt_as_a_span_of_the_day(spelling: str) -> None:
    settings = FlowSettings.model_validate({"schedule": spelling})

    assert settings.schedule == WindowSetting(start=time(0), end=time(3))


def test_a_stream_has_the_guard_of_its_flow_unless_it_has_its_own() -> None:
    own = GuardSetting(percent=1)
    settings = FlowSettings(guards={"enrollments": own})

    assert settings.guard_of("enrollments") == own
    assert settings.guard_of("users") == settings.guard


def test_an_institution_has_a_zone() -> None:
    assert InstitutionSettings(name="Maple Ridge", time_zone="America/New_York").zone.key == "America/New_York"
    with pytest.raises(ValidationError):
        InstitutionSettings(name="Maple Ridge", time_zone="America/Maple_Ridge")
