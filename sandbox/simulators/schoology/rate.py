"""What calls cost: the credits of Schoology's rate limit (PowerSchool, system requirements of Schoology)."""

READ_CREDITS = 1
WRITE_CREDITS = 3


def price(method: str) -> int:
    """Return the credits that a call costs."""
    return READ_CREDITS if method in {"GET", "OPTIONS"} else WRITE_CREDITS
