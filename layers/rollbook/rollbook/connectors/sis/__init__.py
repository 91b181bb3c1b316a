"""The student information system behind Coursedog: Banner, Colleague or PeopleSoft, as Ellucian Ethos offers it.

What is published of Ethos, and what is our own contract, stands in docs/apis/sis.yaml.
"""

from rollbook.connectors.opening import opened_by
from rollbook.connectors.sis.dictionary import entries
from rollbook.connectors.sis.settings import Credentials, Settings, limits_of
from rollbook.connectors.sis.writables import WRITES
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="sis",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    limits=limits_of,
    reads=("terms", "courses", "sections", "relationships"),
    writes=WRITES,
    dictionary=entries,
)
