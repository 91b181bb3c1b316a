"""What 360Learning should hold of learners' attempts (EF7, EF8)."""

from collections.abc import Iterable, Iterator

from rollbook.flows.edflex.attempts.lookups import ACCOUNTS, STATISTICS, key_of, mail_of
from rollbook.flows.edflex.attempts.obstacles import Obstacle, obstacle
from rollbook.flows.edflex.attempts.progress import progress_of
from rollbook.flows.edflex.attempts.times import Span, received, span_of, spent, written
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json


def attempts(records: Iterable[Json], context: Context) -> Iterator[Desired | Obstacle]:
    """Yield every attempt, or why it does not go; its account in 360Learning is found by e-mail address."""
    for record in records:
        yield obstacle(record, context) or _attempt(record, context)


def _attempt(record: Json, context: Context) -> Desired:
    span = span_of(record)
    assert isinstance(span, Span), "what has wrong dates was refused"
    is_first = context.lookups[STATISTICS].earlier(record) is None
    told = received(record["timeSpent"], is_first=is_first)
    data = {
        "content": record["content"],
        "user": context.lookups[ACCOUNTS][mail_of(record["email"])],
        "progress": progress_of(record["status"]),
        "timeReceived": told,
        "timeSpent": spent(told, span),
        "firstActivityAt": written(span.first),
        "lastActivityAt": written(span.last),
    }
    return Desired(key_of(record, record["attempt"]), data, scope="")
