"""eSchoolPLUS through OneRoster: rosters to read, gradebooks to write (https://www.imsglobal.org/spec/oneroster/v1p2)."""

from rollbook.connectors.eschoolplus.settings import Credentials, Settings
from rollbook.connectors.eschoolplus.writables import WRITES
from rollbook.connectors.opening import opened_by
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="eschoolplus",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    # No figures are published; a demand to wait is obeyed.
    limits=lambda _: None,
    reads=("orgs", "academicSessions", "courses", "classes", "users", "enrollments", "categories"),
    writes=WRITES,
)
