"""Apply: send one chunk of changes to the target and remember what happened to each record."""

from rollbook import assembly, flows
from rollbook.aws import settings
from rollbook.aws.clock import SystemClock
from rollbook.aws.environment import Environment
from rollbook.aws.step import step
from rollbook.aws.stores import Stores
from rollbook.aws.translation import in_our_words
from rollbook.model.messages import ApplyRequest, ApplyResult
from rollbook.steps.apply import apply


class ApplyEnvironment(Environment):
    """What apply may know."""

    data_bucket: str
    mappings_table: str
    coordination_table: str
    secrets_prefix: str
    rate_scale: float


ENVIRONMENT = ApplyEnvironment.read()
FOLDER = settings.folder()
STORES = Stores(**ENVIRONMENT.model_dump(exclude={"rate_scale"}))


@step
def lambda_handler(request: ApplyRequest) -> ApplyResult:
    """Send one chunk."""
    flow = flows.load(request.run.flow)
    target = assembly.target(flow.target, FOLDER, STORES, ENVIRONMENT.rate_scale)
    return apply(request, flow=flow, target=target, stores=STORES, clock=SystemClock(), explain=in_our_words)
