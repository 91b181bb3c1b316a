"""Which results eSchoolPLUS should hold, and which of those that left Schoology stay (SG11)."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.grading.gradebook import is_active, students
from rollbook.flows.schoology.grading.items import deletes, in_play, item_of, sourced_id
from rollbook.flows.schoology.grading.places import USERS, GradedClass, certain, flowing
from rollbook.flows.schoology.grading.refusing import UnfitError, unreadable
from rollbook.flows.schoology.grading.settings import settings
from rollbook.flows.schoology.grading.standing import Standing, standing
from rollbook.flows.schoology.grading.values import flag, folded, identity, moment, number
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, Reason, Reference, Refusal


def results(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield a result for every grade on an item that flows; where the item is refused, its grades wait for it.

    A blank grade is none: if there was one, it has left the source. Grades of an enrollment that the section does not
    have any more are left as they are, and so are those of teachers' own.
    """
    for gradebook, place in flowing(records, context):
        if not gradebook.whole:
            yield unreadable(gradebook.code)
        items, uids = in_play(gradebook, settings(context)), students(gradebook)
        for (item, enrollment), row in sorted(gradebook.grades.items()):
            if item not in items or enrollment not in uids:
                continue
            uid = uids[enrollment]
            key = f"{item}/{uid or f'enrollment/{enrollment}'}"
            try:
                said = standing(row)
                if said is not None:
                    yield _result(key, row, said, _Cell(gradebook.code, item, place, uid), context)
            except UnfitError as unfit:
                yield Refusal(key, unfit.reason)


@dataclass(frozen=True, slots=True)
class Present:
    """What of one section a grade can have gone from: its items, those that flow, and the students active there."""

    items: "array[int]"
    flowing: "array[int]"
    students: tuple[str, ...]

    def lets_go(self, item: int, context: Context) -> bool:
        """Say whether grades on an item can go: while it flows, and with it when it was deleted and is deleted here."""
        return item in self.flowing if item in self.items else deletes(context)


def there(records: Iterable[Json], context: Context) -> dict[str, Present]:
    """Return what is present, by section school code, of every section that flows and whose rows could all be read.

    No grade is kept: a whole district's would not fit into memory.
    """
    known = context.lookups[USERS]
    found: dict[str, Present] = {}
    for gradebook, place in flowing(records, context):
        if gradebook.whole and place:
            active = (
                known.get(folded(uid))
                for enrollment, uid in students(gradebook).items()
                if uid and is_active(gradebook.members[enrollment])
            )
            found[gradebook.code] = Present(
                items=array("Q", map(int, gradebook.items)),
                flowing=array("Q", map(int, in_play(gradebook, settings(context)))),
                students=tuple(student for student in active if student),
            )
    return found


def expected(records: Iterable[Json], context: Context) -> Iterator[str]:
    """Yield the keys of all grades that the sections could have and that may go: of every student on every item.

    An item that was deleted is known only where a hint names it. Grades that would be spared for their section or their
    item are left out.
    """
    hinted = _hinted(context)
    for gradebook, _ in flowing(records, context):
        present: Present | None = context.lookups["gradebooks"].get(gradebook.code)
        if present is None:
            continue
        uids = {uid for uid in students(gradebook).values() if uid}
        for item in sorted({*present.items, *hinted.get(folded(gradebook.code), ())}):
            if present.lets_go(item, context):
                yield from (f"{item}/{uid}" for uid in sorted(uids))


def spared(data: Json, context: Context) -> bool:
    """Say whether a result that has gone stays: a grade that was taken back in Schoology goes (SG11).

    When its item does not flow, it stays with the item. When the item was deleted and is deleted in eSchoolPLUS too,
    the result goes with it, and is remembered as gone: should the item come back, the grade is sent again. When the
    student left the section, or the section does not flow, it stays: nobody loses grades by moving. When the student
    goes by another school uid now, the result is the same one under another key.
    """
    present: Present | None = context.lookups["gradebooks"].get(data.get("section"))
    item, student = item_of(data.get("lineItem")), data.get("student")
    if present is None or not present.lets_go(item, context):
        return True
    return item in present.items and (
        student not in present.students or context.lookups[USERS].get(folded(str(data.get("schoolUid")))) != student
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a grade stands in Schoology, and the class that this is in eSchoolPLUS."""

    code: str
    item: str
    place: GradedClass | None
    uid: str | None


def _hinted(context: Context) -> dict[str, set[int]]:
    """Return the items that the run was told of, by section school code in lower case."""
    found: dict[str, set[int]] = {}
    for hint in context.hints:
        if item := identity(hint.ids.get("item")):
            found.setdefault(folded(hint.part), set()).add(int(item))
    return found


def _result(key: str, row: Json, said: Standing, cell: _Cell, context: Context) -> Desired:
    place, student = certain(cell.place), _student(cell.uid, context)
    changed_at = moment(row.get("timestamp"))
    if changed_at is None:
        raise UnfitError(_NO_TIME)
    data = {
        "sourcedId": f"{sourced_id(cell.item)}-{student}",
        "lineItem": sourced_id(cell.item),
        "class": place.key,
        "student": student,
        "scoreStatus": said.status,
        "score": said.score,
        "scoreDate": changed_at.astimezone(context.zone).date().isoformat(),
        "comment": _comment(row, context),
        "incomplete": _truth(said.incomplete),
        "missing": _truth(said.missing),
        # Schoology does not say of a grade that the work came late.
        "late": "false",
        "inProgress": _truth(said.in_progress),
        # That a teacher has overridden what was calculated is not in OneRoster: an extension of our own.
        "metadata": {"override": "true"} if flag(row.get("override")) else {},
        "section": cell.code,
        "schoolUid": cell.uid,
    }
    return Desired(key, data, place.scope, (Reference("lineItems", cell.item),), changed_at)


def _student(uid: str | None, context: Context) -> str:
    """Return the student's sourcedId; raises UnfitError rather than to guess whose grade it is."""
    if uid is None:
        raise UnfitError(_NO_UID)
    known = context.lookups[USERS]
    if folded(uid) not in known:
        raise UnfitError(_UNKNOWN_STUDENT)
    student: str | None = known[folded(uid)]
    if student is None:
        raise UnfitError(_SHARED_UID)
    return student


def _comment(row: Json, context: Context) -> str | None:
    """Return the comment if settings send comments and the student may see it."""
    shown = settings(context).comments == "send" and number(row.get("comment_status")) == 1
    return oneroster.text(row, "comment") if shown else None


def _truth(value: bool) -> str:
    return "true" if value else "false"


_NO_UID = Reason(
    sentence="The student has no school uid in Schoology, so nobody can tell who this is in eSchoolPLUS.",
    remedy="Give the account the school uid in Schoology, or take the student's grade away there.",
)
_UNKNOWN_STUDENT = Reason(
    # A look at some sections knows the students of their classes alone, so no more than this can be said.
    sentence="eSchoolPLUS lists no active student of the class with the school uid that the student has in Schoology.",
    remedy="Enroll the student in the class in eSchoolPLUS. Only where that is done already, compare the school uid in "
    "Schoology with the field in eSchoolPLUS that school_uid names, and correct the one that is wrong.",
)
_SHARED_UID = Reason(
    sentence="Several students of eSchoolPLUS have the school uid that the student has in Schoology.",
    remedy="Give each student their own in eSchoolPLUS.",
)
_NO_TIME = Reason(
    sentence="Schoology does not say when the grade was given, and eSchoolPLUS wants to know.",
    remedy="Save the grade in Schoology once more.",
)
