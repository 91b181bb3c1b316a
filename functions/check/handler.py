"""Check: try the credentials of the systems, and who acts there, without changing anything."""

from rollbook import assembly, flows
from rollbook.aws import settings
from rollbook.aws.environment import Environment
from rollbook.aws.step import step
from rollbook.aws.stores import Stores
from rollbook.model.messages import CheckRequest, CheckResult
from rollbook.steps.check import check


class CheckEnvironment(Environment):
    """What check may know."""

    coordination_table: str
    secrets_prefix: str
    rate_scale: float


ENVIRONMENT = CheckEnvironment.read()
FOLDER = settings.folder()
STORES = Stores(**ENVIRONMENT.model_dump(exclude={"rate_scale"}))


@step
def lambda_handler(request: CheckRequest) -> CheckResult:
    """Check the systems of a run's flow, or all that some enabled flow is about."""
    flow = flows.load(request.run.flow) if request.run else None
    return check(
        request,
        systems=flow.systems if flow else assembly.systems_in_use(FOLDER),
        open_client=lambda system: assembly.open_client(system, FOLDER, STORES, ENVIRONMENT.rate_scale),
        registers=STORES.registers,
    )
