"""The flows, each found by its name: `schoology.provisioning` is `FLOW` in `flows/schoology/provisioning.py`."""

from importlib import import_module
from pathlib import Path

from rollbook.model.descriptors import Flow
from rollbook.model.errors import SettingsError


def names() -> tuple[str, ...]:
    """Return the names of all flows: every module of an integration that defines FLOW."""
    folder = Path(__file__).parent
    return tuple(
        sorted(
            f"{module.parent.name}.{module.stem}"
            for module in folder.glob("*/*.py")
            if "\nFLOW = Flow(" in module.read_text(encoding="utf-8")
        )
    )


def load(name: str) -> Flow:
    """Return a flow by name, importing no other; raises SettingsError naming the accepted ones."""
    if name not in names():
        raise SettingsError(f"There is no flow {name!r}. Accepted are: {', '.join(names())}.")
    flow: Flow = import_module(f"{__name__}.{name}").FLOW
    return flow
