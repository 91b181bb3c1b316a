"""Schoology, read and written through its REST API v1 (https://developers.schoology.com/api-documentation)."""

from rollbook.connectors.opening import opened_by
from rollbook.connectors.schoology.events import interpret
from rollbook.connectors.schoology.settings import Credentials, Settings, acting_of, limits_of
from rollbook.connectors.schoology.subscribing import subscribe
from rollbook.connectors.schoology.writables import WRITES
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="schoology",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    limits=limits_of,
    reads=("users", "courses", "sections", "gradebooks"),
    writes=WRITES,
    interpret=interpret,
    subscribe=subscribe,
    acting=acting_of,
)
