"""How far a learner has come, by the status that Edflex shows (EF7)."""

from rollbook.flows.edflex.spelling import spelled

_COMPLETED = "completed"
_PROGRESS = {_COMPLETED: 100, "in progress": 50}


def is_completed(status: str) -> bool:
    """Say whether a status means that the learner has finished."""
    return spelled(status) == _COMPLETED


def progress_of(status: str) -> int:
    """Return the progress in percent: 100 when completed, 50 while in progress, 0 for every other status."""
    return _PROGRESS.get(spelled(status), 0)
