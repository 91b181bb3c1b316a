"""Notify: one e-mail about one run that needs a person, through an SES template."""

from rollbook import assembly
from rollbook.aws import session, settings
from rollbook.aws.environment import Environment
from rollbook.aws.mail import SesMail
from rollbook.aws.step import step
from rollbook.aws.stores import Stores
from rollbook.model.messages import NotifyRequest, NotifyResult
from rollbook.steps.notify import notify


class NotifyEnvironment(Environment):
    """What notify may know."""

    runs_table: str
    run_template: str
    sender_address: str
    alert_address: str


ENVIRONMENT = NotifyEnvironment.read()
FOLDER = settings.folder()
STORES = Stores(runs_table=ENVIRONMENT.runs_table)


@step
def lambda_handler(request: NotifyRequest) -> NotifyResult:
    """Tell the administrator about one run."""
    return notify(
        request,
        institution=assembly.institution(FOLDER),
        email=assembly.email(FOLDER, request.run.flow),
        template=ENVIRONMENT.run_template,
        runs=STORES.runs,
        mail=SesMail(session.ses(), ENVIRONMENT.sender_address, ENVIRONMENT.alert_address),
    )
