"""Everything that can end a step, as one tree.

    RollbookError
    ├── RetryMayHelpError
    │   ├── FlowBusyError            another run of the flow is in the way for a short while
    │   ├── IncompleteReadError      the source was not read completely, or changed while it was read
    │   ├── RateLimitedError         the system asked to wait longer than one step may
    │   └── SystemUnavailableError   no answer, or an answer of the 5xx family
    └── RetryCannotHelpError
        ├── ContractError            an answer or a message that does not have the agreed form
        ├── CredentialsError         the system does not accept the credentials, or not for this
        ├── LeaseLostError           another run holds the flow's lease now
        ├── SettingsError            a setting is wrong or missing
        ├── TableError               a file that was uploaded has defects, so nothing of it is imported
        └── UnexpectedError          a defect of ours; the sentence names the place, never the data

Step Functions matches the bare names of the leaves, so they are part of the contract with `statemachines/`.
The message of each is the sentence that an administrator reads: what, where, what to do; no secret, no person.
A record that is refused is no error: it is an outcome.

Two more never leave the apply step: `BatchRefusedError` and `OutcomeUnknownError`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class RollbookError(Exception):
    """Any error that Rollbook raises on purpose."""


class RetryMayHelpError(RollbookError):
    """The same step may succeed when it is tried again later."""


class FlowBusyError(RetryMayHelpError):
    """Another run of the flow is going on that will soon be over, or one that has been waiting longer goes first."""


class IncompleteReadError(RetryMayHelpError):
    """A collection was not read completely, so nothing may be concluded from it (PL5)."""


class RateLimitedError(RetryMayHelpError):
    """A system asked for a longer wait than this step can give."""


class SystemUnavailableError(RetryMayHelpError):
    """A system gave no answer, or said that it cannot serve now."""


class RetryCannotHelpError(RollbookError):
    """Trying again without a person's help would end the same way."""


class ContractError(RetryCannotHelpError):
    """An answer or a message does not have the form that was agreed on."""


class CredentialsError(RetryCannotHelpError):
    """A system does not accept the credentials, or does not allow what was asked with them."""


class LeaseLostError(RetryCannotHelpError):
    """The flow's lease went to another run, so this worker must not write any more (PL11)."""


class SettingsError(RetryCannotHelpError):
    """A setting is wrong or missing; the sentence names file, line, value and what is accepted (PL18)."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong with an uploaded file (CR8).

    `line` is the physical line where it begins, 0 for the whole file; `column` is a header of ours or "column 3", empty
    for the whole line. `found` may quote the file, so it stands in the result of the import alone.
    """

    line: int
    column: str
    kind: str
    found: str
    fix: str

    @property
    def place(self) -> str:
        """Where it is, in words; empty for the whole file."""
        return ", ".join(filter(None, (f"line {self.line}" if self.line else "", self.column)))

    @property
    def sentence(self) -> str:
        """Where and what it is, without anything that the file holds."""
        return ": ".join(filter(None, (self.place, self.kind)))


class TableError(RetryCannotHelpError):
    """An uploaded file has to be corrected first; `defects` are the first ones of `count`, in the file's order."""

    _NAMED = 3

    def __init__(self, defects: Sequence[Defect], count: int) -> None:
        named = "; ".join(defect.sentence for defect in defects[: self._NAMED])
        more = f"; and {count - self._NAMED:,} more" if count > self._NAMED else ""
        super().__init__(
            f"Nothing of the file was imported, because it has {count:,} {'defect' if count == 1 else 'defects'}: "
            f"{named}{more}. The result of this import says what was found and how to correct it; then upload it again."
        )
        self.defects = tuple(defects)
        self.count = count


class UnexpectedError(RetryCannotHelpError):
    """A defect of ours, named by its place only, because its own words may quote a record (PL19)."""


class BatchRefusedError(RollbookError):
    """A system refused a whole batch without saying which record it minds."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy


class OutcomeUnknownError(RollbookError):
    """A batch was sent and no trustworthy answer came back: it may or may not have had its effect."""
