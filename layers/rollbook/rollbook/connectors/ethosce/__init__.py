"""EthosCE: people and courses to read; courses, enrollments, completions and credits to add, never to change.

Drupal's `restws` is what is published of it; the rest of the contract is our own (docs/apis/ethosce.yaml).
"""

from rollbook.connectors.ethosce.settings import Credentials, Settings, limits_of
from rollbook.connectors.ethosce.writables import WRITES
from rollbook.connectors.opening import opened_by
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="ethosce",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    limits=limits_of,
    reads=("users", "courses"),
    writes=WRITES,
)
