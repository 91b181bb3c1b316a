"""The names of the small results that steps leave for the report."""

from datetime import datetime

PLAN = "plan/"
CALLS = "calls/"
FAILURES = "failures/"


def calls_note(step: str, attempt: datetime) -> str:
    """Return the name under which one attempt of a step notes its calls, so that a repeated one adds to the first."""
    return f"{CALLS}{step}-{attempt:%H%M%S%f}"


FILES = "files"
"""The note of when the files were uploaded that a run has read; one that was uploaded again since is another one."""
