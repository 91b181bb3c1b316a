"""Schoology, written through its REST API v1 (https://developers.schoology.com/api-documentation)."""

from rollbook.connectors.opening import opened_by
from rollbook.connectors.schoology.settings import Credentials, Settings, limits_of
from rollbook.connectors.schoology.writables import WRITES
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="schoology",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    limits=limits_of,
    writes=WRITES,
)
