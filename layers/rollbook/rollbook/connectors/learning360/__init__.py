"""360Learning: external courses, their tags and learners' attempts at them, to write (docs/apis/learning360.yaml)."""

from rollbook.connectors.learning360.deferring import operations
from rollbook.connectors.learning360.settings import Credentials, Settings, at_once_of, limits_of
from rollbook.connectors.learning360.writables import WRITES
from rollbook.connectors.opening import opened_by
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="learning360",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    limits=limits_of,
    reads=("integration", "users"),
    writes=WRITES,
    operations=operations,
    at_once=at_once_of,
)
