"""Which academic terms there are: in which system, until when, and which of them a flow is set for (CD1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rollbook import assembly, flows
from rollbook.aws import session, stack
from rollbook.aws.stores import Stores
from rollbook.model.errors import SettingsError
from rollbook.model.records import Json, Scope


@dataclass(frozen=True, slots=True)
class Term:
    """One academic term: `systems` hold it, `streams` are set to flow for it; `over` says that its last day is past."""

    code: str
    title: str
    start: str
    end: str
    systems: tuple[str, ...]
    streams: tuple[str, ...]
    over: bool


def terms(name: str, flow_name: str, folder: Path, now: datetime) -> list[Term]:
    """Return all terms that a flow's systems know or that it is set for, the newest first.

    Raises SettingsError for a flow that is not set for terms.
    """
    flow = flows.load(flow_name)
    if flow.terms is None:
        raise SettingsError(f"{flow_name} is not set for single terms.")
    found = stack.outputs(session.cloudformation(), name)
    stores = Stores(coordination_table=found["CoordinationTableName"], secrets_prefix=name)
    known: dict[str, Json] = {}
    holders: dict[str, list[str]] = {}
    for system in flow.systems:
        client = assembly.open_client(system, folder, stores, scale=1)
        for page in client.read("terms", Scope()):
            for row in page.records:
                known.setdefault(row["key"], row)
                holders.setdefault(row["key"], []).append(system)
    chosen = flow.terms(assembly.flow_settings(folder, flow))
    today = now.astimezone(assembly.institution(folder).zone).date()
    codes = known.keys() | {code for codes in chosen.values() for code in codes}
    return [_term(code, known.get(code, {}), holders.get(code, []), chosen, today) for code in sorted(codes)[::-1]]


def _term(code: str, row: Json, holders: list[str], chosen: Mapping[str, tuple[str, ...]], today: date) -> Term:
    end = str(row.get("endDate") or "")
    return Term(
        code=code,
        title=str(row.get("title") or ""),
        start=str(row.get("startDate") or ""),
        end=end,
        systems=tuple(dict.fromkeys(holders)),
        streams=tuple(stream for stream, codes in chosen.items() if code in codes),
        over=bool(end) and date.fromisoformat(end) < today,
    )
