"""Interpret: turn queued events into looks at the records that they name; many about one record become one look."""

from functools import partial

from rollbook import assembly
from rollbook.aws import session, settings
from rollbook.aws.clock import SystemClock
from rollbook.aws.environment import Environment
from rollbook.aws.executions import Executions
from rollbook.aws.queue import Queue
from rollbook.aws.step import step
from rollbook.aws.stores import Stores
from rollbook.model.messages import InterpretRequest, InterpretResult
from rollbook.steps.interpret import interpret


class InterpretEnvironment(Environment):
    """What interpret may know."""

    data_bucket: str
    inbox_queue: str
    live_state_machine: str
    again_seconds: int


ENVIRONMENT = InterpretEnvironment.read()
FOLDER = settings.folder()


@step
def lambda_handler(request: InterpretRequest) -> InterpretResult:
    """Look at what a batch of events names."""
    listeners = partial(assembly.listeners, FOLDER)
    plans = Stores(data_bucket=ENVIRONMENT.data_bucket).plans
    live = Executions(session.waiting_stepfunctions(), ENVIRONMENT.live_state_machine).live
    result = interpret(
        request, interpreter=assembly.interpreter, listeners=listeners, plans=plans, live=live, clock=SystemClock()
    )
    Queue(session.sqs(), ENVIRONMENT.inbox_queue).again(request.receipts(result), ENVIRONMENT.again_seconds)
    return result
