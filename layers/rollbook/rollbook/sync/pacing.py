"""Pacing: credits are handed out at an even pace in advance, so that nobody is refused (PL10).

The shared state is one number: the moment from which the next credit is free. Whoever needs credits moves it on
and waits for its own moment. A system that asks to wait moves it for everybody.
"""

from datetime import datetime, timedelta

from rollbook.model.descriptors import Limits

MARGIN = 1.01
"""Slower than the limit by this factor, because calls arrive with jitter."""


def reserve(
    free_from: datetime | None, now: datetime, credits_needed: float, limits: Limits
) -> tuple[datetime, datetime]:
    """Return when these credits may be spent, and from when the next ones are free."""
    start = now if free_from is None else max(now, free_from)
    return start, start + timedelta(seconds=credits_needed * limits.seconds_per_credit * MARGIN)


def penalise(free_from: datetime | None, now: datetime, seconds: float) -> datetime:
    """Return from when credits are free after a system asked everybody to wait so long."""
    wait = now + timedelta(seconds=seconds)
    return wait if free_from is None else max(free_from, wait)
