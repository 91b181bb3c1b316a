# ruff: noqa: SLF001 - a mend replaces private functions
"""An inline Map ends with its first failed iteration.

MiniStack: runs every iteration to its end, whatever became of the others, and fails with the error of the one that
stands first among the items.
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html: one failed iteration fails the Map; what runs
is stopped, and what has not begun never does.
Mend: after a failure no iteration enters another state; the Map fails with the error that came first.
Limit: the state that an iteration is in runs on, and an ``ItemSelector`` that fails does not stop the others.
"""

from typing import Any

from ministack.services import stepfunctions

from sandbox.cloud.mends.pins import original

Json = Any


class Iterations(dict[str, Any]):
    """The states of a Map's iterations by name, which none of them gets any more once one has failed."""

    def __init__(self, states: dict[str, Any]) -> None:
        super().__init__(states)
        self.failures: list[Exception] = []

    def get(self, name: str, default: Json = None) -> Json:
        """Return a state, or stop the iteration that wants to enter it."""
        if self.failures:
            raise stepfunctions._ExecutionError("MapIterationAborted", "Another iteration of the Map failed.")
        return super().get(name, default)


def install() -> None:
    """Put the mend in place."""
    _stop_iterations()
    _note_failures()


def _stop_iterations() -> None:
    run = original(stepfunctions, "_run_map_items", "state_def, raw_input, execution, ctx")

    def run_until_failure(state_def: dict[str, Any], raw_input: Json, execution: Json, ctx: Json) -> Json:
        name = "Iterator" if state_def.get("Iterator") else "ItemProcessor"
        processor = state_def.get(name, {})
        if (processor.get("ProcessorConfig") or {}).get("Mode") == "DISTRIBUTED":
            return run(state_def, raw_input, execution, ctx)
        iterations = Iterations(processor.get("States", {}))
        try:
            return run({**state_def, name: {**processor, "States": iterations}}, raw_input, execution, ctx)
        except stepfunctions._ExecutionError as error:
            raise (iterations.failures or [error])[0] from None

    stepfunctions._run_map_items = run_until_failure


def _note_failures() -> None:
    run = original(stepfunctions, "_run_sub_machine", "states, start_at, input_data, execution, ctx")

    def run_and_note(states: Json, start_at: str, input_data: Json, execution: Json, ctx: Json) -> Json:
        try:
            return run(states, start_at, input_data, execution, ctx)
        except stepfunctions._ExecutionError as error:
            if isinstance(states, Iterations):
                states.failures.append(error)
            raise

    stepfunctions._run_sub_machine = run_and_note
