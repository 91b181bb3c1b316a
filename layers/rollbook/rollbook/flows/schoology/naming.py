"""The keys by which Schoology knows what eSchoolPLUS has: provisioning gives them, and grades come back by them."""

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.records import Json


def school_uid(user: Json, chosen: ProvisioningSettings) -> str | None:
    """Return the user's school uid: the field that settings name, None where it is empty."""
    return oneroster.key(user) if chosen.school_uid == "sourcedId" else oneroster.text(user, chosen.school_uid)


def section_school_code(course_class: Json, chosen: ProvisioningSettings) -> str | None:
    """Return the class's section school code: the field that settings name, None where it is empty."""
    if chosen.section_school_code == "sourcedId":
        return oneroster.key(course_class)
    return oneroster.text(course_class, chosen.section_school_code)
