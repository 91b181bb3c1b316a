"""What of a system can be written, and what a flow is told that names something else."""

from collections.abc import Iterable

from rollbook.model.errors import ContractError


def writable(vendor: str, entity: str, collections: Iterable[str]) -> str:
    """Return the collection if it is one of those that can be written; raises ContractError for any other."""
    known = tuple(collections)
    if entity not in known:
        raise ContractError(
            f"The {entity} of {vendor} are only read; what can be written is {', '.join(known)}. "
            "Name another system as the flow's target."
        )
    return entity
