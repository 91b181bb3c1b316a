"""What became of each item that was sent to Coursedog; whatever does not fit what was sent leaves that unknown."""

from collections.abc import Sequence

from rollbook.connectors.answers import Answer
from rollbook.connectors.coursedog.dictionary import dictionary
from rollbook.connectors.coursedog.translate import SINGULAR, sent, word
from rollbook.connectors.coursedog.wire import Error, Result, read_results
from rollbook.connectors.dictionaries import as_text, shortened
from rollbook.model.changes import Change, Operation, Written
from rollbook.model.records import Detail, Json

_GONE = 404
_DONE = {Operation.CREATE: 201, Operation.UPDATE: 200, Operation.REMOVE: 200}
_REFUSED = {
    Operation.CREATE: frozenset({409, 422}),
    Operation.UPDATE: frozenset({404, 409, 422}),
    Operation.REMOVE: frozenset({409, 422}),
}


def ended(entity: str, answer: Answer, items: Sequence[tuple[Change, Json]]) -> list[Written]:
    """Return how each change ended, from the answer to the items that it was sent as.

    Raises OutcomeUnknownError when the results are not those of these items, or leave open what became of one.
    """
    results = answer.parse(read_results)
    if len(results) != len(items):
        raise answer.unfit(f"{len(items)} items were sent and {len(results)} answered")
    return [_written(entity, answer, *pair) for pair in zip(items, results, strict=True)]


def _written(entity: str, answer: Answer, item: tuple[Change, Json], result: Result) -> Written:
    change, body = item
    if "id" in body and result.id not in (None, body["id"]):
        raise answer.unfit("its results are not those of the items that were sent")
    operation = Operation.REMOVE if body["operation"] == "delete" else Operation(body["operation"])
    if result.status == _DONE[operation]:
        target = result.id or body.get("id")
        if not target:
            raise answer.unfit("an item that was made has no id")
        return Written(digest=change.digest, target=target)
    if operation is Operation.REMOVE and result.status == _GONE:
        return Written(digest=change.digest, target=change.target)
    if result.status not in _REFUSED[operation]:
        raise answer.unfit(f"an item has the status {result.status}")
    details = [_detail(entity, change, error) for error in result.errors]
    reason = dictionary().reason(SINGULAR[entity], details)
    return Written(digest=change.digest, target=result.id or change.target, reason=reason)


def _detail(entity: str, change: Change, error: Error) -> Detail:
    data = change.data or {}
    name = word(entity, error.field)
    values = {**data, **(data.get("fields") or {})}
    value = as_text(values.get(name)) if name in values else as_text(sent(entity, data.get("fields") or {}).get(name))
    return Detail(field=name, value=value, code=error.code, said=shortened(error.message))
