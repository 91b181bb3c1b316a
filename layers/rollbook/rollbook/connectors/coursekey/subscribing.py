"""Asks every school of CourseKey to send its events to an address; done twice, it changes nothing the second time."""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from rollbook.connectors.answers import Answer
from rollbook.connectors.coursekey.settings import NAME
from rollbook.connectors.coursekey.wire import Target
from rollbook.model.descriptors import Client
from rollbook.model.errors import (
    BatchRefusedError,
    ContractError,
    OutcomeUnknownError,
    RollbookError,
    SettingsError,
    SystemUnavailableError,
)
from rollbook.model.records import Json

_PREFIX = "whsec_"


class School(Protocol):
    """What is needed of the way into one school."""

    @property
    def school(self) -> str:
        """The School ID."""
        ...

    def put(self, collection: str, body: Json) -> Answer:
        """Return the answer to a write that was accepted."""
        ...


@runtime_checkable
class Caller(Protocol):
    """What is needed of the client."""

    @property
    def schools(self) -> Iterable[School]:
        """The ways into all schools."""
        ...


def subscribe(client: Client, address: str, key: str) -> str:
    """Have the events of all schools sent to the address, signed with the key.

    A school that cannot be told keeps no other one waiting. The sentence names neither the address nor the key. Raises
    SettingsError without a key, and the error of the first school that was not told, which names all of these.
    """
    assert isinstance(client, Caller), "this is the client of CourseKey"
    if not key:
        raise SettingsError(
            f"{NAME} signs its events, and needs a key for it: set the scheme standard_webhooks in the secret of its "
            "webhooks."
        )
    wanted = {"url": address, "key": _PREFIX + key.removeprefix(_PREFIX)}
    schools = list(client.schools)
    problems = [problem for school in schools if (problem := _problem(school, wanted))]
    if problems:
        told = f" {len(schools) - len(problems)} of {len(schools)} schools were told. Subscribe again for the others."
        raise type(problems[0])(" ".join(map(str, problems)) + told)
    return f"{NAME} sends the events of attendance: {', '.join(school.school for school in schools)}."


def _problem(school: School, wanted: Json) -> RollbookError | None:
    try:
        answer = school.put("webhook", wanted)
        if answer.parse(Target.model_validate_json).url != wanted["url"]:
            raise answer.unfit("it names another address than it was told")
    except BatchRefusedError as refused:
        return ContractError(f"{refused.sentence} Its events do not reach Rollbook.")
    except OutcomeUnknownError as unknown:
        return SystemUnavailableError(str(unknown))
    except RollbookError as error:
        return error
    return None
