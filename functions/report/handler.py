"""Report: move the baselines on by what the run achieved, close its record, and give the lease back."""

from rollbook import assembly
from rollbook.aws import settings
from rollbook.aws.clock import SystemClock
from rollbook.aws.environment import Environment
from rollbook.aws.metrics import emit
from rollbook.aws.step import step
from rollbook.aws.stores import Stores
from rollbook.model.messages import ReportRequest, ReportResult
from rollbook.steps.report import report


class ReportEnvironment(Environment):
    """What report may know."""

    data_bucket: str
    coordination_table: str
    runs_table: str


FOLDER = settings.folder()
STORES = Stores(**ReportEnvironment.read().model_dump())


@step
def lambda_handler(request: ReportRequest) -> ReportResult:
    """Close one run."""
    settling = assembly.settling(FOLDER, request.run.flow)
    result, record = report(request, stores=STORES, clock=SystemClock(), settling=settling)
    emit(record)
    return result
