"""Bulk writes under the contracts that are our own (docs/apis): one result for each item, in the order of the items.

A result is believed only at its place and under its item's name; whatever else comes leaves the outcome unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from rollbook.connectors.answers import Answer
from rollbook.connectors.identifiers import Id
from rollbook.connectors.redaction import redacted
from rollbook.model.changes import Change, Written
from rollbook.model.records import Json, Reason

_TELLING = frozenset({"malformed", "invalid"})
"""Codes that say nothing without their message; it names the field that is wrong."""


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Error(_Read):
    """What is wrong: a code such as `email_taken`, and words that may quote a record."""

    code: str = ""
    message: str = ""


class Result(_Read):
    """What became of one item: the name that it was sent under, an HTTP status, and the system's id for it."""

    name: Id
    status: int
    target: Id | None = None
    error: Error = Error()


class _Rows(_Read):
    results: list[Json]


class _Refusal(_Read):
    error: Error


_RESULTS = TypeAdapter(list[Result])


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How a system judges the items of one collection.

    `singular` is what an item is called. `done` and `refused` are the statuses by which it takes and refuses one.
    `known` are the reasons by the code of a refusal; any other code is told in the system's words, without whatever
    `said` returns of the record, and with `remedy`.
    """

    vendor: str
    singular: str
    done: frozenset[int]
    refused: frozenset[int]
    known: Mapping[str, Reason]
    remedy: str
    said: Callable[[Change], Any] = lambda change: [change.data, change.before]


def results_reader(*, name: str, target: str) -> Callable[[bytes], list[Result]]:
    """Return what reads the answer to a bulk write, whose results have name and target in these fields."""

    def read(content: bytes) -> list[Result]:
        rows = _Rows.model_validate_json(content).results
        return _RESULTS.validate_python([_result(row, name, target) for row in rows])

    return read


def ended(
    verdicts: Verdicts, answer: Answer, read: Callable[[bytes], list[Result]], sent: Sequence[tuple[Change, str]]
) -> list[Written]:
    """Return how each change ended that was sent under a name.

    Raises OutcomeUnknownError when the results are not those of these items, or leave open what became of one.
    """
    results = answer.parse(read)
    if len(results) != len(sent):
        raise answer.unfit(f"{len(sent)} items were sent and {len(results)} answered")
    if any(result.name != name for (_, name), result in zip(sent, results, strict=True)):
        raise answer.unfit("its results are not those of the items that were sent")
    return [_written(verdicts, answer, change, result) for (change, _), result in zip(sent, results, strict=True)]


def never_removed(change: Change, verdicts: Verdicts) -> Written:
    """Return the refusal of a removal that Rollbook does not do, whatever a flow asks for."""
    reason = Reason(
        sentence=f"Rollbook removes no {verdicts.singular} from {verdicts.vendor}.",
        remedy=f"Remove it by hand in {verdicts.vendor} if it is really to go.",
    )
    return Written(digest=change.digest, target=change.target, reason=reason)


def words_of(content: bytes) -> str:
    """Return what the refusal of a whole call says: its code, or the message where a code says nothing without it."""
    try:
        error = _Refusal.model_validate_json(content).error
    except ValidationError:
        return ""
    return error.message if error.code in _TELLING and error.message else error.code


def _result(row: Json, name: str, target: str) -> Json:
    fields: dict[str, Any] = {"name": row.get(name), "status": row.get("status"), "target": row.get(target)}
    return fields | ({"error": row["error"]} if row.get("error") else {})


def _written(verdicts: Verdicts, answer: Answer, change: Change, result: Result) -> Written:
    if result.status in verdicts.done:
        if not result.target:
            raise answer.unfit("an item that was taken has no id")
        return Written(digest=change.digest, target=result.target)
    if result.status in verdicts.refused:
        reason = verdicts.known.get(result.error.code) or _reason(verdicts, change, result)
        return Written(digest=change.digest, target=change.target, reason=reason)
    raise answer.unfit(f"an item has the status {result.status}")


def _reason(verdicts: Verdicts, change: Change, result: Result) -> Reason:
    words = redacted(f"{result.error.code}: {result.error.message}".strip(": "), verdicts.said(change))
    said = f"{result.status} {words}".rstrip()
    return Reason(sentence=f"{verdicts.vendor} refused this {verdicts.singular} ({said}).", remedy=verdicts.remedy)
