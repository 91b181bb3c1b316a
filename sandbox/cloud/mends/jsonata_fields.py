# ruff: noqa: SLF001 - a mend replaces private functions
"""Parallel and Succeed states obey their JSONata fields, and branches keep their variables to themselves.

MiniStack: ignores ``Arguments``, ``Output`` and ``Assign`` of a JSONata Parallel and ``Output`` of a JSONata Succeed;
what a branch assigns is seen by its siblings and by what follows.
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html: a branch reads the variables of what
encloses it, and its own end with it.
Mend: the fields are applied, and each branch or item runs on its own copy of the context.
"""

from typing import Any

from ministack.services import stepfunctions

from sandbox.cloud.mends.pins import original

Json = Any


def install() -> None:
    """Put the mend in place."""
    _obey_parallel()
    _obey_succeed()
    _keep_scopes()


def _obey_parallel() -> None:
    run = original(stepfunctions, "_run_parallel_branches", "state_def, raw_input, execution, ctx")

    def run_as_written(state_def: dict[str, Any], raw_input: Json, execution: Json, ctx: Json) -> tuple[Json, Json]:
        if stepfunctions._state_query_language(state_def, ctx) != "JSONata":
            return run(state_def, raw_input, execution, ctx)  # type: ignore[no-any-return] # MiniStack has no types
        branch_input = stepfunctions._apply_jsonata_arguments(state_def, raw_input, ctx)
        result, following = run(state_def, branch_input, execution, ctx)
        output = stepfunctions._apply_jsonata_output(state_def, raw_input, ctx, result=result, default=result)
        stepfunctions._apply_state_assign(state_def, raw_input, ctx, result=result)
        return output, following

    stepfunctions._run_parallel_branches = run_as_written


def _obey_succeed() -> None:
    apply_output_path = original(stepfunctions, "_apply_output_path", "state_def, data, ctx")

    def apply_output(state_def: dict[str, Any], data: Json, ctx: Json = None) -> Json:
        is_jsonata = stepfunctions._state_query_language(state_def, ctx) == "JSONata"
        if is_jsonata and state_def.get("Type") == "Succeed":
            return stepfunctions._apply_jsonata_output(state_def, data, ctx, default=data)
        return apply_output_path(state_def, data, ctx)

    stepfunctions._apply_output_path = apply_output


def _keep_scopes() -> None:
    run = original(stepfunctions, "_run_sub_machine", "states, start_at, input_data, execution, ctx")

    def run_in_own_scope(states: Json, start_at: str, input_data: Json, execution: Json, ctx: Json) -> Json:
        return run(states, start_at, input_data, execution, {**ctx, "variables": dict(ctx.get("variables", {}))})

    stepfunctions._run_sub_machine = run_in_own_scope
