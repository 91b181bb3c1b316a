"""What has to be done that the meetings or the instructors of a section become those that are wanted. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rollbook.model.records import Json


@dataclass(frozen=True, slots=True)
class Held:
    """An item that the SIS holds: the id of its resource, and how it is read."""

    guid: str
    item: Json


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of what goes, what stays and becomes another, and what is new."""

    gone: tuple[str, ...] = ()
    changed: tuple[Held, ...] = ()
    new: tuple[Json, ...] = ()


def difference(
    held: Sequence[Held], wanted: Sequence[Json], before: Sequence[Json] | None, *, given: bool
) -> Difference:
    """Return what makes the wanted items of the held ones; what a wanted item says nothing of stays as it is.

    Items are paired by id; where the ids are `given` by the SIS, then also by being the same but for the id. An item
    that was not among those `before`, when it was decided what goes, came only now and stays; None: all were.
    """
    left, waiting, changed = list(held), list(wanted), []
    for alike in (_of_one_id, _the_same) if given else (_of_one_id,):
        for item in list(waiting):
            if (partner := _partner(left, item, alike)) is not None:
                left.remove(partner)
                waiting.remove(item)
                if not _the_same(partner.item, item):
                    changed.append(Held(partner.guid, {**partner.item, **item}))
    known = None if before is None else {item["id"] for item in before}
    gone = tuple(one.guid for one in left if known is None or one.item["id"] in known)
    return Difference(gone, tuple(changed), tuple(waiting))


def _partner(left: Sequence[Held], item: Json, alike: Callable[[Json, Json], bool]) -> Held | None:
    return next((one for one in left if alike(one.item, item)), None)


def _of_one_id(held: Json, wanted: Json) -> bool:
    return bool(held["id"] == wanted.get("id"))


def _the_same(held: Json, wanted: Json) -> bool:
    return all(_said(held.get(name)) == _said(value) for name, value in wanted.items() if name != "id")


def _said(value: Any) -> Any:
    return "" if value is None else value
