"""What Coursedog should hold of what the SIS and Coursedog hold (CD2, CD3, CD6)."""

from collections.abc import Iterable, Iterator, Mapping

from rollbook.flows.coursedog.scheduling import wording
from rollbook.flows.coursedog.scheduling.fields import COURSES, RELATIONSHIPS, SECTIONS, projected
from rollbook.flows.coursedog.scheduling.merging import may_be_written, restrained
from rollbook.flows.coursedog.scheduling.sending import Direction, Item, desired, sections_first, there
from rollbook.flows.coursedog.scheduling.settings import shared
from rollbook.flows.coursedog.scheduling.shapes import kept, scope, shape
from rollbook.flows.coursedog.scheduling.sides import Pair, of_source, of_target
from rollbook.flows.coursedog.scheduling.terms import flowing
from rollbook.flows.coursedog.scheduling.verdicts import Verdict, withdrawn
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reference
from rollbook.sync.merge import agreement


def courses(_records: Iterable[Json], context: Context) -> Iterator[Item]:
    """Yield the courses of the terms that flow; Coursedog's own stay, for more than schedules hangs on them."""
    return desired(COURSES, _PULL, context)


def sections(_records: Iterable[Json], context: Context) -> Iterator[Item]:
    """Yield the sections of the terms that flow."""
    return desired(SECTIONS, _PULL, context)


def relationships(_records: Iterable[Json], context: Context) -> Iterator[Item]:
    """Yield the crosslists of the terms that flow."""
    return desired(RELATIONSHIPS, _PULL, context)


def _merged(entity: str, one: Pair, verdict: Verdict, context: Context) -> Iterator[Item]:
    assert one.sis
    assert one.coursedog
    assert verdict.merged
    chosen = shared(context)
    fields = chosen.profile.fields[entity]
    held = projected(one.coursedog, fields)
    values = restrained(held, verdict.merged.values, may_be_written(entity, chosen, to_sis=False))
    yield Desired(
        one.key,
        shape(one.sis, values, sisId=one.sis["id"]),
        scope(one),
        sections_first(entity, values, context),
        notice=kept(entity, verdict.merged.kept),
        there=there(one, one.sis, held, context),
        original=verdict.original,
        agreed=agreement(verdict.original, values, projected(one.sis, fields)),
    )


def _spread(entity: str, one: Pair, verdict: Verdict, context: Context) -> Iterator[Item]:
    assert one.sis
    values = projected(one.sis, shared(context).profile.fields[entity])
    needs = _needs(entity, one, values, context)
    if needs is None:
        yield LeftOut(one.key, wording.no_section(sorted(flowing(SECTIONS, context))))
        return
    data = shape(one.sis, values, sisId=one.sis["id"])
    yield Desired(one.key, data, scope(one), needs, original=verdict.original, agreed=values)


def _parted(_entity: str, _one: Pair, _verdict: Verdict, _context: Context) -> Iterator[Item]:
    """Yield nothing: whatever left the SIS leaves Coursedog; the guard looks at how much that is."""
    return iter(())


def _needs(entity: str, one: Pair, values: Json, context: Context) -> tuple[Reference, ...] | None:
    """Return what Coursedog must have before, None where it would not take the record whatever went before (CD3)."""
    if entity == SECTIONS:
        return _course_first(one, context)
    if entity == COURSES:
        return _section_first(one.key, context)
    return sections_first(entity, values, context)


def _course_first(one: Pair, context: Context) -> tuple[Reference, ...]:
    course = one.any["course"]
    needed = shared(context).profile.courses_first and course not in of_target(COURSES, context).records
    return (Reference(COURSES, course),) if needed else ()


def _section_first(course: str, context: Context) -> tuple[Reference, ...] | None:
    if shared(context).profile.courses_first or course in _with_sections(of_target(SECTIONS, context).records):
        return ()
    terms, records = flowing(SECTIONS, context), of_source(SECTIONS, context).records
    there = {key: one for key, one in records.items() if one["term"] in terms and not withdrawn(one)}
    found = _with_sections(there).get(course)
    return (Reference(SECTIONS, found),) if found else None


def _with_sections(records: Mapping[str, Json]) -> dict[str, str]:
    """Return the courses that have sections, each with the key of one of them."""
    return {record["course"]: key for key, record in records.items()}


_PULL = Direction(_merged, _spread, _parted)
