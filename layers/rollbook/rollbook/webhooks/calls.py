"""One call at the door, exactly as it came: nothing of it is parsed or believed yet."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RawCall:
    """A webhook call; what may name a person or hold a secret never shows in its `repr`.

    `path_secret` is empty when the path has none. `headers` are in the order and as often as they came.
    `received_at` is aware, and the present for every rule of this package.
    """

    sender: str
    path_secret: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    received_at: datetime

    def header(self, name: str) -> str:
        """Return a header's value, whatever the case of its name.

        Empty when it is absent, and also when it came more than once: two parties may each read another one of them.
        """
        wanted = name.lower()
        found = [value for given, value in self.headers if given.lower() == wanted]
        return found[0] if len(found) == 1 else ""
