"""What Schoology may hold before the first run, and what of it is compared with what of eSchoolPLUS (SG7)."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.naming import school_uid
from rollbook.flows.schoology.selection import settings
from rollbook.model.descriptors import Context, Criterion, Matching, Profile
from rollbook.model.records import Desired, Json

_NO_PERIOD, _UNMAPPED = "without a grading period", "in one that no term is mapped to"


@dataclass(frozen=True, slots=True)
class Courses:
    """The codes of eSchoolPLUS's courses by their keys, and the keys of those codes that only one course has."""

    codes: dict[str, str]
    keys: dict[str, str]


def courses_by_code(records: Iterable[Json], _context: Context) -> Courses:
    """Return the courses by code and by key."""
    codes = {
        oneroster.key(course): code
        for course in records
        if oneroster.active(course) and (code := oneroster.text(course, "courseCode"))
    }
    times = Counter(code.casefold() for code in codes.values())
    return Courses(codes, {code.casefold(): key for key, code in codes.items() if times[code.casefold()] == 1})


def _user_wanted(item: Desired, _context: Context) -> Profile:
    data = item.data
    names = (data["givenName"], data["familyName"])
    return _person(item.key, data["schoolUid"], data["username"], data["email"], names)


def _user_known(records: Iterable[Json], context: Context) -> Iterator[Profile]:
    """Yield everybody in eSchoolPLUS, for an account may be somebody's who does not flow.

    And an address that several people have is given to none of them in Schoology, but one of them may have it there.
    """
    for user in records:
        if oneroster.active(user):
            username, email, *names = (
                oneroster.text(user, name) for name in ("username", "email", "givenName", "familyName")
            )
            yield _person(oneroster.key(user), school_uid(user, settings(context)), username, email, names)


def _user_held(row: Json, _context: Context) -> Profile:
    uid, username, email, *names = (
        _text(row, name) for name in ("school_uid", "username", "primary_email", "name_first", "name_last")
    )
    return _person(_id(row), uid, username, email, names).model_copy(update={"before": {"schoolUid": uid}})


def _person(
    known_as: str, uid: str | None, username: str | None, email: str | None, names: Iterable[str | None]
) -> Profile:
    return Profile(
        id=known_as,
        marks=(_values(uid), _values(username), _values(email)),
        name=" ".join(filter(None, names)),
        username=username or "",
        email=email or "",
    )


def _course_wanted(item: Desired, _context: Context) -> Profile:
    return Profile(id=item.key, marks=(_values(item.data["courseCode"]),), name=item.data["title"])


def _course_held(row: Json, _context: Context) -> Profile:
    code = _text(row, "course_code")
    return Profile(id=_id(row), marks=(_values(code),), name=_text(row, "title"), before={"courseCode": code})


def _section_wanted(item: Desired, context: Context) -> Profile:
    """Return what a class is known by: its grading periods are those that settings map its terms to.

    A term that is not mapped gets a new grading period from the first run, or that run is refused it and it is mapped
    then; until it is, nobody can say whether a section of the same codes is the same.
    """
    data, mapped = item.data, settings(context).grading_periods
    course, code = context.lookups["courses"].codes.get(data["course"], ""), data["sectionCode"]
    titles = [oneroster.text(context.lookups["academicSessions"][term], "title") for term in data["terms"]]
    periods = [str(mapped[title]) for title in titles if title in mapped]
    doubts = (_NO_PERIOD,) if len(periods) == len(titles) else (_NO_PERIOD, _UNMAPPED)
    return Profile(
        id=item.key,
        marks=(_values(data["sectionSchoolCode"]), _taught(course, code, periods), _taught(course, code, doubts)),
        name=f"{data['title']} ({course} {code})",
    )


def _section_held(row: Json, context: Context) -> Profile:
    school_code, course, code = (_text(row, name) for name in ("section_school_code", "course_code", "section_code"))
    listed = row.get("grading_periods")
    periods = [str(period) for period in listed] if isinstance(listed, list) else []
    mapped = {str(period) for period in settings(context).grading_periods.values()}
    doubts = [] if mapped.issuperset(periods) else [_UNMAPPED]
    return Profile(
        id=_id(row),
        marks=(
            _values(school_code),
            _taught(course, code, periods),
            _taught(course, code, doubts if periods else [_NO_PERIOD]),
        ),
        name=f"{_text(row, 'section_title') or _text(row, 'title')} ({course} {code})",
        before={
            "sectionSchoolCode": school_code,
            "course": context.lookups["courses"].keys.get(course.casefold()),
        },
    )


def _taught(course: str, code: str, when: Iterable[str]) -> tuple[str, ...]:
    """Name a section by its course and its own code for each of its grading periods; without codes it has no name."""
    return tuple(json.dumps([course, code, period]) for period in when) if course and code else ()


def _values(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _text(row: Json, name: str) -> str:
    """Return a field of a row as text: ids come as numbers in one place and as text in the next."""
    value = row.get(name)
    return str(value).strip() if isinstance(value, str | int) else ""


def _id(row: Json) -> str:
    return _text(row, "id") or _text(row, "uid")


USERS = Matching(
    reads="target/users",
    criteria=(Criterion("school uid"), Criterion("user name"), Criterion("e-mail address")),
    wanted=_user_wanted,
    held=_user_held,
    rivals=_user_known,
)
COURSES = Matching(
    reads="target/courses", criteria=(Criterion("course code"),), wanted=_course_wanted, held=_course_held
)
SECTIONS = Matching(
    reads="target/sections",
    criteria=(
        Criterion("section school code"),
        Criterion("course, section code and grading period"),
        Criterion("course and section code", enough=False),
    ),
    wanted=_section_wanted,
    held=_section_held,
    lookups={"courses": courses_by_code},
)
