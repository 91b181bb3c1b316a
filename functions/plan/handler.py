"""Plan: compare what the target should hold with what it is known to hold, guard, and cut the rest into chunks."""

from rollbook import assembly, flows
from rollbook.aws import settings
from rollbook.aws.clock import SystemClock
from rollbook.aws.environment import Environment
from rollbook.aws.step import step
from rollbook.aws.stores import Stores
from rollbook.model.messages import PlanRequest, PlanResult
from rollbook.steps.plan import plan
from rollbook.steps.prepare import prepare


class PlanEnvironment(Environment):
    """What plan may know."""

    data_bucket: str
    mappings_table: str
    coordination_table: str
    secrets_prefix: str
    rate_scale: float


ENVIRONMENT = PlanEnvironment.read()
FOLDER = settings.folder()
STORES = Stores(**ENVIRONMENT.model_dump(exclude={"rate_scale"}))


@step
def lambda_handler(request: PlanRequest) -> PlanResult:
    """Plan one stream."""
    terms = assembly.terms(FOLDER, flows.load(request.run.flow), ENVIRONMENT.rate_scale)
    secret = STORES.secrets.text("digest-key").encode()
    work = prepare if request.run.prepare else plan
    return work(request, terms=terms, secret=secret, stores=STORES, clock=SystemClock())
