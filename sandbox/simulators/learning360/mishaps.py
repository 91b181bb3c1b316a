"""What can go wrong on 360Learning's own side, as the control door asks for it."""

import dataclasses


@dataclasses.dataclass(slots=True)
class Mishaps:
    """What is wrong now, and what will go wrong with the next operations."""

    bulk_disabled: bool = False
    # External ids whose objects fail one by one, with the message that each of their results has.
    rejected: dict[str, str] = dataclasses.field(default_factory=dict)
    _locations_to_lose: int = 0
    _breaks: list[int | None] = dataclasses.field(default_factory=list)

    def lose_location(self, times: int = 1) -> None:
        """Take the next bulk calls on without saying where."""
        self._locations_to_lose = times

    def loses_location(self) -> bool:
        """Say whether this call's answer has no Location, and count it."""
        loses = self._locations_to_lose > 0
        self._locations_to_lose -= loses
        return loses

    def break_off(self, after: int | None = None, times: int = 1) -> None:
        """Let the next operations end in an error after so many objects, half of them without a figure."""
        self._breaks = [after] * times

    def breaks_after(self, size: int) -> int | None:
        """Return after how many objects an operation of this size breaks off, nothing where it does not."""
        if not self._breaks:
            return None
        after = self._breaks.pop()
        return size // 2 if after is None else min(after, size)

    def disable_bulk(self, disabled: bool = True) -> None:
        """Disable the bulk API, or enable it."""
        self.bulk_disabled = disabled

    def reject(self, external_id: str, message: str = "") -> None:
        """Let every object about this external id fail with a message; none fails any more without one."""
        if message:
            self.rejected[external_id] = message
        else:
            self.rejected.pop(external_id, None)
