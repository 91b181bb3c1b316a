# ruff: noqa: SLF001 - a mend replaces private functions
"""What a state passes on has at most 256 KiB.

MiniStack: a state's output may have any size.
AWS: 262,144 bytes of UTF-8 text; more ends the execution with ``States.DataLimitExceeded``, which no ``Catch`` matches
(https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html).
Mend: the output of every state that can make one is measured, outside of its ``Retry`` and ``Catch``.
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from sandbox.cloud.mends.pins import original

LARGEST_PAYLOAD_BYTES = 262_144
STATES = {
    "_execute_task": "state_def, raw_input, execution, ctx",
    "_execute_map": "state_def, raw_input, execution, ctx",
    "_execute_parallel": "state_def, raw_input, execution, ctx",
    "_execute_pass": "state_def, raw_input, ctx",
}


def install() -> None:
    """Put the mend in place."""
    for name, parameters in STATES.items():
        setattr(stepfunctions, name, _measured(original(stepfunctions, name, parameters)))


def _measured(execute: Callable[..., Any]) -> Callable[..., Any]:
    def execute_and_measure(*args: Any) -> Any:
        output, following = execute(*args)
        if len(json.dumps(output, ensure_ascii=False).encode()) > LARGEST_PAYLOAD_BYTES:
            raise stepfunctions._ExecutionError(
                "States.DataLimitExceeded",
                f"The state returned a result longer than the maximum of {LARGEST_PAYLOAD_BYTES} bytes.",
            )
        return output, following

    return execute_and_measure
