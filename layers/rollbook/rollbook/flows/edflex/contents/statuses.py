"""Which contents are offered, by the status that Edflex gives them (EF3)."""

from rollbook.flows.edflex.spelling import spelled

_OFFERED = frozenset({"coming soon", "open all year", "opened"})


def is_offered(status: str) -> bool:
    """Say whether contents of a status are for 360Learning; those of any other one are archived, or never come."""
    return spelled(status) in _OFFERED
