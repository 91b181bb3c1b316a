"""Which enrollments Schoology should hold, and which of those that left the source stay (SG10)."""

from collections.abc import Iterable, Iterator
from datetime import date

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.selection import flowing_classes, today
from rollbook.model.descriptors import Context
from rollbook.model.records import Desired, Json, Reason, Reference, Refusal

_ROLES = ("student", "teacher")


def enrollments(records: Iterable[Json], context: Context) -> Iterator[Desired | Refusal]:
    """Yield the enrollments of today in the classes that flow; teachers become section admins.

    The key is the pair of class and user, because that is what Schoology holds: a student who moves away and back
    under a new enrollment record must not lose the place when the old record's end arrives.
    """
    classes = context.lookups["classes"].values()
    flowing = {oneroster.key(found): school.identifier for found, school in flowing_classes(classes, context)}
    on = today(context)
    for enrollment in records:
        course_class, user = oneroster.reference(enrollment, "class"), oneroster.reference(enrollment, "user")
        if not oneroster.active(enrollment) or enrollment.get("role") not in _ROLES or not _valid(enrollment, on):
            continue
        if course_class is None or user is None:
            yield Refusal(oneroster.key(enrollment), _INCOMPLETE)
        elif course_class in flowing:
            yield Desired(
                f"{course_class}/{user}",
                {"class": course_class, "user": user, "role": enrollment["role"]},
                flowing[course_class],
                (Reference("sections", course_class), Reference("users", user)),
            )


def spared(data: Json, context: Context) -> bool:
    """Say whether an enrollment that left the source stays, because its class does not flow any more.

    The class has ended, or left the source, or its school is not selected now: an institution that stops exporting an
    old term must not lose that term's rosters.
    """
    course_class = context.lookups["classes"].get(str(data.get("class")))
    return course_class is None or not any(flowing_classes([course_class], context))


def _valid(enrollment: Json, on: date) -> bool:
    begin, end = oneroster.day(enrollment, "beginDate"), oneroster.day(enrollment, "endDate")
    return (begin is None or begin <= on) and (end is None or on <= end)


_INCOMPLETE = Reason(
    sentence="An enrollment needs a user and a class, and eSchoolPLUS names only one of them.",
    remedy="Correct the enrollment in eSchoolPLUS; it goes out with the next run.",
)
