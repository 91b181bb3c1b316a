"""Time zones by the name that a record gives, without trusting it."""

from functools import lru_cache
from zoneinfo import ZoneInfo

_MOST_ZONES = 64


@lru_cache(maxsize=_MOST_ZONES)
def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone of that name in the tz database, None where it has no such zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: a name such as "America" is a folder of the database.
        return None
