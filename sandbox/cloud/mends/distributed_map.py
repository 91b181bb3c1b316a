# ruff: noqa: SLF001 - a mend replaces private functions
"""Distributed Map works as it is written.

MiniStack: in JSONata it ignores ``Items``, ``ItemSelector``, ``Output``, ``Assign`` and expressions in limits and in
``ItemReader``; in either language it ignores ``ItemBatcher`` and ``ResultWriter``; children see the parent's variables.
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html; a child has none of them.
Mend: items are read, selected and batched here; MiniStack runs the children; the result is written and passed on here.
Limit: without a ``ResultWriter``, a tolerated failure stands as ``null`` in the result.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import stepfunctions

from sandbox.cloud.mends.map_results import write_results
from sandbox.cloud.mends.payload_limit import LARGEST_PAYLOAD_BYTES
from sandbox.cloud.mends.pins import original

Json = Any
LIMITS = ("MaxConcurrency", "ToleratedFailurePercentage", "ToleratedFailureCount")


@dataclass(frozen=True, slots=True)
class MapState:
    """One Distributed Map state with the data that it was entered with."""

    definition: dict[str, Any]
    entered_with: Json
    """The state's input as it arrived."""
    effective: Json
    """That input after ``InputPath``."""
    context: dict[str, Any]

    @property
    def is_jsonata(self) -> bool:
        """Whether the state's fields are JSONata expressions, not JSONPath."""
        return bool(stepfunctions._state_query_language(self.definition, self.context) == "JSONata")

    def evaluate(self, value: Json, **context: Json) -> Json:
        """Resolve the expressions in a field's value; ``context`` is added to the state's context object."""
        seen = self.context | context
        if self.is_jsonata:
            return stepfunctions._apply_jsonata_template(value, self.entered_with, seen)
        return stepfunctions._resolve_params_obj(value, self.effective, seen)

    def path(self, path: str) -> Json:
        """Follow a JSONPath of the state."""
        return stepfunctions._resolve_path_or_ctx(path, self.effective, self.context)


def install() -> None:
    """Put the mend in place."""
    run = original(stepfunctions, "_run_distributed_map", "state_def, raw_input, effective, iterator, execution, ctx")

    def run_as_written(  # noqa: PLR0917 - MiniStack calls it so
        state_def: dict[str, Any], raw_input: Json, effective: Json, iterator: Json, execution: Json, ctx: Json
    ) -> tuple[Json, str | None]:
        state = MapState(state_def, raw_input, effective, ctx)
        result = _run_children(state, iterator, execution, run)
        return _passed_on(state, result), stepfunctions._next_or_end(state_def)

    stepfunctions._run_distributed_map = run_as_written


def _run_children(state: MapState, iterator: Json, execution: Json, run: Callable[..., Any]) -> Json:
    items = _batched(state, _selected(state, _items(state)))
    label = state.definition.get("Label") or new_uuid()
    plain = {"Label": label, **_limits(state)}
    earlier = set(stepfunctions._map_runs)
    try:
        result, _following = run(plain, items, items, iterator, execution, {**state.context, "variables": {}})
    finally:
        written = _written(state, execution, label, earlier)
    return written or result


def _items(state: MapState) -> list[Json]:
    reader = state.definition.get("ItemReader")
    if reader:
        items = _read(state, reader)
    elif state.is_jsonata:
        items = state.evaluate(state.definition["Items"]) if "Items" in state.definition else state.entered_with
    else:
        items = state.path(state.definition.get("ItemsPath", "$"))
    return items if isinstance(items, list) else [items]


def _read(state: MapState, reader: dict[str, Any]) -> Json:
    arguments = state.evaluate(reader.get("Arguments") or reader.get("Parameters") or {})
    configuration = reader.get("ReaderConfig") or {}
    if state.is_jsonata:
        configuration = state.evaluate(configuration)
    resolved = {"Resource": reader["Resource"], "Parameters": arguments, "ReaderConfig": configuration}
    return stepfunctions._read_map_items(resolved, state.effective, state.context)


def _selected(state: MapState, items: list[Json]) -> list[Json]:
    selector = state.definition.get("ItemSelector") or state.definition.get("Parameters")
    if not selector:
        return items
    return [state.evaluate(selector, Map={"Item": {"Index": index, "Value": item}}) for index, item in enumerate(items)]


def _batched(state: MapState, items: list[Json]) -> list[Json]:
    batcher = state.definition.get("ItemBatcher")
    if not batcher:
        return items
    most_items = _limit(state, batcher, "MaxItemsPerBatch") or len(items) or 1
    most_bytes = _limit(state, batcher, "MaxInputBytesPerBatch") or LARGEST_PAYLOAD_BYTES
    extra = {"BatchInput": state.evaluate(batcher["BatchInput"])} if "BatchInput" in batcher else {}
    batches: list[list[Json]] = []
    size = 0
    for item in items:
        length = len(json.dumps(item).encode())
        if not batches or len(batches[-1]) >= most_items or size + length > most_bytes:
            batches.append([])
            size = 0
        batches[-1].append(item)
        size += length
    return [{**extra, "Items": batch} for batch in batches]


def _limits(state: MapState) -> dict[str, float]:
    found = {name: _limit(state, state.definition, name) for name in LIMITS}
    return {name: limit for name, limit in found.items() if limit is not None}


def _limit(state: MapState, fields: dict[str, Any], name: str) -> float | None:
    if name + "Path" in fields:
        return float(state.path(fields[name + "Path"]))
    if name not in fields:
        return None
    return float(state.evaluate(fields[name]) if state.is_jsonata else fields[name])


def _written(state: MapState, execution: Json, label: str, earlier: set[str]) -> dict[str, Any] | None:
    writer = state.definition.get("ResultWriter")
    map_run = next(
        (
            arn
            for arn, run in stepfunctions._map_runs.items()
            if arn not in earlier and run["executionArn"] == execution["executionArn"] and f"/{label}:" in arn
        ),
        None,
    )
    if not writer or map_run is None:
        return None
    return write_results(map_run, state.evaluate(writer.get("Arguments") or writer.get("Parameters") or {}))


def _passed_on(state: MapState, result: Json) -> Json:
    definition, entered_with, context = state.definition, state.entered_with, state.context
    if state.is_jsonata:
        output = stepfunctions._apply_jsonata_output(definition, entered_with, context, result=result, default=result)
        stepfunctions._apply_state_assign(definition, entered_with, context, result=result)
        return output
    selected = stepfunctions._apply_result_selector(definition, result)
    placed = stepfunctions._apply_result_path(definition, entered_with, selected)
    return stepfunctions._apply_output_path(definition, placed, context)
