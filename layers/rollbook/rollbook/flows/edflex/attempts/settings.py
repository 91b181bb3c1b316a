"""What an institution sets for bringing statistics from Edflex into 360Learning: `edflex.statistics.yaml` (EF1)."""

from typing import ClassVar

from rollbook.model.settings import FlowSettings


class StatisticsSettings(FlowSettings):
    """When statistics come; all else is decided by the settings of the contents that they are about."""

    guarded: ClassVar = ()
