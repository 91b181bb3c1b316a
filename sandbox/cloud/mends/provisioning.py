"""How a mend changes what CloudFormation does with one type of resource."""

from collections.abc import Callable
from typing import Any

from ministack.services.cloudformation import provisioners

from sandbox.cloud.mends.pins import MendRefusedError, require_pinned_version


def handlers(resource_type: str) -> dict[str, Any]:
    """Return the create, update and delete functions of a CloudFormation type, to be changed in place."""
    require_pinned_version()
    table: dict[str, dict[str, Any]] = provisioners._RESOURCE_HANDLERS  # noqa: SLF001 - no public registry exists
    if resource_type not in table:
        raise MendRefusedError(f"MiniStack has no {resource_type} any more: look at its mend again")
    return table[resource_type]


def after_provisioning(resource_type: str, apply: Callable[[str, dict[str, Any]], None]) -> None:
    """Call ``apply(physical id, properties)`` after each create and update of a ``resource_type``."""
    functions = handlers(resource_type)
    create = functions["create"]
    update = functions["update"]

    def create_and_apply(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        created = create(logical_id, properties, stack)
        apply(created[0], properties)
        return created

    def update_and_apply(physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any) -> Any:
        updated = update(physical_id, old, new, *rest)
        apply(updated[0], new)
        return updated

    functions["create"] = create_and_apply
    functions["update"] = update_and_apply
