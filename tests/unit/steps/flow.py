"""A small flow for the steps: people and groups that are never removed, and members who are dropped.

`LIVE` is the same flow with ears: it listens to events of the books, and its members need not all be read in every run.
Of any record the books may say that it is away, or on trial until a moment: then it is left out; or that it is odd, and
then it goes with a notice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from rollbook.model.descriptors import Context, Flow, Listening, Look, Removal, Stream
from rollbook.model.records import Desired, Hint, Json, LeftOut, Reason, Reference, Refusal, Scope
from rollbook.model.settings import FlowSettings

NAMELESS = Reason(sentence="It has no name.", remedy="Name it.")
ROLELESS = Reason(sentence="It has no role.", remedy="Give it one.")
AWAY = Reason(sentence="It is away.", remedy="It goes when it is back.")
ON_TRIAL = Reason(sentence="It is on trial.", remedy="It goes when the trial is over.")
ODD = Reason(sentence="It is odd.", remedy="Look at it.")


def moment(record: Json) -> datetime | None:
    """Return when the books say that a record changed; they do not always."""
    return datetime.fromisoformat(record["at"]) if "at" in record else None


def left_out(key: str, record: Json, context: Context) -> LeftOut | None:
    """Return the remark that a record is not for the club now."""
    if record.get("away"):
        return LeftOut(key, AWAY)
    if "trial_until" in record and context.now < datetime.fromisoformat(record["trial_until"]):
        return LeftOut(key, ON_TRIAL, undecided_since=moment(record))
    return None


def notice(record: Json) -> Reason | None:
    return ODD if record.get("odd") else None


def named(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield what has a name; what is closed does not flow."""
    for record in records:
        if remark := left_out(record["id"], record, context):
            yield remark
        elif not record["name"]:
            yield Refusal(record["id"], NAMELESS)
        elif not record.get("closed"):
            data = {"id": record["id"], "name": record["name"]}
            yield Desired(record["id"], data, record["school"], changed_at=moment(record), notice=notice(record))


def members(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield the members of groups that are not closed."""
    for record in records:
        group, person = record["group"], record["person"]
        key = f"{group}/{person}"
        if context.lookups["groups"].get(group, {}).get("closed"):
            continue
        if remark := left_out(key, record, context):
            yield remark
        elif not record["role"]:
            yield Refusal(key, ROLELESS)
        else:
            data = {"id": key, "group": group, "person": person, "role": record["role"]}
            needs = (Reference("groups", group), Reference("people", person))
            yield Desired(key, data, record["school"], needs, moment(record), notice(record))


def spared(data: Json, context: Context) -> bool:
    """Keep the members of a group that is closed."""
    return bool(context.lookups["groups"].get(data.get("group"), {}).get("closed"))


def by_id(records: Iterable[Json], _context: Context) -> dict[str, Json]:
    return {record["id"]: record for record in records}


def look(hints: Sequence[Hint], _context: Context) -> Look:
    """Look at what the hints name in their groups, or at all of these groups when one hint names nothing."""
    scope = Scope(parts=tuple(dict.fromkeys(hint.part for hint in hints)), part_field="id")
    if not all(hint.ids for hint in hints):
        return Look(scope)
    names: dict[str, set[str]] = {"people": set(), "groups": set(), "members": set()}
    for hint in hints:
        if hint.entity == "person":
            names["people"].add(hint.ids["person"])
        elif hint.entity == "group":
            names["groups"].add(hint.part)
            names["members"].add(f"{hint.part}/")
        else:
            names["members"].add(f"{hint.part}/{hint.ids['person']}")
    return Look(scope, {stream: frozenset(keys) for stream, keys in names.items()})


def about_person(number: int) -> Hint:
    return Hint(entity="person", part="g0", ids={"person": f"p{number}"})


def about_group(number: int) -> Hint:
    return Hint(entity="group", part=f"g{number}", ids={"group": f"g{number}"})


def about_member(of: int, number: int) -> Hint:
    return Hint(entity="member", part=f"g{of}", ids={"person": f"p{number}"})


def about_all_of(number: int) -> Hint:
    return Hint(entity="section", part=f"g{number}")


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

WEEK = timedelta(days=7)
PEOPLE, GROUPS, MEMBERS = FLOW.streams
LIVE = replace(
    FLOW,
    streams=(PEOPLE, GROUPS, replace(MEMBERS, since=True)),
    listens=Listening("books", lambda _settings: True, look),
    full_every=lambda _settings: WEEK,
)


def with_members(**more: Any) -> Flow:
    """Return the flow with ears and with other rules for members."""
    people, groups, members = LIVE.streams
    return replace(LIVE, streams=(people, groups, replace(members, **more)))
