"""How long a connector waits and how often it tries: settings that every system has."""

from pydantic import Field

from rollbook.model.records import Frozen


class Patience(Frozen):
    """Seconds for a connection and for an answer, attempts per call, and the longest wait that a system may ask for."""

    connect_seconds: float = Field(default=5, gt=0, le=60)
    read_seconds: float = Field(default=30, gt=0, le=300)
    attempts: int = Field(default=4, ge=1, le=10)
    longest_wait_seconds: float = Field(default=60, gt=0, le=600)
