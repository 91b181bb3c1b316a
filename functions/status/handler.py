"""Status: answer how a record stands between its systems, and what the error codes of a system mean."""

from rollbook import assembly, connectors
from rollbook.aws.environment import Environment
from rollbook.aws.questions import Question, asked
from rollbook.aws.stores import Stores
from rollbook.model.records import Json
from rollbook.steps.status import status


class StatusEnvironment(Environment):
    """What status may know."""

    data_bucket: str
    mappings_table: str
    secrets_prefix: str


STORES = Stores(**StatusEnvironment.read().model_dump())


@asked
def lambda_handler(question: Question) -> Json:
    """Answer one question."""
    if "system" in question.path:
        system = connectors.load(question.path["system"])
        return {"system": system.name, "errors": list(system.dictionary())}
    flows = assembly.keeping_in_step(question.path["integration"], question.path["stream"])
    return status(
        flows,
        question.path["stream"],
        question.query.get("key", ""),
        secret=STORES.secrets.text("digest-key").encode(),
        mappings=STORES.mappings,
        standings=STORES.standings,
    )
