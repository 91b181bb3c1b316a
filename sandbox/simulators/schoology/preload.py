"""The school as it stands before anything was provisioned: buildings, roles, one administrator, one grading period."""

from sandbox.institution import Institution
from sandbox.institution.calendar import CURRENT_TERM
from sandbox.simulators.schoology.tables import School, new_school
from sandbox.simulators.schoology.user_fields import EMPTY_USER

FIRST_ID = 5_000_001
ADMIN_ROLE = "School Admin"
ADMIN_SCHOOL_UID = "sgy-admin"
_ROLES = ((ADMIN_ROLE, 1), ("Teacher", 1), ("Student", 0), ("Parent", 0))


def preloaded_school(institution: Institution) -> School:
    """Make the school of an institution: a building per SIS school, joined by `building_code` = org identifier."""
    school = new_school("Maple Ridge District", FIRST_ID)
    school.buildings = [
        {"id": next(school.ids), "title": org["name"], "building_code": org["identifier"]}
        for org in institution.schools()
    ]
    school.roles = [{"id": next(school.ids), "title": title, "faculty": faculty} for title, faculty in _ROLES]
    owner = school.users.add(
        {
            **EMPTY_USER,
            "id": next(school.ids),
            "school_uid": ADMIN_SCHOOL_UID,
            "name_first": "Registrar",
            "name_last": "Maple Ridge",
            "username": "registrar",
            "primary_email": "registrar@maple-ridge.example",
            "role_id": school.role_titled(ADMIN_ROLE),
            "building_id": school.id,
        }
    )
    school.owner_id = owner["id"]
    for session in institution.academicSessions.values():
        if session["title"] == CURRENT_TERM:
            school.grading_periods.add(
                {
                    "id": next(school.ids),
                    "title": session["title"],
                    "start": session["startDate"],
                    "end": session["endDate"],
                }
            )
    return school
