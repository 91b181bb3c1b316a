"""What may go out to Schoology together."""

from rollbook.connectors.schoology.translate import data_of
from rollbook.model.descriptors import Writable

BULK = 50
"""Items that one call may carry (Schoology's documentation of users, courses, sections and enrollments)."""

WRITES = {
    "terms": Writable(bulk=1),
    "users": Writable(bulk=BULK),
    "courses": Writable(bulk=BULK),
    # Sections are created below their course, so only those of one course may share a call.
    "sections": Writable(bulk=BULK, group=lambda change: str(data_of(change).get("course", ""))),
    "enrollments": Writable(bulk=BULK),
}
