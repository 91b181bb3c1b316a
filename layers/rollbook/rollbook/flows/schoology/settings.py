"""What an institution sets for provisioning Schoology from eSchoolPLUS: `schoology.provisioning.yaml`."""

from typing import ClassVar, Literal

from pydantic import Field, field_validator

from rollbook.model.records import Frozen
from rollbook.model.settings import FlowSettings

SourceRole = Literal[
    "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative",
    "siteAdministrator", "student", "systemAdministrator", "teacher",
]  # fmt: skip


class SchoolSetting(Frozen):
    """One eSchoolPLUS school, the Schoology building it maps to, and which of its streams flow (SG5, SG8-SG10)."""

    identifier: str = Field(min_length=1)
    building: int = Field(gt=0)
    users: bool = True
    courses: bool = True
    sections: bool = True


class ProvisioningSettings(FlowSettings):
    """Schools, roles and terms of the flow, beside what every flow has.

    `roles` maps eSchoolPLUS roles to Schoology role ids; a person with several gets the first that is listed.
    `grading_periods` maps titles of eSchoolPLUS terms to existing Schoology grading periods; others are created when
    `create_grading_periods` is on (SG6). `shared_email` is for people who have one e-mail address together: Schoology
    gives it to one of them only, and Rollbook does not guess to whom (SG7).
    """

    guarded: ClassVar = ("enrollments",)

    schools: tuple[SchoolSetting, ...] = Field(min_length=1)
    roles: dict[SourceRole, int] = Field(min_length=1)
    term_types: tuple[Literal["term", "semester", "schoolYear", "gradingPeriod"], ...] = Field(("term",), min_length=1)
    grading_periods: dict[str, int] = {}  # noqa: RUF012 - pydantic copies defaults
    create_grading_periods: bool = True
    school_uid: Literal["identifier", "sourcedId", "username"] = "identifier"
    shared_email: Literal["leave_out", "refuse"] = "leave_out"
    section_school_code: Literal["sourcedId", "classCode"] = "sourcedId"

    @field_validator("schools")
    @classmethod
    def _each_school_once(cls, schools: tuple[SchoolSetting, ...]) -> tuple[SchoolSetting, ...]:
        identifiers = [school.identifier for school in schools]
        twice = sorted({identifier for identifier in identifiers if identifiers.count(identifier) > 1})
        if twice:
            raise ValueError(f"each school may stand here once, and {', '.join(twice)} does more often")
        return schools
