"""A small flow for the steps: people and groups that are never removed, and members who are dropped."""

from collections.abc import Iterable, Iterator

from rollbook.model.descriptors import Context, Flow, Removal, Stream
from rollbook.model.records import Desired, Json, Reason, Reference, Refusal
from rollbook.model.settings import FlowSettings

NAMELESS = Reason(sentence="It has no name.", remedy="Name it.")
ROLELESS = Reason(sentence="It has no role.", remedy="Give it one.")


def named(records: Iterable[Json], _context: Context) -> Iterator[Desired | Refusal]:
    """Yield what has a name; what is closed does not flow."""
    for record in records:
        if not record["name"]:
            yield Refusal(record["id"], NAMELESS)
        elif not record.get("closed"):
            yield Desired(record["id"], {"id": record["id"], "name": record["name"]}, record["school"])


def members(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield the members of groups that are not closed."""
    for record in records:
        group, person = record["group"], record["person"]
        if context.lookups["groups"].get(group, {}).get("closed"):
            continue
        if not record["role"]:
            yield Refusal(f"{group}/{person}", ROLELESS)
            continue
        data = {"id": f"{group}/{person}", "group": group, "person": person, "role": record["role"]}
        needs = (Reference("groups", group), Reference("people", person))
        yield Desired(f"{group}/{person}", data, record["school"], needs)


def spared(data: Json, context: Context) -> bool:
    """Keep the members of a group that is closed."""
    return bool(context.lookups["groups"].get(data.get("group"), {}).get("closed"))


def by_id(records: Iterable[Json], _context: Context) -> dict[str, Json]:
    return {record["id"]: record for record in records}


FLOW = Flow(
    name="test.club",
    source="books",
    target="club",
    settings=FlowSettings,
    streams=(
        Stream(name="people", reads="people", writes="people", desired=named),
        Stream(name="groups", reads="groups", writes="groups", desired=named),
        Stream(
            name="members",
            reads="members",
            writes="members",
            desired=members,
            removal=Removal.DROP,
            spares=spared,
            lookups={"groups": by_id},
            after=("people", "groups"),
        ),
    ),
)
