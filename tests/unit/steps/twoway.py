"""Two flows that keep an office and a planner in step: pull brings to the planner, post to the office, both read both.

A thing has a key, which people know, and fields; each system gives it an id and a version of its own. The rules merge
what both did since they were alike last; what both changed waits for a person, except the code, which is the office's.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from rollbook.model.descriptors import TARGET, Context, Flow, Listening, Look, Removal, Stream
from rollbook.model.records import Desired, Hint, Json, LeftOut, Reason, Refusal, Scope, There
from rollbook.model.settings import FlowSettings
from rollbook.sync.merge import Method, Rules, agreement, merge

THINGS = "things"
OFFICE, PLANNER = "office", "planner"
CAMPUS = "campus"
KEPT = "kept"
BOTH_CHANGED = Reason(sentence="Both sides changed it.", remedy="Make them alike.")
GONE_THERE = Reason(sentence="The other side has taken it out.", remedy="It leaves this side by itself.")
_RULES = Rules(lambda path: Method.ALWAYS_FIRST if path == "code" else Method.STOP, ("title", "room"))
"""The office says what the code is, whatever the planner did."""


def by_key(records: Iterable[Json], _context: Context) -> dict[str, Json]:
    return {record["key"]: record for record in records}


def desired(direction: str, _records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield what becomes of everything that the source holds, and of what a person has to look at."""
    source, target = context.lookups[THINGS], context.lookups[TARGET + THINGS]
    keys = sorted({*source, *target})
    unlike = [key for key in keys if _fields(source, key) != _fields(target, key)]
    originals = context.agreed(THINGS, unlike) if unlike else {}
    for key in keys:
        original = originals.get(key)
        if key in source and key in target:
            yield _on_both_sides(direction, key, source[key], target[key], original)
        elif key in source and original is None:
            yield Desired(key, _data(source[key]), CAMPUS, agreed=source[key]["fields"])
        elif original is not None and (source.get(key) or target[key])["fields"] != original:
            yield Refusal(key, BOTH_CHANGED)
        elif key in source:
            yield LeftOut(key, GONE_THERE)


def _on_both_sides(direction: str, key: str, source: Json, target: Json, original: Json | None) -> Desired | Refusal:
    here, there = source["fields"], target["fields"]
    first, second = (here, there) if direction == "pull" else (there, here)
    merged = merge(original, first, second, _RULES)
    if merged.conflicts:
        return Refusal(key, BOTH_CHANGED)
    return Desired(
        key,
        {"key": key, "fields": merged.values},
        CAMPUS,
        there=There(target["id"], _data(target), target["version"]),
        original=original,
        agreed=agreement(original, merged.values, here),
    )


def spares(data: Json, context: Context) -> bool:
    """Keep, and remember, what the source still has, for the other flow takes it out; and what is never to leave."""
    return data["key"] in context.lookups[THINGS] or data["fields"]["title"] == KEPT


def mirror(context: Context) -> dict[str, There]:
    held = context.lookups[TARGET + THINGS]
    return {key: There(record["id"], _data(record), record["version"], CAMPUS) for key, record in held.items()}


def look(hints: Iterable[Hint], _context: Context) -> Look:
    keys = tuple(dict.fromkeys(hint.part for hint in hints))
    return Look(Scope(parts=keys), {THINGS: frozenset(keys)}, frozenset({THINGS}))


def about(key: str) -> Hint:
    return Hint(entity="thing", part=key, ids={"thing": key})


def _fields(side: Mapping[str, Json], key: str) -> Any:
    return side[key]["fields"] if key in side else None


def _data(record: Json) -> Json:
    return {"key": record["key"], "fields": record["fields"]}


def _expected(_records: Iterable[Json], context: Context) -> Iterator[str]:
    yield from context.lookups[TARGET + THINGS]


def _flow(name: str, source: str, target: str) -> Flow:
    things = Stream(
        name=THINGS,
        reads=THINGS,
        writes=THINGS,
        desired=partial(desired, name),
        removal=Removal.DROP,
        spares=spares,
        expected=_expected,
        lookups={THINGS: by_key, TARGET + THINGS: by_key},
        mirror=mirror,
        parting=lambda data, _context: {"takesOut": data["key"]},
    )
    return Flow(
        name=f"twoway.{name}",
        source=source,
        target=target,
        settings=FlowSettings,
        streams=(things,),
        listens=Listening(PLANNER, lambda _settings: True, look),
        lease="twoway",
    )


PULL, POST = _flow("pull", OFFICE, PLANNER), _flow("post", PLANNER, OFFICE)
SHARING = (PULL.name, POST.name)
