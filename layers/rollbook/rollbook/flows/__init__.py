"""The flows, each found by its name: `schoology.provisioning` is `FLOW` in `flows/schoology/provisioning.py`."""

import re
from importlib import import_module
from pathlib import Path

from rollbook.model.descriptors import Flow
from rollbook.model.errors import SettingsError

_MAKES_A_FLOW = re.compile(r"^FLOW\b", re.MULTILINE)
"""Looked for in the text, so that listing the flows imports none of them."""


def names() -> tuple[str, ...]:
    """Return the names of all flows: every module of an integration that defines FLOW."""
    folder = Path(__file__).parent
    return tuple(
        sorted(
            f"{module.parent.name}.{module.stem}"
            for module in folder.glob("*/*.py")
            if _MAKES_A_FLOW.search(module.read_text(encoding="utf-8"))
        )
    )


def load(name: str) -> Flow:
    """Return a flow by name, importing no other; raises SettingsError naming the accepted ones."""
    if name not in names():
        raise SettingsError(f"There is no flow {name!r}. Accepted are: {', '.join(names())}.")
    flow: Flow = import_module(f"{__name__}.{name}").FLOW
    return flow
