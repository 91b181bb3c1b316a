"""Changes that a plan asks for, and what became of each."""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from rollbook.model.records import Frozen, Json, Reason


class Operation(StrEnum):
    """What is to be done to one record at the target."""

    CREATE = "create"
    UPDATE = "update"
    REMOVE = "remove"


class Requirement(Frozen):
    """A record of another stream that must exist at the target first: its source's key, and that key's digest."""

    stream: str
    key: str
    digest: str

    @property
    def name(self) -> str:
        """The name under which `Change.resolved` holds it."""
        return f"{self.stream}/{self.key}"


class Resolved(Frozen):
    """What the target holds for a requirement: its id there, and the data that was applied last."""

    target: str
    data: Json


class Change(Frozen):
    """One record's way from what the target holds (`before`) to what it should hold (`data`).

    `digest` is the keyed digest of the key, `content` that of the desired data (empty for removals), `held` that of
    what the target holds.
    `target` is the target's own id where it is known. `suspect` says that an earlier attempt may have had its
    effect: the target is read before anything is sent. `resolved` holds what the target has for each of `requires`,
    under its name (`courses/<key>`); it is filled in just before sending. `changed_at` is when the source changed.
    `mark` is the target's own mark of the state that `before` was read in. `original` is what both sides held alike
    last, `agreed` what they will when this is done (CD6). `holds` says, of a target that was read, whether it is as the
    change wants it, so that nothing has to be sent; None when it was not read. `attempt` is then the digest of both
    states, so that what was refused is tried again when either is another one.
    """

    operation: Operation
    key: str
    digest: str
    content: str = ""
    held: str | None = None
    data: Json | None = None
    before: Json | None = None
    target: str | None = None
    scope: str = ""
    requires: tuple[Requirement, ...] = ()
    suspect: bool = False
    changed_at: AwareDatetime | None = None
    resolved: dict[str, Resolved] = {}  # noqa: RUF012 - pydantic copies defaults
    mark: str = ""
    original: Json | None = None
    agreed: Json | None = None
    holds: bool | None = None
    attempt: str = ""

    @property
    def reviewed(self) -> bool:
        """Whether all that is known says that the target holds it already, and it is only read back."""
        return self.suspect and self.operation is Operation.UPDATE and self.held == self.content


class OutcomeKind(StrEnum):
    """The seven ends of a record in a run, which account for every record that came in, and two remarks beside them."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    BLOCKED = "blocked"
    HELD = "held"
    SUPERSEDED = "superseded"
    UNCERTAIN = "uncertain"
    LEFT_OUT = "left_out"
    NOTICE = "notice"


REMARKS = frozenset({OutcomeKind.LEFT_OUT, OutcomeKind.NOTICE})
"""What is said of a record that is not for the target, or of one that goes all the same; neither counts as its end."""


class Outcome(Frozen):
    """What became of one change; when applied or unchanged, the target holds `content` now (nothing when removed).

    `known` is false where the target was not asked: a record that a rule refuses, or that departed, may be there.
    `delay` is the seconds from the change at the source until the target held it, where that is known (PL15).
    """

    kind: OutcomeKind
    operation: Operation
    digest: str
    key: str = ""
    content: str = ""
    target: str | None = None
    scope: str = ""
    reason: Reason | None = None
    known: bool = True
    delay: float | None = None


class Written(Frozen):
    """A connector's answer for one change of a batch: applied with the target's id, or refused with a reason."""

    digest: str
    target: str | None = None
    reason: Reason | None = None


class Sought(Frozen):
    """What was found of an operation whose start was not answered: its id, empty when there is none.

    It is `undecided` while an operation that may be the one has not run yet, so that nobody can see what it is about.
    """

    operation: str = ""
    undecided: bool = False


class Found(Frozen):
    """What the target holds for one change's natural key: its id, and whether it is as the change wants it."""

    digest: str
    target: str
    matches: bool


class Mapping(Frozen):
    """What is known of one record that was ever sent, or matched with one that the target held before (PL2, SG7).

    `applied` is the content digest that the target holds, None when it holds nothing; `refused` is the content digest
    that was refused last, of a target that is read the digest of the attempt. `requires` is what the record refers to,
    for the day on which it leaves. `fence` is the lease token of the writer: a writer with a smaller one is late. A
    record that is `withheld` waits, for `reason`, until a person has decided whether it is one that the target holds
    already. `agreed` is what both sides held alike when it was written (CD6). One that is `confirmed` was found at the
    target as it was known to be, so that nothing was sent.
    """

    flow: str
    stream: str
    digest: str
    key: str
    state: Literal["applied", "refused", "removed", "withheld"]
    target: str | None = None
    applied: str | None = None
    data: Json | None = None
    refused: str | None = None
    reason: Reason | None = None
    scope: str = ""
    requires: tuple[Requirement, ...] = ()
    fence: int
    run: str
    changed_at: str
    agreed: Json | None = None
    confirmed: bool = False


class Intent(Frozen):
    """A batch that was about to be sent; it stays open until a baseline knows what became of its records.

    While it is open the comparison with the baseline is not trusted for them: their mappings are asked, and where those
    do not know either, the target. `chunk` is the file that holds its changes; `batch` names one sending of an attempt.
    Where a write starts an operation, `operation` is its id, as soon as it is known, `began` when it was started, and
    `attempt` the how manieth try of the batch it is.
    """

    flow: str
    stream: str
    run: str
    chunk: str
    batch: str
    digests: tuple[str, ...]
    operation: str = ""
    began: AwareDatetime | None = None
    attempt: int = 1
