"""What is to become of each record: one judgement that both flows share, whichever side is the target (CD6)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from rollbook.flows.coursedog.scheduling import wording
from rollbook.flows.coursedog.scheduling.fields import COURSES, RELATIONSHIPS, STATUS, projected
from rollbook.flows.coursedog.scheduling.merging import changed, rules_of
from rollbook.flows.coursedog.scheduling.settings import MergeMethod, shared
from rollbook.flows.coursedog.scheduling.sides import Pair, of_coursedog, of_sis, other_key
from rollbook.flows.coursedog.scheduling.terms import TERM, flowing, overlaps
from rollbook.model.descriptors import Context
from rollbook.model.records import Detail, Json, Reason
from rollbook.sync.merge import Merged, merge

_LOOK_UP = 100
_CANCELLED = "cancelled"
_WITHDRAWN = (_CANCELLED, "inactive")
_INSTITUTION = (MergeMethod.ALWAYS_INSTITUTION, MergeMethod.RESOLVE_AS_INSTITUTION)


class Due(Enum):
    """What is to become of a record."""

    MERGE = auto()
    """Both sides have it, and should hold what was merged."""
    SPREAD = auto()
    """One side has it, and the other is to get it."""
    PART = auto()
    """One side has it, and is to let it go."""
    REST = auto()
    """It is left as it is, and nobody has to do anything."""
    STOP = auto()
    """A person has to do something."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is due of a record and why; `merged` is there with MERGE, `original` is what was agreed on last."""

    due: Due
    reason: Reason | None = None
    merged: Merged | None = None
    original: Json | None = None


def verdicts(entity: str, some: Iterable[Pair], context: Context) -> Iterator[tuple[Pair, Verdict]]:
    """Yield those of some records that belong to a term that flows, with what is to become of them."""
    judge, terms = _Judge(entity, context), flowing(entity, context)
    asking: list[Pair] = []
    for one in some:
        if not flows(one, entity, terms):
            continue
        verdict = judge.at_once(one)
        if verdict:
            yield one, verdict
            continue
        asking.append(one)
        if len(asking) == _LOOK_UP:
            yield from judge.remembering(asking)
            asking = []
    yield from judge.remembering(asking)


def flows(one: Pair, entity: str, terms: Mapping[str, Json]) -> bool:
    """Say whether a record belongs to a term that flows; a course does to every term that it is in effect in."""
    if entity == COURSES:
        return any(overlaps(one.any, term) for term in terms.values())
    return one.term in terms


def withdrawn(record: Json) -> bool:
    """Say whether a record is one that was cancelled or is not active any more."""
    return record["fields"].get(STATUS) in _WITHDRAWN


def is_narrow(context: Context) -> bool:
    """Say whether only some sections were read, not whole terms."""
    return bool(context.hints) and not any(hint.entity == TERM for hint in context.hints)


class _Judge:
    """The judgement of one kind of record in one run."""

    def __init__(self, entity: str, context: Context) -> None:
        chosen = shared(context)
        self._entity = entity
        self._context = context
        self._chosen = chosen
        self._default = chosen.merge.of(entity).default
        self._fields = chosen.profile.fields[entity]
        self._takes_out = chosen.profile.takes_out
        self._narrow = is_narrow(context)

    def at_once(self, one: Pair) -> Verdict | None:
        """Return what is to become of a record for which it does not matter what was agreed on, None for others."""
        unfit = self._unfit(one)
        if unfit or one.sis is None or one.coursedog is None:
            return unfit
        values = projected(one.sis, self._fields)
        return Verdict(Due.MERGE, merged=Merged(values, (), ())) if values == self._of_coursedog(one) else None

    def remembering(self, some: Sequence[Pair]) -> Iterator[tuple[Pair, Verdict]]:
        """Yield what is to become of records for which it does."""
        originals = self._context.agreed(self._entity, [one.key for one in some]) if some else {}
        for one in some:
            original = originals.get(one.key)
            if one.sis is None or one.coursedog is None:
                yield one, self._one_sided(one, original)
            else:
                yield one, self._both(projected(one.sis, self._fields), self._of_coursedog(one), original)

    def _of_coursedog(self, one: Pair) -> Json:
        assert one.coursedog is not None
        return projected(one.coursedog, self._fields)

    def _unfit(self, one: Pair) -> Verdict | None:
        entity, context = self._entity, self._context
        if one.key in of_sis(entity, context).doubled or one.key in of_coursedog(entity, context).doubled:
            return Verdict(Due.STOP, wording.doubled(entity))
        if entity == RELATIONSHIPS and one.coursedog and one.coursedog["type"] != "crosslist":
            return Verdict(Due.REST, wording.not_a_crosslist())
        other = other_key(entity, one, context)
        return Verdict(Due.STOP, wording.renumbered(entity, one.key, other)) if other else None

    def _both(self, sis: Json, coursedog: Json, original: Json | None) -> Verdict:
        cancelled = _CANCELLED in (sis.get(STATUS), coursedog.get(STATUS))
        merged = merge(original, sis, coursedog, rules_of(self._entity, self._chosen, cancelled=cancelled))
        if not merged.conflicts:
            return Verdict(Due.MERGE, merged=merged, original=original)
        details = tuple(_detail(path, coursedog, sis) for path in merged.conflicts)
        return Verdict(Due.STOP, wording.conflict(self._entity, merged.conflicts, details, known=original is not None))

    def _one_sided(self, one: Pair, original: Json | None) -> Verdict:
        only_sis, gone = one.coursedog is None, withdrawn(one.any)
        if self._narrow and self._cannot_tell(one, original):
            return Verdict(Due.REST, wording.only_a_part_was_read(self._entity))
        if gone and (only_sis or original is None):
            return Verdict(Due.REST, wording.withdrawn(self._entity, only_sis=only_sis))
        if original is None:
            return Verdict(Due.SPREAD)
        return self._deleted(one, original, only_sis=only_sis)

    def _deleted(self, one: Pair, original: Json, *, only_sis: bool) -> Verdict:
        """Return what becomes of a record that both sides had, and that one has deleted.

        The side that always counts brings it back; otherwise it goes, unless the other side has changed it meanwhile.
        """
        if self._default is (MergeMethod.ALWAYS_INSTITUTION if only_sis else MergeMethod.ALWAYS_COURSEDOG):
            return Verdict(Due.SPREAD, original=original)
        touched = not withdrawn(one.any) and changed(original, self._as_left(one), self._entity)
        if touched and self._default is MergeMethod.STOP:
            return Verdict(Due.STOP, wording.deleted_and_changed(self._entity, only_sis=only_sis))
        if touched and (self._default in _INSTITUTION) == only_sis:
            return Verdict(Due.SPREAD, original=original)
        return Verdict(Due.PART, wording.deleted(self._entity, only_sis=only_sis), original=original)

    def _as_left(self, one: Pair) -> Json:
        """Return what the one side still holds of a record; no meetings say nothing where they have to go first."""
        values = projected(one.any, self._fields)
        emptied = self._takes_out == "cancel" and not values.get("times")
        return {name: value for name, value in values.items() if name != "times"} if emptied else values

    def _cannot_tell(self, one: Pair, original: Json | None) -> bool:
        """Say whether the other side may hold the record where it was not read, so that only a run over all can tell.

        A section may have another number there, a relationship other sections. So a look takes nothing out: a run over
        all terms does, and there the guard sees how much it is.
        """
        if self._entity == RELATIONSHIPS:
            return original is not None
        return one.coursedog is None or bool(one.coursedog["sisId"])


def _detail(path: str, coursedog: Json, sis: Json) -> Detail:
    name = path.split(".", maxsplit=1)[0]
    return Detail(field=path, value=_text(coursedog.get(name)), said=f"The SIS holds: {_text(sis.get(name))}")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
