"""Edflex: a portal's contents and what learners did with them, only to read.

How contents are asked for is published; the rest of the contract is our own (docs/apis/edflex.yaml).
"""

from rollbook.connectors.edflex.settings import Credentials, Settings, limits_of
from rollbook.connectors.opening import opened_by
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="edflex",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    limits=limits_of,
    reads=("contents", "statistics"),
    writes={},
)
