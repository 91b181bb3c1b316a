"""Times on the clocks of a zone, as EventBridge Scheduler reads its expressions."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def next_in_zone(next_fire: Callable[[datetime], datetime | None], after: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the next time, in UTC, that ``next_fire`` finds after ``after`` when it is shown the clocks of ``zone``.

    ``next_fire`` reads whatever it is given as if it were UTC. A time that the clocks skip in spring comes after the
    gap; of a time that they show twice in autumn, the one that is still to come.
    """
    found = next_fire(after.astimezone(zone).replace(tzinfo=UTC))
    if found is None:
        return None
    moment = found.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return moment if moment > after else found.replace(tzinfo=zone, fold=1).astimezone(UTC)


def moment_in_zone(wall_time: float, zone: ZoneInfo) -> float:
    """Return the Unix time at which the clocks of ``zone`` show what a clock in UTC shows at ``wall_time``."""
    return datetime.fromtimestamp(wall_time, UTC).replace(tzinfo=zone).timestamp()
