"""Who may do something to a message of a queue may do it to ten at once.

MiniStack: asks for ``sqs:ChangeMessageVisibilityBatch``, a permission that AWS does not have.
AWS: one for SendMessage, DeleteMessage or ChangeMessageVisibility stands for the batch version of each too
(https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html).
Mend: that permission is asked for.
"""

from typing import Any

from ministack.core import iam_actions

from sandbox.cloud.mends.pins import original

BATCHES = {
    f"sqs:{action}Batch": f"sqs:{action}" for action in ("SendMessage", "DeleteMessage", "ChangeMessageVisibility")
}


def install() -> None:
    """Put the mend in place."""
    extract = original(iam_actions, "extract_iam_action", "service, method, path, headers, body, query_params")

    def extract_permission(*request: Any, **named: Any) -> str | None:
        action = extract(*request, **named)
        return BATCHES.get(action, action) if action else None

    iam_actions.extract_iam_action = extract_permission
