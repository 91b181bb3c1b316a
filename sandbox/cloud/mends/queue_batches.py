# ruff: noqa: SLF001 - a mend replaces private functions
"""A function gets the messages of a queue in batches as large, and gathered as long, as its mapping says.

MiniStack: a batch has ten messages at most, and goes out as soon as there is one; the batching window is dropped.
AWS: a batch of a standard queue has up to ``BatchSize`` messages and six megabytes, and is gathered for up to
``MaximumBatchingWindowInSeconds`` (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html).
Mend: both. The window begins with the oldest message that can be seen.
"""

import time
from typing import Any

from ministack.services import lambda_svc, sqs

from sandbox.cloud.mends.pins import original

LARGEST_BATCH_BYTES = 6_000_000

Message = dict[str, Any]


def install() -> None:
    """Put the mend in place."""
    receive = original(sqs, "_receive_messages_for_esm", "queue_url, max_number")
    original(sqs, "_collect_msgs", "q, max_n, vis_timeout")

    def receive_batch(queue_url: str, max_number: int) -> list[Message]:
        queue = sqs._get_q(queue_url)
        if queue["is_fifo"]:
            return list(receive(queue_url, max_number))
        with sqs._queues_lock:
            sqs._expire_retained(queue)
            sqs._dlq_sweep(queue)
            now = time.time()
            waiting = [message for message in queue["messages"] if message.get("visible_at", now) <= now]
            fitting = _fitting(waiting[: int(max_number or 1)])
            if not waiting or not _due(queue, waiting, fitting, int(max_number or 1), now):
                return []
            return list(sqs._collect_msgs(queue, fitting, int(queue["attributes"].get("VisibilityTimeout", "30"))))

    sqs._receive_messages_for_esm = receive_batch


def _fitting(messages: list[Message]) -> int:
    """Return how many messages, from the first on, one batch can hold."""
    total = 0
    for count, message in enumerate(messages):
        total += len(message["body"].encode())
        if count and total > LARGEST_BATCH_BYTES:
            return count
    return len(messages)


def _due(queue: dict[str, Any], waiting: list[Message], fitting: int, largest: int, now: float) -> bool:
    full = fitting < len(waiting) or len(waiting) >= largest
    oldest = min(message.get("visible_at", now) for message in waiting)
    return full or now - oldest >= _window(queue["attributes"]["QueueArn"])


def _window(arn: str) -> float:
    """Return the batching window of the mapping that reads a queue, in seconds."""
    windows = [
        float(mapping.get("MaximumBatchingWindowInSeconds") or 0)
        for _account, _region, mapping in lambda_svc._iter_all_esms()
        if mapping.get("EventSourceArn") == arn
    ]
    return max(windows, default=0.0)
