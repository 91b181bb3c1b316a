"""What an institution sets for bringing grades from Schoology into eSchoolPLUS: `schoology.grades.yaml`."""

from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from rollbook.model.descriptors import Context
from rollbook.model.settings import FlowSettings


class GradesSettings(FlowSettings):
    """What of a gradebook flows and when, beside what every flow has; schools and keys are those of provisioning.

    `delete_items` counts only while `live_sync` is on (SG11). `uncategorized` is about items that have no category and
    no grade either; one that has grades is refused in any case. `full_every_days` is how often a scheduled run reads
    every grade instead of those that changed (SG14).
    """

    guarded: ClassVar = ("lineItems", "results")

    live_sync: bool = True
    delete_items: bool = False
    uncategorized: Literal["ignore", "refuse"] = "ignore"
    comments: Literal["send", "leave_out"] = "send"
    full_every_days: int = Field(default=7, ge=1, le=31)

    @property
    def full_every(self) -> timedelta:
        """How long a scheduled run may go on reading only what changed."""
        return timedelta(days=self.full_every_days)


def settings(context: Context) -> GradesSettings:
    """Return the flow's settings with their type."""
    assert isinstance(context.settings, GradesSettings)
    return context.settings
