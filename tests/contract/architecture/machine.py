"""The files in `statemachines/` as tests read them: every state, every expression, and expressions evaluated."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonata import Jsonata

from tests.contract.architecture.repository import ROOT

Json = dict[str, Any]

BUILT_IN = {"append", "count", "exists", "map", "merge", "not", "number", "pad", "reverse", "states", "string"}
"""What an expression may use that nobody assigns: the functions of JSONata that we need, and the states' own data."""

_FOLDER = ROOT / "statemachines"
_END = ".asl.json"


@dataclass(frozen=True)
class State:
    """One state, with the names of those that stand beside it (it can only go to them) and of the one around it."""

    machine: str
    name: str
    definition: Json
    beside: frozenset[str]
    around: str | None

    @property
    def kind(self) -> str:
        """Task, Map, Choice and so on."""
        return str(self.definition["Type"])

    @property
    def targets(self) -> set[str]:
        """The states that may follow, after a failure included."""
        definition = self.definition
        follow = [definition.get("Next"), definition.get("Default")]
        follow += [choice["Next"] for choice in definition.get("Choices", [])]
        follow += [catch["Next"] for catch in definition.get("Catch", [])]
        return {name for name in follow if name}

    @property
    def function(self) -> str:
        """The name of the substitution for the function that a task calls."""
        return str(self.definition["Arguments"]["FunctionName"]).removeprefix("${").removesuffix("}")

    def retries(self, error: str) -> Json:
        """Return how a task is tried again after an error of this name."""
        (rule,) = [rule for rule in self.definition["Retry"] if error in rule["ErrorEquals"]]
        return dict(rule)

    def chosen(self, **variables: Any) -> str:
        """Return where a choice goes."""
        for choice in self.definition["Choices"]:
            if evaluate(choice["Condition"], **variables):
                return str(choice["Next"])
        return str(self.definition["Default"])


@dataclass(frozen=True)
class Machine:
    """One whole file."""

    name: str
    text: str
    definition: Json

    @property
    def resource(self) -> str:
        """The name that the template gives it."""
        return f"{self.name.title()}StateMachine"

    @property
    def states(self) -> dict[str, State]:
        """Every state by name, those inside of maps too; names are unique in the whole file."""
        found = list(self._states(self.definition, None))
        assert len({state.name for state in found}) == len(found), "two states have one name"
        return {state.name: state for state in found}

    @property
    def scopes(self) -> Iterator[Json]:
        """Every object with `StartAt` and `States`: the machine and the processor of each map."""
        yield self.definition
        for state in self.states.values():
            if "ItemProcessor" in state.definition:
                yield state.definition["ItemProcessor"]

    @property
    def tasks(self) -> list[State]:
        """The states that call a function."""
        return [state for state in self.states.values() if state.kind == "Task"]

    @property
    def substitutions(self) -> set[str]:
        """The names that the template must fill in."""
        return set(re.findall(r"\$\{(\w+)\}", self.text))

    def _states(self, scope: Json, around: str | None) -> Iterator[State]:
        names = frozenset(scope["States"])
        for name, definition in scope["States"].items():
            yield State(self.name, name, definition, names, around)
            if "ItemProcessor" in definition:
                yield from self._states(definition["ItemProcessor"], name)


@cache
def machine(name: str) -> Machine:
    """Return the state machine of that name: `sync` runs whole flows, `live` looks at what an event named."""
    text = (_FOLDER / f"{name}{_END}").read_text(encoding="utf-8")
    return Machine(name, text, json.loads(text))


def machines() -> list[Machine]:
    """Return every state machine of the repository."""
    return [machine(path.name.removesuffix(_END)) for path in sorted(_FOLDER.glob(f"*{_END}"))]


def expressions(value: Any) -> Iterator[str]:
    """Yield every JSONata expression in a part of the definition, without its marks."""
    if isinstance(value, str):
        if value.startswith("{%"):
            yield value.removeprefix("{%").removesuffix("%}").strip()
    elif isinstance(value, dict):
        for item in value.values():
            yield from expressions(item)
    elif isinstance(value, list):
        for item in value:
            yield from expressions(item)


def used(value: Any) -> set[str]:
    """Return the names after `$` in the expressions of a part, without those that an expression makes for itself."""
    found = set()
    for text in expressions(value):
        parameters = {name for names in re.findall(r"function\(([^)]*)\)", text) for name in re.findall(r"\w+", names)}
        own = set(re.findall(r"\$(\w+)\s*:=", text)) | parameters
        found |= set(re.findall(r"\$(\w+)", text)) - own
    return found


def evaluate(value: Any, **variables: Any) -> Any:
    """Return a part of the definition with its expressions evaluated; `variables` holds `states`, `run` and so on."""
    if isinstance(value, dict):
        pairs = {name: evaluate(item, **variables) for name, item in value.items()}
        return {name: item for name, item in pairs.items() if item is not None}
    if isinstance(value, str) and value.startswith("{%"):
        expression = Jsonata(next(expressions(value)))
        for name, variable in variables.items():
            expression.assign(name, variable)
        return expression.evaluate(None)
    return value
