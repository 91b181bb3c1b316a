"""Putting the parts together for the handlers and the administrator: connectors, flows' settings, and AWS."""

from pathlib import Path

from pydantic import BaseModel

from rollbook import connectors
from rollbook.aws import settings
from rollbook.aws.clock import SystemClock
from rollbook.aws.stores import Stores
from rollbook.model.descriptors import Client, Connector, Flow, Limits
from rollbook.model.settings import FlowSettings, InstitutionSettings
from rollbook.steps.pacer import Pacer, Unpaced
from rollbook.steps.plan import Terms


def institution(folder: Path) -> InstitutionSettings:
    """Return the institution's settings."""
    return settings.load(folder / settings.INSTITUTION, InstitutionSettings)


def flow_settings(folder: Path, flow: Flow) -> FlowSettings:
    """Return a flow's settings."""
    loaded = settings.load(folder / f"{flow.name}.yaml", flow.settings)
    assert isinstance(loaded, FlowSettings)
    return loaded


def systems() -> tuple[str, ...]:
    """Return the names of all systems."""
    return tuple(connectors.names())


def system_settings(folder: Path, system: str) -> BaseModel:
    """Return a system's section of the settings; its defaults when there is none."""
    return settings.load(folder / settings.SYSTEMS, connectors.load(system).settings, system)


def limits(folder: Path, connector: Connector, scale: float) -> Limits | None:
    """Return a system's rate limit as set, times `scale` (above 1 only where the system itself is scaled)."""
    limit = connector.limits(system_settings(folder, connector.name))
    if limit is None:
        return None
    return Limits(limit.allowance * scale, limit.window_seconds, limit.read_cost, limit.write_cost)


def terms(folder: Path, flow: Flow, scale: float) -> Terms:
    """Return what a plan of the flow is made under."""
    target = connectors.load(flow.target)
    return Terms(
        flow=flow,
        settings=flow_settings(folder, flow),
        zone=institution(folder).zone,
        writes=target.writes,
        limits=limits(folder, target, scale),
    )


def open_client(system: str, folder: Path, stores: Stores, scale: float) -> Client:
    """Open a connection to a system, paced together with everybody who uses the same credential."""
    connector = connectors.load(system)
    limit = limits(folder, connector, scale)
    clock = SystemClock()
    pace = Pacer(system, limit, stores.registers, clock) if limit else Unpaced(clock)
    return connector.open(
        stores.secrets.credentials(system, connector.credentials),
        system_settings(folder, system),
        pace,
    )
