# ruff: noqa: SLF001 - a mend replaces private functions
"""Errors of Python functions keep their names.

MiniStack: every exception becomes ``Runtime.HandlerError`` without a stack, and so does a process that died.
AWS: ``errorType`` is the exception's class, ``stackTrace`` comes along, a dead process is ``Runtime.ExitError``; Step
Functions matches ``Retry`` and ``Catch`` by these names.
Mend: the worker program reports class and stack, and they are put into the answer.
"""

import threading
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from sandbox.cloud.mends.pins import original, require_text

REPORT = '{"status": "error", "error": str(e), "trace": traceback.format_exc()}'
FULL_REPORT = (
    '{"status": "error", "error": str(e), "trace": traceback.format_exc(),'
    ' "type": type(e).__name__, "stack": traceback.format_tb(e.__traceback__)[1:]}'
)
DIED = ("Worker process died", "Worker process exited immediately", "[Errno 32] Broken pipe")


def install() -> None:
    """Put the mend in place."""
    require_text(lambda_runtime._PYTHON_WORKER_SCRIPT, REPORT, "The worker program")
    lambda_runtime._PYTHON_WORKER_SCRIPT = lambda_runtime._PYTHON_WORKER_SCRIPT.replace(REPORT, FULL_REPORT)
    invoke = original(
        lambda_runtime.Worker, "invoke", "self, event, request_id, trace_id, depth, durable, invoked_function_arn"
    )
    execute = original(lambda_svc, "_execute_function_warm", "func, event, request_id")
    latest = threading.local()

    def remembering_invoke(worker: Any, *args: Any, **kwargs: Any) -> Any:
        latest.answer = invoke(worker, *args, **kwargs)
        return latest.answer

    def execute_with_names(func: Any, event: Any, request_id: str) -> Any:
        latest.answer = {}
        result = execute(func, event, request_id)
        if result.get("error"):
            result["body"].update(
                _named(latest.answer or {"error": result["body"].get("errorMessage", "")}, request_id)
            )
        return result

    lambda_runtime.Worker.invoke = remembering_invoke
    lambda_svc._execute_function_warm = execute_with_names


def _named(answer: dict[str, Any], request_id: str) -> dict[str, Any]:
    if "type" in answer:
        return {"errorType": answer["type"], "stackTrace": answer["stack"], "requestId": request_id}
    if answer.get("error", "").startswith(DIED):
        message = f"RequestId: {request_id} Error: Runtime exited without providing a reason"
        return {"errorType": "Runtime.ExitError", "errorMessage": message}
    return {}
