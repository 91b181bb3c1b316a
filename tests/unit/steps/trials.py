"""Members on trial: records that time alone will decide."""

from datetime import datetime, timedelta

from tests.unit.steps.club import Club, member, on_trial

HOUR = timedelta(hours=1)
TRIAL = 8 * HOUR


def somebody_on_trial(club: Club, of: int = 0, who: int = 1) -> datetime:
    """Enter a member whose trial ends in a while, and return when."""
    until = club.clock.now() + TRIAL
    club.enter("members", on_trial(member(of, who), until))
    return until


def wait_until(club: Club, moment: datetime) -> None:
    club.clock.sleep((moment - club.clock.now()).total_seconds())
