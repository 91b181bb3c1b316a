"""What an institution sets for its class schedules: `coursedog.pull.yaml` and `coursedog.post.yaml` (CD1, CD6, CD7)."""

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from rollbook.flows.coursedog.scheduling.fields import RELATIONSHIPS, SECTIONS, WORDS
from rollbook.flows.coursedog.scheduling.profiles import PROFILES, Profile, Sis
from rollbook.model.descriptors import Context
from rollbook.model.records import Frozen
from rollbook.model.settings import FlowSettings


class MergeMethod(StrEnum):
    """Which side a field is taken from, in Coursedog's names, and `stop`, which asks a person."""

    ALWAYS_COURSEDOG = "alwaysCoursedog"
    ALWAYS_INSTITUTION = "alwaysInstitution"
    RESOLVE_AS_COURSEDOG = "resolveAsCoursedog"
    RESOLVE_AS_INSTITUTION = "resolveAsInstitution"
    STOP = "stop"


def _each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted(value for value, times in Counter(values).items() if times > 1)
    if twice:
        raise ValueError(f"each may stand here once, and {', '.join(twice)} does more often")
    return values


_Term = Annotated[str, Field(coerce_numbers_to_str=True, min_length=1, pattern=r"^[^/\s]+$")]
_Terms = Annotated[tuple[_Term, ...], AfterValidator(_each_once)]
_Paths = Annotated[tuple[str, ...], AfterValidator(_each_once)]


class TermsSetting(Frozen):
    """The codes of the terms that flow, for each kind of record (CD1)."""

    courses: _Terms
    sections: _Terms
    relationships: _Terms


class FieldException(Frozen):
    """Fields that are merged in another way than the rest of their record."""

    fields: _Paths = Field(min_length=1)
    method: MergeMethod


class EntityMerge(Frozen):
    """How one kind of record is merged: a method for all, another for some fields, and which may be emptied."""

    default: MergeMethod
    exceptions: tuple[FieldException, ...] = ()
    empties: _Paths = ()

    @property
    def methods(self) -> dict[str, MergeMethod]:
        """The methods of the exceptions, by path."""
        return {path: exception.method for exception in self.exceptions for path in exception.fields}

    @field_validator("exceptions")
    @classmethod
    def _each_field_once(cls, exceptions: tuple[FieldException, ...]) -> tuple[FieldException, ...]:
        _each_once(tuple(path for exception in exceptions for path in exception.fields))
        return exceptions


class MergeSettings(Frozen):
    """How records are merged that both sides changed (CD6).

    `precedence` says what holds for a field that stands in the settings and is also one that the SIS alone says.
    """

    precedence: Literal["fixed_first", "settings_first"]
    courses: EntityMerge
    sections: EntityMerge
    relationships: EntityMerge

    @model_validator(mode="after")
    def _of_fields_that_there_are(self) -> Self:
        for entity, words in WORDS.items():
            chosen = self.of(entity)
            _accepted((*chosen.methods, *chosen.empties), tuple(words), entity)
        return self

    def of(self, entity: str) -> EntityMerge:
        """Return how a kind of record is merged."""
        found = getattr(self, entity)
        assert isinstance(found, EntityMerge)
        return found


class PullSettings(FlowSettings):
    """Which SIS it is, which terms flow, and how records are merged, beside what every flow has."""

    guarded: ClassVar = (SECTIONS, RELATIONSHIPS)

    sis: Sis
    terms: TermsSetting
    merge: MergeSettings

    @property
    def profile(self) -> Profile:
        """What is particular of the SIS."""
        return PROFILES[self.sis]

    @property
    def every_term(self) -> tuple[str, ...]:
        """The terms that flow for any kind of record."""
        return tuple(sorted({*self.terms.courses, *self.terms.sections, *self.terms.relationships}))


class PhaseSetting(Frozen):
    """A span of days, first and last included, in which only some fields may change, for some roles (CD7).

    Without `roles` it is everybody.
    """

    name: str = Field(min_length=1)
    first: date = Field(alias="from")
    until: date
    terms: _Terms | Literal["all"]
    fields: _Paths
    roles: _Paths = ()

    @field_validator("fields")
    @classmethod
    def _that_there_are(cls, fields: tuple[str, ...]) -> tuple[str, ...]:
        _accepted(fields, (*WORDS[SECTIONS], RELATIONSHIPS), "phases")
        return fields

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.until < self.first:
            raise ValueError("until is the last day, and cannot be before from")
        return self


class PostSettings(FlowSettings):
    """Whether changes go to the SIS as they are saved, and what may change when, beside what every flow has."""

    guarded: ClassVar = (SECTIONS, RELATIONSHIPS)

    live_sync: bool = True
    phases: tuple[PhaseSetting, ...] = ()

    @field_validator("phases")
    @classmethod
    def _each_name_once(cls, phases: tuple[PhaseSetting, ...]) -> tuple[PhaseSetting, ...]:
        _each_once(tuple(phase.name for phase in phases))
        return phases


def _accepted(paths: tuple[str, ...], accepted: tuple[str, ...], where: str) -> None:
    unknown = sorted(set(paths) - set(accepted))
    if unknown:
        raise ValueError(f"{where} has no field {', '.join(unknown)}; accepted are {', '.join(accepted)}")


def pulls(context: Context) -> bool:
    """Say whether records come from the SIS in this run, and do not go to it."""
    return isinstance(context.settings, PullSettings)


def shared(context: Context) -> PullSettings:
    """Return the settings that both flows share: those of the pull."""
    found = context.settings if pulls(context) else context.neighbour
    assert isinstance(found, PullSettings)
    return found


def posting(context: Context) -> PostSettings:
    """Return the settings of the flow to the SIS."""
    assert isinstance(context.settings, PostSettings)
    return context.settings
