"""What eSchoolPLUS says of the places that grades go to: terms, classes, categories and students, kept small."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.grading import gradebook
from rollbook.flows.schoology.grading.gradebook import Gradebook
from rollbook.flows.schoology.grading.refusing import UnfitError
from rollbook.flows.schoology.grading.values import folded, number
from rollbook.flows.schoology.naming import school_uid, section_school_code
from rollbook.flows.schoology.selection import selected, today
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.descriptors import TARGET, Context
from rollbook.model.records import Json, Reason

ORGS = f"{TARGET}orgs"
TERMS = f"{TARGET}academicSessions"
CLASSES = f"{TARGET}classes"
CATEGORIES = f"{TARGET}categories"
USERS = f"{TARGET}users"

_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9998, 12, 31)
"""Days on which every zone's clock can be told in UTC; some write 9999-12-31 for "no end"."""


@dataclass(frozen=True, slots=True)
class Term:
    """An academic session with both of its days; `end` is the last day."""

    key: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class GradedClass:
    """A class whose grades flow: its sourcedId, its school's, the school's identifier, and its terms."""

    key: str
    school: str
    scope: str
    terms: tuple[Term, ...]

    @property
    def last_day(self) -> date:
        """The last day of the last term; there must be one."""
        return max(term.end for term in self.terms)

    def term_of(self, day: date) -> Term | None:
        """Return the term that a day lies in; of several the one that began last, which is the narrowest."""
        around = [term for term in self.terms if term.start <= day <= term.end]
        return max(around, key=lambda term: (term.start, term.key), default=None)


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a class.

    OneRoster knows its title and weight alone. How many of the lowest grades are dropped, and how it is calculated
    (`percent`, `totalPoints`), stand in `metadata` where eSchoolPLUS tells them: an extension of our own.
    """

    key: str
    title: str
    weight: float | None
    drop_lowest: float | None
    calculation: str | None


def neighbour(context: Context) -> ProvisioningSettings:
    """Return provisioning's settings with their type: schools and keys are set there, once for both directions."""
    assert isinstance(context.neighbour, ProvisioningSettings)
    return context.neighbour


def terms(records: Iterable[Json], _context: Context) -> dict[str, Term]:
    """Return the active sessions that have a first and a last day."""
    found: dict[str, Term] = {}
    for session in records:
        start, end = oneroster.day(session, "startDate"), oneroster.day(session, "endDate")
        if oneroster.active(session) and start and end:
            key = oneroster.key(session)
            found[key] = Term(key, max(start, _FIRST_DAY), min(end, _LAST_DAY))
    return found


def classes(records: Iterable[Json], context: Context) -> dict[str, GradedClass | None]:
    """Return the classes whose grades flow by their section school code in lower case; None where several contest one.

    These are the active classes of schools that provisioning selects with sections. That a term has ended does not
    matter: teachers finish grading later. Where codes are used again every year, the class that runs has it.
    """
    chosen, sessions = neighbour(context), context.lookups[TERMS]
    schools = selected(chosen, context.lookups[ORGS])
    found: dict[str, dict[str, GradedClass]] = {}
    for course_class in records:
        school_id = oneroster.reference(course_class, "school") or ""
        school, code = schools.get(school_id), section_school_code(course_class, chosen)
        if school and school.sections and code and oneroster.active(course_class):
            key = oneroster.key(course_class)
            own = sorted(set(oneroster.references(course_class, "terms")) & sessions.keys())
            place = GradedClass(key, school_id, school.identifier, tuple(sessions[term] for term in own))
            found.setdefault(folded(code), {})[key] = place
    return {code: _holder(list(contenders.values()), today(context)) for code, contenders in found.items()}


def categories(records: Iterable[Json], context: Context) -> dict[str, dict[str, tuple[Category, ...]]]:
    """Return the active categories of the classes whose grades flow, by class and by title in lower case."""
    wanted = {place.key for place in context.lookups[CLASSES].values() if place}
    found: dict[str, dict[str, tuple[Category, ...]]] = {}
    for record in records:
        of_class, title = oneroster.text(record, "class"), oneroster.text(record, "title")
        if of_class in wanted and title and oneroster.active(record):
            of_title = found.setdefault(of_class or "", {})
            of_title[folded(title)] = (*of_title.get(folded(title), ()), _category(record, title))
    return found


def students(records: Iterable[Json], context: Context) -> dict[str, str | None]:
    """Return the sourcedIds of active students by their school uid in lower case; None where several have it."""
    chosen = neighbour(context)
    found: dict[str, str | None] = {}
    for user in records:
        uid = school_uid(user, chosen)
        roles = {oneroster.text(role, "role") for role in oneroster.items(user, "roles")}
        if uid and oneroster.active(user) and "student" in roles:
            key = oneroster.key(user)
            found[folded(uid)] = key if found.get(folded(uid), key) == key else None
    return found


def flowing(records: Iterable[Json], context: Context) -> Iterator[tuple[Gradebook, GradedClass | None]]:
    """Yield the gradebooks whose grades flow, each with its class, or None where several classes have its code."""
    known: Mapping[str, GradedClass | None] = context.lookups[CLASSES]
    for record in records:
        code = gradebook.code_of(record)
        if code is not None and folded(code) in known:
            yield gradebook.read(record, code), known[folded(code)]


def certain(place: GradedClass | None) -> GradedClass:
    """Return the class of a section; raises UnfitError where several have its code."""
    if place is None:
        raise UnfitError(_SHARED_CODE)
    return place


def _holder(contenders: list[GradedClass], on: date) -> GradedClass | None:
    """Return the one class that has a code: the one that has not ended, else the one that ended last."""
    running = [place for place in contenders if not place.terms or on <= place.last_day]
    latest = max((place.last_day for place in contenders if place.terms), default=None)
    foremost = running or [place for place in contenders if place.last_day == latest]
    return foremost[0] if len(foremost) == 1 else None


def _category(record: Json, title: str) -> Category:
    metadata = record.get("metadata")
    told = metadata if isinstance(metadata, dict) else {}
    return Category(
        key=oneroster.key(record),
        title=title,
        weight=number(record.get("weight")),
        drop_lowest=number(told.get("dropLowest")),
        calculation=oneroster.text(told, "calculation"),
    )


_SHARED_CODE = Reason(
    sentence="Several classes of eSchoolPLUS have the section school code of this section.",
    remedy="Give each class a code of its own, or set section_school_code: sourcedId in schoology.provisioning.yaml.",
)
