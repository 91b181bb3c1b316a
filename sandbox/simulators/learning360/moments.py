"""Moments as 360Learning reads and writes them: ISO 8601, in UTC, with milliseconds."""

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """Write a moment such as 2026-09-14T12:00:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: str) -> datetime:
    """Read a moment, given with any offset."""
    return datetime.fromisoformat(text).astimezone(UTC)
