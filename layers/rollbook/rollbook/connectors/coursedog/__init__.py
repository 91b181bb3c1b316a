"""Coursedog: class schedules, to read and write. Most of its contract is our own (docs/apis/coursedog.yaml)."""

from rollbook.connectors.coursedog.dictionary import entries
from rollbook.connectors.coursedog.events import interpret
from rollbook.connectors.coursedog.polling import poll
from rollbook.connectors.coursedog.settings import Credentials, Settings, limits_of
from rollbook.connectors.coursedog.subscribing import subscribe
from rollbook.connectors.coursedog.writables import WRITES
from rollbook.connectors.opening import opened_by
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="coursedog",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    limits=limits_of,
    reads=("terms", "courses", "sections", "relationships", "users"),
    writes=WRITES,
    interpret=interpret,
    subscribe=subscribe,
    poll=poll,
    dictionary=entries,
)
