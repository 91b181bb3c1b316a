"""The bodies of events that a system sends or tells: read as agreed, and never quoted where they cannot be read."""

from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, WrapValidator
from pydantic import ValidatorFunctionWrapHandler as Reader

from rollbook.model.errors import ContractError


def _or_none(given: Any, read: Reader) -> Any:
    try:
        return read(given)
    except ValidationError:
        return None


Moment = Annotated[AwareDatetime | None, WrapValidator(_or_none)]
"""When something happened; none where that cannot be read, for it only says since when a change waits."""


class Told(BaseModel):
    """A part of an event's body; what is wrong with it is said without it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Event(Told):
    """What every event says: of what kind it is."""

    type: str


_ToldT = TypeVar("_ToldT", bound=Told)


def read(model: type[_ToldT], body: bytes, *, vendor: str, contract: str) -> _ToldT:
    """Return the body of an event of a vendor, whose contract stands in a document of ours.

    Raises ContractError for one that is not as agreed; its sentence names the place and quotes nothing.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join("…" if isinstance(step, int) else step for step in first["loc"])
    # Raised out here, so that pydantic's error, which knows the body, does not travel along.
    problem = f"its {place} cannot be read" if place else "it is no JSON object"
    raise ContractError(
        f"An event of {vendor} was not understood: {problem}. Nothing was done because of it; whatever changed is "
        f"found by the next scheduled or manual run. If it stays, compare it with {contract}."
    )
