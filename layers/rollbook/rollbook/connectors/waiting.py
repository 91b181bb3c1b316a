"""What an answer, or the lack of one, says about trying again."""

import socket
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime

import requests


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `Retry-After` asks for, None where it says nothing that can be understood.

    A date is counted from the answer's own `Date`, so that no clock is asked (RFC 9110, section 10.2.3).
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        seconds = (parsedate_to_datetime(asked) - parsedate_to_datetime(headers.get("Date", ""))).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(0.0, seconds)


def never_arrived(error: requests.RequestException) -> bool:
    """Say whether a failed attempt surely did not reach the system: there was no connection at all."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    return any(isinstance(cause, ConnectionRefusedError | socket.gaierror) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
