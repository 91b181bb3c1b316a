"""What 360Learning should hold of Edflex's contents: courses, tags, and which course has which tags (EF2-EF4)."""

from collections.abc import Iterable, Iterator
from typing import Final

from rollbook.flows.edflex.contents import wording
from rollbook.flows.edflex.contents.lookups import INTEGRATION
from rollbook.flows.edflex.contents.mapping import course
from rollbook.flows.edflex.contents.naming import tag_name
from rollbook.flows.edflex.contents.settings import CONTENTS, TAGS, keeps_manual_tags
from rollbook.flows.edflex.contents.statuses import is_offered
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reason, Reference, Refusal

PORTAL: Final = "edflex"
"""What removals are counted by: the contents of one portal."""


def contents(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal | LeftOut]:
    """Yield the contents that are offered, and of every other one why it is not there.

    One that 360Learning holds, and that is not offered any more, is not yielded: so it leaves, and is archived.
    """
    for record in records:
        key, status = record["id"], record["status"]
        if is_offered(status) or not status.strip():
            made = course(record, context.lookups[INTEGRATION])
            yield Refusal(key, made) if isinstance(made, Reason) else Desired(key, made, PORTAL)
        elif key not in context.known[CONTENTS]:
            yield LeftOut(key, wording.not_offered(status))


def tags(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield the categories of the contents that go, each once; one without a title is refused."""
    names: dict[str, set[str]] = {}
    for record in _going(records, context):
        for category in record["categories"]:
            names.setdefault(category["id"], set()).add(tag_name(category))
    for key, found in sorted(names.items()):
        name = min(filter(None, found), default="")
        yield Desired(key, {"name": name}, PORTAL) if name else Refusal(key, wording.NAMELESS_CATEGORY)


def taggings(records: Iterable[Json], context: Context) -> Iterator[Desired]:
    """Yield of each content that goes its tags, also where it has none: then nobody else may give it any either."""
    keeps = keeps_manual_tags(context)
    for record in _going(records, context):
        key = record["id"]
        chosen = sorted({category["id"] for category in record["categories"] if tag_name(category)})
        needs = (Reference(CONTENTS, key), *(Reference(TAGS, tag) for tag in chosen))
        yield Desired(key, {"tags": chosen, "keepOthers": keeps}, PORTAL, needs)


def _going(records: Iterable[Json], context: Context) -> Iterator[Json]:
    owners_language = context.lookups[INTEGRATION]
    return (
        record
        for record in records
        if is_offered(record["status"]) and not isinstance(course(record, owners_language), Reason)
    )
