"""Poll: ask a system what happened since the last time, and queue that as if it had sent events."""

from rollbook import assembly
from rollbook.aws import session, settings
from rollbook.aws.clock import SystemClock
from rollbook.aws.environment import Environment
from rollbook.aws.inbox import SqsInbox
from rollbook.aws.step import step
from rollbook.aws.stores import Stores
from rollbook.model.messages import PollRequest, PollResult
from rollbook.steps.poll import poll


class PollEnvironment(Environment):
    """What poll may know."""

    inbox_queue: str
    coordination_table: str
    secrets_prefix: str
    rate_scale: float


ENVIRONMENT = PollEnvironment.read()
FOLDER = settings.folder()
STORES = Stores(**ENVIRONMENT.model_dump(exclude={"rate_scale", "inbox_queue"}))
INBOX = SqsInbox(session.sqs(), ENVIRONMENT.inbox_queue, session.dynamodb(), ENVIRONMENT.coordination_table)


@step
def lambda_handler(request: PollRequest) -> PollResult:
    """Queue what one system tells; nobody is asked while no flow wants to know."""
    ask = assembly.asking(request.system, FOLDER, STORES, ENVIRONMENT.rate_scale)
    return poll(request, ask=ask, inbox=INBOX, registers=STORES.registers, clock=SystemClock())
