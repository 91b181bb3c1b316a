"""Putting the parts together for the handlers and the administrator: connectors, flows' settings, and AWS."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from rollbook import connectors, flows, tables
from rollbook.aws import settings
from rollbook.aws.clock import SystemClock
from rollbook.aws.stores import Stores
from rollbook.model.descriptors import Client, Connector, Flow, Limits
from rollbook.model.errors import SettingsError
from rollbook.model.messages import ExtractRequest, ExtractResult
from rollbook.model.records import Hint
from rollbook.model.settings import EmailSettings, FlowSettings, InstitutionSettings
from rollbook.steps.apply import Target
from rollbook.steps.intake import intake
from rollbook.steps.looking import Rules
from rollbook.steps.operating import Deferring
from rollbook.steps.pacer import Pacer, Unpaced
from rollbook.steps.plan import Terms
from rollbook.steps.settling import Settling


def institution(folder: Path) -> InstitutionSettings:
    """Return the institution's settings."""
    return settings.load(folder / settings.INSTITUTION, InstitutionSettings)


def flow_settings(folder: Path, flow: Flow) -> FlowSettings:
    """Return a flow's settings."""
    loaded = settings.load(folder / f"{flow.name}.yaml", flow.settings)
    assert isinstance(loaded, FlowSettings)
    return loaded


def email(folder: Path, flow: str) -> EmailSettings:
    """Return in which words and to whom a flow's e-mails go; as by default while its settings cannot be read.

    That they cannot is what the e-mail may have to tell.
    """
    try:
        return flow_settings(folder, flows.load(flow)).email
    except SettingsError:
        return EmailSettings()


def systems() -> tuple[str, ...]:
    """Return the names of all systems."""
    return tuple(connectors.names())


def take_in(request: ExtractRequest, flow: Flow, stores: Stores) -> ExtractResult:
    """Read uploaded files into a snapshot; raises TableError for one that has defects."""
    assert flow.table, f"{flow.name} reads no files"
    return intake(
        request,
        table=flow.table,
        read=tables.read,
        explain=tables.explained,
        stores=stores,
        clock=SystemClock(),
    )


def settling(folder: Path, name: str) -> Settling | None:
    """Return how the rows of a flow's files are accounted for, None of a flow that reads none."""
    flow = flows.load(name) if name in flows.names() else None
    if flow is None or flow.table is None:
        return None
    try:
        return Settling(flow, flow_settings(folder, flow), tables.write)
    except SettingsError:
        # The run ends all the same, and says what is wrong with them; its file stays open.
        return None


def systems_in_use(folder: Path) -> tuple[str, ...]:
    """Return the names of the systems between which some flow is enabled."""
    used = {
        system
        for flow in map(flows.load, flows.names())
        if flow_settings(folder, flow).enabled
        for system in flow.systems
    }
    return tuple(sorted(used))


def system_settings(folder: Path, system: str) -> BaseModel:
    """Return a system's section of the settings; its defaults when there is none."""
    return settings.load(folder / settings.SYSTEMS, connectors.load(system).settings, system)


def limits(folder: Path, connector: Connector, scale: float) -> Limits | None:
    """Return a system's rate limit as set, times `scale` (above 1 only where the system itself is scaled)."""
    limit = connector.limits(system_settings(folder, connector.name))
    if limit is None:
        return None
    return Limits(limit.allowance * scale, limit.window_seconds, limit.read_cost, limit.write_cost)


def rules(folder: Path, flow: Flow) -> Rules:
    """Return a flow with all that the institution has set for it."""
    return Rules(
        flow=flow,
        settings=flow_settings(folder, flow),
        zone=institution(folder).zone,
        neighbour=flow_settings(folder, flows.load(flow.neighbour)) if flow.neighbour else None,
        sharing=sharing(flow.lease) if flow.lease else (),
    )


def sharing(lease: str) -> tuple[str, ...]:
    """Return the names of the flows that share a lease."""
    return tuple(flow.name for flow in map(flows.load, flows.names()) if flow.lease == lease)


def keeping_in_step(integration: str, stream: str) -> tuple[str, ...]:
    """Return the flows that keep a stream of an integration in step both ways; raises SettingsError for another."""
    found = tuple(name for name in sharing(integration) if stream in {known.name for known in flows.load(name).streams})
    if not found:
        raise SettingsError(
            f"No flows of {integration} keep {stream} in step both ways, so nobody knows how one stands."
        )
    return found


def terms(folder: Path, flow: Flow, scale: float) -> Terms:
    """Return what a plan of the flow is made under."""
    target = connectors.load(flow.target)
    return Terms(rules=rules(folder, flow), writes=target.writes, limits=limits(folder, target, scale))


def acting(folder: Path, flow: Flow) -> dict[str, str]:
    """Return in whose name the flow's target is changed, where that is not the owner of the credentials (SG4)."""
    account = connectors.load(flow.target).acting(system_settings(folder, flow.target))
    return {flow.target: account} if account else {}


def listeners(folder: Path, sender: str) -> list[Rules]:
    """Return the flows that want the events of a sender, as their settings are now; those of others are not read."""
    found = [
        (rules(folder, flow), flow.listens)
        for flow in map(flows.load, flows.names())
        if flow.listens and flow.listens.sender == sender
    ]
    return [rule for rule, listens in found if rule.settings.enabled and listens.wanted(rule.settings)]


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


def target(system: str, folder: Path, stores: Stores, scale: float) -> Target:
    """Open a connection to a system that is written to."""
    connector = connectors.load(system)
    client = open_client(system, folder, stores, scale)
    at_once = connector.at_once(system_settings(folder, system))
    deferring = Deferring(connector.operations(client), at_once) if connector.operations else None
    return Target(connector.writes, client, deferring)


def asking(system: str, folder: Path, stores: Stores, scale: float) -> Callable[[datetime], Sequence[bytes]]:
    """Return what asks a system for what happened since a moment, as bodies of its events.

    Nobody is asked while no enabled flow wants its events. Raises SettingsError for a system that cannot be asked.
    """
    poll = connectors.load(system).poll
    if poll is None:
        raise SettingsError(f"{system} cannot be asked for events. Take its schedule out of template.yaml.")
    if not listeners(folder, system):
        return lambda _since: ()
    return lambda since: poll(open_client(system, folder, stores, scale), since)


def interpreter(sender: str) -> Callable[[bytes], list[Hint]] | None:
    """Return what makes hints of a sender's events; raises SettingsError for a sender that is no system."""
    return connectors.load(sender).interpret


def senders() -> list[str]:
    """Return the names of the systems that can be asked to send their events."""
    return [name for name in systems() if connectors.load(name).subscribe]


def subscribe(sender: str, folder: Path, stores: Stores, address: str, key: str) -> str:
    """Have one of the senders send its events to an address, and return in one sentence what was done.

    `key` is what it signs them with, empty when the address proves them.
    """
    ask = connectors.load(sender).subscribe
    assert ask, f"{sender} is one of the senders"
    return ask(open_client(sender, folder, stores, scale=1), address, key)
