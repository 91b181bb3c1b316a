# ruff: noqa: SLF001 - a mend reads private state
"""The files of a Distributed Map's ``ResultWriter``: a manifest and one file per outcome of the children.

Shapes: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
"""

import json
from typing import Any

from ministack.services import s3, stepfunctions

OUTCOMES = ("SUCCEEDED", "FAILED")
COLUMNS = {
    "executionArn": "ExecutionArn",
    "name": "Name",
    "stateMachineArn": "StateMachineArn",
    "status": "Status",
    "input": "Input",
    "output": "Output",
    "error": "Error",
    "cause": "Cause",
    "startDate": "StartDate",
    "stopDate": "StopDate",
}


def write_results(map_run_arn: str, destination: dict[str, str]) -> dict[str, Any]:
    """Write the children of a Map Run to ``destination`` (``Bucket``, ``Prefix``); returns the state's result."""
    bucket = destination["Bucket"]
    folder = "/".join(filter(None, [destination.get("Prefix", "").rstrip("/"), map_run_arn.rsplit(":", 1)[-1]]))
    children = [child for child in stepfunctions._executions.values() if child.get("mapRunArn") == map_run_arn]
    files: dict[str, list[dict[str, Any]]] = {"FAILED": [], "PENDING": [], "SUCCEEDED": []}
    for outcome in OUTCOMES:
        rows = [_row(child) for child in children if child["status"] == outcome]
        if rows:
            files[outcome].append(_put(bucket, f"{folder}/{outcome}_0.json", rows))
    manifest = {"DestinationBucket": bucket, "MapRunArn": map_run_arn, "ResultFiles": files}
    written = _put(bucket, f"{folder}/manifest.json", manifest)
    return {"MapRunArn": map_run_arn, "ResultWriterDetails": {"Bucket": bucket, "Key": written["Key"]}}


def _row(child: dict[str, Any]) -> dict[str, Any]:
    return {name: child[key] for key, name in COLUMNS.items() if child.get(key) is not None}


def _put(bucket: str, key: str, content: Any) -> dict[str, Any]:
    body = json.dumps(content).encode()
    status, _headers, answer = s3._put_object(bucket, key, body, {})
    if status >= 400:  # noqa: PLR2004 - HTTP
        raise stepfunctions._ExecutionError("States.ResultWriterFailed", bytes(answer).decode())
    return {"Key": key, "Size": len(body)}
