"""What a caller asks in the query string, read strictly: a parameter that is not listed or not good is refused."""

import dataclasses
from collections.abc import Collection
from datetime import datetime

from werkzeug.wrappers import Request

from sandbox.simulators.refusals import RefusalError, malformed
from sandbox.simulators.shapes import moment

_DEFAULT_LIMIT = 100


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """The parameters of one call; each may be given once."""

    values: dict[str, str]

    @classmethod
    def read(cls, request: Request, allowed: Collection[str]) -> "Question":
        """Read the query string; a `RefusalError` (400) names what is not allowed, doubled or empty."""
        for name, values in request.args.lists():
            if name not in allowed:
                raise malformed(f"There is no parameter {name} here; there are {', '.join(sorted(allowed))}.")
            if len(values) > 1 or not values[0]:
                raise malformed(f"{name} must be given once, and not be empty.")
        return cls(request.args.to_dict())

    def limit(self, most: int) -> int:
        """Return how many records a page shall have."""
        limit = self._whole("limit", _DEFAULT_LIMIT)
        if limit is None or not 1 <= limit <= most:
            raise _not_good("limit", f"a whole number from 1 to {most}")
        return limit

    def skip(self) -> int:
        """Return how many records stand before the page."""
        skip = self._whole("skip", 0)
        if skip is None:
            raise _not_good("skip", "a whole number")
        return skip

    def ids(self, name: str, most: int) -> list[str] | None:
        """Return the ids that a comma-separated parameter names, nothing where it was not given."""
        if name not in self.values:
            return None
        ids = self.values[name].split(",")
        if len(ids) > most or not all(ids):
            raise _not_good(name, f"up to {most} ids, separated by commas")
        return ids

    def moment(self, name: str) -> datetime | None:
        """Return a moment, nothing where it was not given."""
        if name not in self.values:
            return None
        if words := moment(self.values[name]):
            raise malformed(f"{name} {words}.")
        return datetime.fromisoformat(self.values[name])

    def _whole(self, name: str, default: int) -> int | None:
        given = self.values.get(name, str(default))
        return int(given) if given.isascii() and given.isdecimal() else None


def _not_good(name: str, accepted: str) -> RefusalError:
    return malformed(f"{name} must be {accepted}.")
