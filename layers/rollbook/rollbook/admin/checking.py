"""Checking without changing anything: the settings on this machine, and the deployed stack's connections."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rollbook import assembly, flows
from rollbook.aws import session, settings, stack
from rollbook.model.errors import SettingsError
from rollbook.model.messages import CheckResult


def check_connections(name: str) -> CheckResult:
    """Have the deployed stack try every system's credentials, where the runs will use them (SG1, SG4).

    Raises SettingsError when the stack cannot be asked.
    """
    function = stack.outputs(session.cloudformation(), name)["CheckFunctionName"]
    answer = session.lambda_().invoke(FunctionName=function, Payload=b"{}")
    content = answer["Payload"].read()
    if answer.get("FunctionError"):
        raise SettingsError(str(json.loads(content).get("errorMessage", "The check ended without an answer.")))
    return CheckResult.model_validate_json(content)


def check_config(folder: Path) -> list[str]:
    """Return every mistake in a folder of settings, as sentences; empty when all is well (PL18)."""
    if not folder.is_dir():
        return ["There is no such folder of settings."]
    mistakes: list[str] = []

    def attempt(load: Callable[[], object]) -> None:
        try:
            load()
        except SettingsError as wrong:
            mistakes.extend(str(wrong).splitlines())

    attempt(partial(assembly.institution, folder))
    for flow in map(flows.load, flows.names()):
        attempt(partial(assembly.flow_settings, folder, flow))
    for system in assembly.systems():
        attempt(partial(assembly.system_settings, folder, system))
    mistakes += _unknown(folder)
    return list(dict.fromkeys(mistakes))


def _unknown(folder: Path) -> list[str]:
    accepted = {settings.INSTITUTION, settings.SYSTEMS, *(f"{name}.yaml" for name in flows.names())}
    found = {file.name for file in folder.iterdir() if file.suffix in (".yaml", ".yml")}
    files = [
        f"{name}: no such settings file is known. Accepted are: {', '.join(sorted(accepted))}."
        for name in sorted(found - accepted)
    ]
    systems = settings.sections(folder / settings.SYSTEMS)
    return files + [
        f"{settings.SYSTEMS}, line {line}: there is no system {name}. Accepted are: {', '.join(assembly.systems())}."
        for name, line in systems.items()
        if name not in assembly.systems()
    ]
