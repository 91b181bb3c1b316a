"""A record of every permission that IAM granted to a Lambda function's role since the start of the server.

MiniStack (``AUTH=true``) checks each request in ``iam_evaluator.enforce``, which asks ``evaluate`` with the action and
the resource. Both are wrapped here: what was asked for a request that ended allowed was needed, and is kept. A test
compares this with what the template grants.
"""

import threading
from contextvars import ContextVar
from typing import Any

from ministack.core import iam_evaluator

from sandbox.cloud.mends.pins import original

_asked: ContextVar[list[Any] | None] = ContextVar("asked", default=None)
_used: dict[str, set[tuple[str, str]]] = {}
_lock = threading.Lock()


def used() -> dict[str, list[list[str]]]:
    """Return, per function name, the sorted ``[action, resource ARN]`` pairs that were asked for and allowed."""
    with _lock:
        return {function: sorted(map(list, pairs)) for function, pairs in sorted(_used.items())}


def install() -> None:
    """Begin to record."""
    evaluate = original(iam_evaluator, "evaluate", "ctx, policies, *limits")
    enforce = original(
        iam_evaluator, "enforce", "access_key_id, iam_action, service, region, resource_arn, service_context"
    )

    def remembering_evaluate(ctx: Any, policies: Any, *limits: Any) -> Any:
        contexts = _asked.get()
        if contexts is not None:
            contexts.append(ctx)
        return evaluate(ctx, policies, *limits)

    def recording_enforce(*args: Any, **kwargs: Any) -> Any:
        contexts: list[Any] = []
        token = _asked.set(contexts)
        try:
            refusal = enforce(*args, **kwargs)
        finally:
            _asked.reset(token)
        if refusal is None:
            _note(contexts)
        return refusal

    iam_evaluator.evaluate = remembering_evaluate
    iam_evaluator.enforce = recording_enforce


def _note(contexts: list[Any]) -> None:
    with _lock:
        for context in contexts:
            if context.principal_type == "AssumedRole":
                function = context.principal_arn.rsplit("/", 1)[-1]
                _used.setdefault(function, set()).add((context.action, context.resource_arn))
