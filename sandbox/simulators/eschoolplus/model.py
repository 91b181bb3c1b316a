"""The fields of OneRoster 1.2 objects: what may be named in `filter`, `sort` and `fields` (its OpenAPI files)."""

from sandbox.simulators.eschoolplus.gradebook_fields import FORMS

_EVERY = frozenset({"sourcedId", "status", "dateLastModified", "metadata"})

FIELDS = {
    "orgs": _EVERY | {"name", "type", "identifier", "parent", "children"},
    "academicSessions": _EVERY | {"title", "startDate", "endDate", "type", "parent", "children", "schoolYear"},
    "courses": _EVERY | {"title", "schoolYear", "courseCode", "grades", "subjects", "org", "subjectCodes", "resources"},
    "classes": _EVERY
    | {"title", "classCode", "classType", "location", "grades", "subjects", "course", "school", "terms"}
    | {"subjectCodes", "periods", "resources"},
    "users": _EVERY
    | {"userMasterIdentifier", "username", "userIds", "enabledUser", "givenName", "familyName", "middleName"}
    | {"preferredFirstName", "preferredMiddleName", "preferredLastName", "pronouns", "roles", "userProfiles"}
    | {"primaryOrg", "identifier", "email", "sms", "phone", "agents", "grades", "password", "resources"},
    "enrollments": _EVERY | {"user", "class", "school", "role", "primary", "beginDate", "endDate"},
    **{collection: frozenset(form.fields) for collection, form in FORMS.items()},
}

# The word around one object (`{"user": {...}}`).
SINGULAR = {
    "orgs": "org",
    "academicSessions": "academicSession",
    "courses": "course",
    "classes": "class",
    "users": "user",
    "enrollments": "enrollment",
    **{collection: form.word for collection, form in FORMS.items()},
}
