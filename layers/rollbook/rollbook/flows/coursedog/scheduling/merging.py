"""How the fields of one record are merged: the settings as rules, the SIS first and Coursedog second (CD6)."""

from collections.abc import Callable
from typing import Final

from rollbook.flows.coursedog.scheduling.fields import OF_THE_SIS, TIMES, lineage
from rollbook.flows.coursedog.scheduling.settings import MergeMethod, PullSettings
from rollbook.model.records import Json
from rollbook.sync.merge import ANY, Method, Rules, differing, merge

_METHODS: Final = {
    MergeMethod.ALWAYS_INSTITUTION: Method.ALWAYS_FIRST,
    MergeMethod.ALWAYS_COURSEDOG: Method.ALWAYS_SECOND,
    MergeMethod.RESOLVE_AS_INSTITUTION: Method.FIRST_ON_CONFLICT,
    MergeMethod.RESOLVE_AS_COURSEDOG: Method.SECOND_ON_CONFLICT,
    MergeMethod.STOP: Method.STOP,
}


def rules_of(entity: str, chosen: PullSettings, *, cancelled: bool = False) -> Rules:
    """Return the rules of a kind of record; what is said of a path itself goes before what is said of its parent.

    One that is cancelled on a side may lose its meetings there: Banner cancels no section that has one.
    """
    merge_of = chosen.merge.of(entity)
    fixed = dict.fromkeys(OF_THE_SIS[entity], MergeMethod.ALWAYS_INSTITUTION)
    own = merge_of.methods
    methods = {**own, **fixed} if chosen.merge.precedence == "fixed_first" else {**fixed, **own}

    def method(path: str) -> Method:
        nearest = next((name for name in lineage(path) if name in methods), None)
        return _METHODS[methods[nearest] if nearest else merge_of.default]

    empties = {*merge_of.empties, *OF_THE_SIS[entity], *([TIMES] if cancelled else [])}
    return Rules(method, frozenset(empties))


def may_be_written(entity: str, chosen: PullSettings, *, to_sis: bool) -> Callable[[str], bool]:
    """Return which paths may be written to a side: not those that are always its own, nor what the SIS alone says."""
    method = rules_of(entity, chosen).method
    own = Method.ALWAYS_FIRST if to_sis else Method.ALWAYS_SECOND
    never = OF_THE_SIS[entity] if to_sis else frozenset()

    def may(path: str) -> bool:
        return path not in never and method(path) is not own

    return may


def restrained(there: Json, wanted: Json, may_change: Callable[[str], bool]) -> Json:
    """Return what a record should hold when only some of its paths may change: the others keep what is there."""
    if there == wanted:
        return there

    def method(path: str) -> Method:
        return Method.ALWAYS_SECOND if may_change(path) else Method.ALWAYS_FIRST

    return merge(there, there, wanted, Rules(method, ANY)).values


def changed(original: Json, values: Json, entity: str) -> bool:
    """Say whether somebody has changed a record since both sides agreed; what the SIS alone says does not count."""
    known = {name: value for name, value in original.items() if name in values}
    now = {name: values[name] for name in known}
    return bool(set(differing(known, now)) - OF_THE_SIS[entity])
