"""One call to a system, as it is sent and as sentences speak of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from rollbook.model.records import Json


@dataclass(frozen=True, slots=True)
class Call:
    """A method, a path template such as `/sections/{section}/enrollments`, and what fills it.

    `harmless` marks a call that is no GET and changes nothing all the same; `idempotent` one whose effect is the same
    however often it is sent. With `waits` the call is made again after a while when the system has too many of them
    (429); without, that is a refusal of what was submitted.
    """

    method: str
    path: str
    at: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: Json | None = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    harmless: bool = False
    idempotent: bool = False
    waits: bool = True

    @property
    def name(self) -> str:
        """The call as a sentence may name it: without ids and without its query."""
        return f"{self.method} {self.path}".rstrip()

    @property
    def target(self) -> str:
        """Path and query as they stand in the request."""
        path = self.path.format(**{name: quote(value, safe="") for name, value in self.at.items()})
        query = urlencode(dict(self.query), quote_via=quote)
        return f"{path}?{query}" if query else path

    @property
    def reads(self) -> bool:
        """Whether it never changes anything."""
        return self.method == "GET" or self.harmless

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice is the same as sending it once."""
        return self.reads or self.idempotent

    @property
    def said(self) -> list[Any]:
        """Every value that was sent; a vendor's message may quote any of them."""
        return [dict(self.at), dict(self.query), self.body, dict(self.form or {})]

    def with_body(self, body: Json) -> "Call":
        """Return the same call with a JSON body."""
        return replace(self, body=body)
