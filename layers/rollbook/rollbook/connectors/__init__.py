"""Adapters to the systems outside, one folder each, found by its name and imported only when it is asked for."""

import importlib
import pkgutil

from rollbook.model.descriptors import Connector
from rollbook.model.errors import SettingsError


def names() -> list[str]:
    """Return the names of all connectors, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


def load(name: str) -> Connector:
    """Return the connector to the system of that name; raises SettingsError naming those that there are."""
    if name not in names():
        raise SettingsError(f"There is no connector to {name!r}. Accepted are: {', '.join(names())}.")
    connector = importlib.import_module(f"{__name__}.{name}").CONNECTOR
    assert isinstance(connector, Connector), f"{name} exposes its descriptor as CONNECTOR"
    return connector
