"""GEGI: what a college teaches, to read; attendance, to write. Its contract is our own (docs/apis/gegi.yaml)."""

from rollbook.connectors.gegi.settings import Credentials, Settings
from rollbook.connectors.gegi.writables import WRITES
from rollbook.connectors.opening import opened_by
from rollbook.model.descriptors import Connector

CONNECTOR = Connector(
    name="gegi",
    credentials=Credentials,
    settings=Settings,
    open=opened_by(__name__),
    # The contract promises no figure; a demand to wait is obeyed.
    limits=lambda _: None,
    reads=(
        "school",
        "campuses",
        "programs",
        "programCourses",
        "groups",
        "courses",
        "instructors",
        "students",
        "agreements",
        "classes",
    ),
    writes=WRITES,
)
