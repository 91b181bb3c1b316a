"""Extract: read one collection, or what a run looks at of it, into a snapshot, and prove that it is complete."""

from rollbook import assembly, flows
from rollbook.aws import settings
from rollbook.aws.clock import SystemClock
from rollbook.aws.environment import Environment
from rollbook.aws.step import step
from rollbook.aws.stores import Stores
from rollbook.model.messages import ExtractRequest, ExtractResult
from rollbook.model.tables import UPLOADS
from rollbook.steps.extract import extract


class ExtractEnvironment(Environment):
    """What extract may know."""

    data_bucket: str
    coordination_table: str
    secrets_prefix: str
    rate_scale: float


ENVIRONMENT = ExtractEnvironment.read()
FOLDER = settings.folder()
STORES = Stores(**ENVIRONMENT.model_dump(exclude={"rate_scale"}))


@step
def lambda_handler(request: ExtractRequest) -> ExtractResult:
    """Read one collection."""
    rules = assembly.rules(FOLDER, flows.load(request.run.flow))
    system, _ = rules.flow.place(request.entity)
    if system == UPLOADS:
        return assembly.take_in(request, rules.flow, STORES)
    client = assembly.open_client(system, FOLDER, STORES, ENVIRONMENT.rate_scale)
    return extract(request, rules=rules, client=client, stores=STORES, clock=SystemClock())
