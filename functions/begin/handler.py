"""Begin: admit the run (enabled, due, nobody else at it) and take the flow's lease, or say why not."""

from rollbook import assembly, flows
from rollbook.aws import settings
from rollbook.aws.clock import SystemClock
from rollbook.aws.environment import Environment
from rollbook.aws.metrics import emit_schedule
from rollbook.aws.step import step
from rollbook.aws.stores import Stores
from rollbook.model.messages import BeginRequest, BeginResult
from rollbook.steps.begin import begin


class BeginEnvironment(Environment):
    """What begin may know."""

    coordination_table: str
    runs_table: str


ENVIRONMENT = BeginEnvironment.read()
FOLDER = settings.folder()
STORES = Stores(coordination_table=ENVIRONMENT.coordination_table, runs_table=ENVIRONMENT.runs_table)


@step
def lambda_handler(request: BeginRequest) -> BeginResult:
    """Begin one run."""
    rules = assembly.rules(FOLDER, flows.load(request.flow))
    acting = assembly.acting(FOLDER, rules.flow)
    result = begin(
        request, rules=rules, registers=STORES.registers, runs=STORES.runs, clock=SystemClock(), acting=acting
    )
    emit_schedule(result)
    return result
