"""How a rule says that a record cannot go, and what stands for rows that could not be read."""

from rollbook.model.records import Reason, Refusal


class UnfitError(Exception):
    """A record cannot go as it is; caught where the record is made, so that it is refused alone (PL8)."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.sentence)
        self.reason = reason


def unreadable(code: str) -> Refusal:
    """Return what stands for the rows of a section that could not be read; no item or grade can have this key."""
    return Refusal(f"section/{code}", _UNREADABLE)


_UNREADABLE = Reason(
    sentence="Schoology gave rows of this section's gradebook that cannot be read, so nothing of it is removed.",
    remedy="Run again; if it stays, look at the section's gradebook in Schoology and report it.",
)
