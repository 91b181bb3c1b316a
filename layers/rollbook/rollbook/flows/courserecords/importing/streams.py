"""What the LMS should get of the rows: course shells, completions, credits, enrollments (CR1-CR7)."""

from collections.abc import Callable, Iterable, Iterator

from rollbook.flows.courserecords.importing import wording
from rollbook.flows.courserecords.importing.judging import Entry, judge, spelled
from rollbook.flows.courserecords.importing.lookups import COURSES as COURSES_OF_LMS
from rollbook.flows.courserecords.importing.moments import begins, ends
from rollbook.flows.courserecords.importing.rows import (
    COMPLETIONS,
    COURSES,
    CREDITS,
    ENROLLMENTS,
    YES,
    course_key,
    course_of,
    credit_of,
    enrollment_of,
    is_complete,
    is_global,
    value,
)
from rollbook.flows.courserecords.importing.settings import settings
from rollbook.flows.courserecords.importing.table import records
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, LeftOut, Reference, Refusal

Said = Desired | Refusal | LeftOut


def courses(rows: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield a shell for each course that rows go to and the LMS does not have; their order makes no difference."""
    shells: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        key = course_key(row)
        if key not in context.lookups[COURSES_OF_LMS] and isinstance(judge(row, context), Entry):
            shells.setdefault(key, set()).add((course_of(row), value(row, "title")))
    for key, given in shells.items():
        if len(given) > 1:
            yield Refusal(key, wording.COURSE_DIFFERS)
        else:
            ((name, title),) = given
            yield Desired(key, {"externalId": name, "title": title}, name, notice=wording.SHELL)


def completions(rows: Iterable[Json], context: Context) -> Iterator[Said]:
    """Yield who has completed a course."""
    return _of_rows(rows, context, COMPLETIONS, _completion)


def credits_awarded(rows: Iterable[Json], context: Context) -> Iterator[Said]:
    """Yield the credit that each row awards."""
    return _of_rows(rows, context, CREDITS, _credit)


def enrollments(rows: Iterable[Json], context: Context) -> Iterator[Said]:
    """Yield who is enrolled in a course; several rows of a person in one course give the same enrollment."""
    return _of_rows(rows, context, ENROLLMENTS, _enrollment)


def _of_rows(
    rows: Iterable[Json], context: Context, stream: str, make: Callable[[Entry, Context], Desired | None]
) -> Iterator[Said]:
    """Yield the records of one stream, and what is said of the rows of which this one is the last."""
    for row in rows:
        verdict = judge(row, context)
        if isinstance(verdict, Entry):
            made = make(verdict, context)
            if made:
                yield made
        elif records(row)[-1][0] == stream:
            yield verdict


def _completion(entry: Entry, context: Context) -> Desired | None:
    row, key = entry.row, enrollment_of(entry.row)
    attended, completed = value(row, "attended"), value(row, "date_completed")
    is_bare = not attended and not completed
    if not is_complete(row) or (is_bare and credit_of(row) and key in context.known[COMPLETIONS]):
        return None
    data = {
        "course": entry.course,
        "user": entry.user,
        "completedAt": begins(completed, context.zone),
        "attended": attended == YES if attended else None,
    }
    return Desired(key, data, entry.course, _shell(entry))


def _credit(entry: Entry, context: Context) -> Desired | None:
    row, key = entry.row, credit_of(entry.row)
    if not key:
        return None
    kind = value(row, "credit_type")
    data = {
        "course": entry.course,
        "user": entry.user,
        "type": spelled(kind, settings(context).credit_types) or kind,
        "credits": value(row, "credits"),
        "expiresAt": ends(value(row, "credit_expiration"), context.zone),
    }
    return Desired(key, data, entry.course, _shell(entry))


def _enrollment(entry: Entry, context: Context) -> Desired | None:
    """Return a row's enrollment; None where it is known already, and the row is about the completion alone.

    Where the LMS would complete the person on enrollment, the row's own completion has to be there first.
    """
    row, key, told = entry.row, enrollment_of(entry.row), entry.enrolling
    is_bare = not (told.start or told.end or told.category)
    if is_bare and is_complete(row) and key in context.known[ENROLLMENTS]:
        return None
    data = {
        "course": entry.course,
        "user": entry.user,
        "start": begins(told.start, context.zone),
        "end": ends(told.end, context.zone),
        "participantCategory": spelled(told.category, settings(context).participant_categories),
        "pars": bool(told.start) and not is_global(row),
    }
    completed_first = (Reference(COMPLETIONS, key),) if entry.completes else ()
    unheard = value(row, "attended") == YES and not is_complete(row)
    requires = (*_shell(entry), *completed_first)
    return Desired(key, data, entry.course, requires, notice=wording.ATTENDED if unheard else None)


def _shell(entry: Entry) -> tuple[Reference, ...]:
    """Return what must be there first: the course, where it comes with the same run."""
    return (Reference(COURSES, course_key(entry.row)),) if entry.is_new else ()
