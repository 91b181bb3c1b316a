"""What an institution sets for the import of course records: `courserecords.import.yaml`."""

from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from rollbook.model.descriptors import Context
from rollbook.model.settings import FlowSettings


def _each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    if len({word.casefold() for word in words}) < len(words):
        raise ValueError("each value may stand here once, however it is capitalised")
    return words


_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]
Words = Annotated[tuple[_Word, ...], AfterValidator(_each_once)]


class ImportSettings(FlowSettings):
    """Which rows are let through and how long they are waited for, beside what every flow has.

    `allow_completion_on_enrollment` lets rows go that the LMS would complete by itself (CR3). `participant_categories`
    and `credit_types` are the values that a row may have; no credit types: any. A file is looked at again for
    `wait_days`, for the sake of the rows that wait for their person (CR2).
    """

    guarded: ClassVar = ()

    allow_completion_on_enrollment: bool = False
    participant_categories: Words = Field(default=("physician", "other"), min_length=1)
    credit_types: Words = ()
    wait_days: int = Field(default=90, ge=1, le=366)

    @property
    def waits(self) -> timedelta:
        """How long a row may wait."""
        return timedelta(days=self.wait_days)


def settings(context: Context) -> ImportSettings:
    """Return the flow's settings with their type."""
    assert isinstance(context.settings, ImportSettings)
    return context.settings
