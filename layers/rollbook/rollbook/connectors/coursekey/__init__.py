"""CourseKey: takes what is taught, gives attendance. Its contract is our own (docs/apis/coursekey.yaml)."""

from rollbook.connectors.coursekey.events import interpret
from rollbook.connectors.coursekey.settings import Credentials, Settings, limits_of
from rollbook.connectors.coursekey.subscribing import subscribe
from rollbook.connectors.coursekey.writables import WRITES
from rollbook.connectors.opening import opened_by
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="coursekey",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    limits=limits_of,
    reads=("attendance",),
    writes=WRITES,
    interpret=interpret,
    subscribe=subscribe,
)
