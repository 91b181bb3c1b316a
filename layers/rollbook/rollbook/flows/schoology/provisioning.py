"""eSchoolPLUS to Schoology: terms, users, courses, sections, enrollments (SG2, SG3, SG5-SG10)."""

from rollbook.flows.schoology import prior
from rollbook.flows.schoology.catalogue import (
    courses,
    grading_periods,
    sections,
    shared_class_codes,
    shared_course_codes,
)
from rollbook.flows.schoology.oneroster import by_key
from rollbook.flows.schoology.people import shared, users
from rollbook.flows.schoology.roster import enrollments, spared
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.descriptors import Flow, Removal, Stream

FLOW = Flow(
    name="schoology.provisioning",
    source="eschoolplus",
    target="schoology",
    settings=ProvisioningSettings,
    streams=(
        Stream(name="terms", reads="academicSessions", writes="terms", desired=grading_periods),
        Stream(
            name="users",
            reads="users",
            writes="users",
            desired=users,
            lookups={"orgs": by_key, "users": shared},
            matching=prior.USERS,
        ),
        Stream(
            name="courses",
            reads="courses",
            writes="courses",
            desired=courses,
            lookups={"orgs": by_key, "courses": shared_course_codes},
            matching=prior.COURSES,
        ),
        Stream(
            name="sections",
            reads="classes",
            writes="sections",
            desired=sections,
            lookups={"orgs": by_key, "academicSessions": by_key, "classes": shared_class_codes},
            after=("terms", "courses"),
            matching=prior.SECTIONS,
        ),
        Stream(
            name="enrollments",
            reads="enrollments",
            writes="enrollments",
            desired=enrollments,
            removal=Removal.DROP,
            spares=spared,
            lookups={"orgs": by_key, "academicSessions": by_key, "classes": by_key},
            after=("users", "sections"),
        ),
    ),
)
