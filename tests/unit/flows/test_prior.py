"""What of eSchoolPLUS is compared with what of Schoology before the first run."""

from dataclasses import replace

import pytest

from rollbook.flows.schoology import prior
from rollbook.flows.schoology.provisioning import FLOW
from rollbook.model.descriptors import Context, Matching, Profile
from rollbook.model.ports import Finding, Match
from rollbook.model.records import Desired, Json
from rollbook.steps.pairing import Pairing
from tests.unit.flows.district import District, course, course_class, org, reference, role, session, user

FALL, LAST_YEAR = 77, 55
MATCHINGS = {"users": prior.USERS, "courses": prior.COURSES, "sections": prior.SECTIONS}


@pytest.fixture
def district() -> District:
    """Return a district whose only term is mapped to a grading period."""
    made = District(courses=[course(courseCode="ALG1")], classes=[course_class(classCode="ALG1-2")])
    made.set(grading_periods={"Fall 2026": FALL})
    return made


def account(number: int = 1, **more: object) -> Json:
    """Return a row of Schoology's users."""
    return {"uid": str(number), "id": number, "school_uid": "", "username": "", "primary_email": "", **more}


def section(number: int = 1, **more: object) -> Json:
    """Return a row of Schoology's sections, with what is said there of its course."""
    codes = {"section_school_code": "", "section_code": "ALG1-2", "course_id": 4, "course_code": "ALG1"}
    return {"id": str(number), "section_title": "Period 2", "grading_periods": [FALL], **codes, **more}


def informed(district: District, stream: str) -> Context:
    context = district.context(stream)
    for name, make in MATCHINGS[stream].lookups.items():
        found = make(getattr(district, name), context)
        context = replace(context, lookups={**context.lookups, name: found})
    return context


def findings(district: District, stream: str, rows: list[Json]) -> list[Finding]:
    """Return what is found of a district when Schoology holds these rows."""
    matching: Matching = MATCHINGS[stream]
    context = informed(district, stream)
    with Pairing(matching.criteria, "eschoolplus", "schoology") as pairing:
        for rival in matching.rivals(getattr(district, FLOW.stream(stream).reads), context):
            pairing.rival(rival)
        for item in district.items(stream):
            if isinstance(item, Desired):
                pairing.wanted(matching.wanted(item, context))
        for row in rows:
            pairing.held(matching.held(row, context))
        return list(pairing.findings())


def match(district: District, stream: str, *rows: Json) -> tuple[Match, str]:
    """Return what is found of the only record of a stream, and by what."""
    found = findings(district, stream, list(rows))[0]
    return found.match, found.matched_by


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (account(school_uid="00USER-1"), (Match.CERTAIN, "school uid")),
        (account(username="Name.User-1"), (Match.LIKELY, "user name")),
        (account(primary_email="USER-1@school.example"), (Match.LIKELY, "e-mail address")),
        (account(school_uid="00user-1", primary_email="another@mail.example"), (Match.CERTAIN, "school uid")),
        (account(school_uid="somebody", username="name.user-1"), (Match.CONFLICT, "")),
        (account(school_uid="somebody", username="another"), (Match.NEW, "")),
        (account(), (Match.NEW, "")),
    ],
)
def test_people_are_known_by_school_uid_then_user_name_then_address(
    district: District, row: Json, expected: tuple[Match, str]
) -> None:
    assert match(district, "users", row) == expected


def test_a_uid_that_schoology_gives_as_a_number_is_one(district: District) -> None:
    district.users = [user(identifier="417")]
    assert match(district, "users", account(school_uid=417))[0] is Match.CERTAIN


def test_a_row_may_lack_fields_or_have_them_empty(district: District) -> None:
    new, left = findings(district, "users", [{"uid": 9, "school_uid": None, "username": ["x"]}])

    assert new.match is Match.NEW
    assert left.held == Profile(id="9", marks=((), (), ()), before={"schoolUid": ""})


def test_an_account_is_shown_as_a_person_knows_it(district: District) -> None:
    row = account(school_uid="00user-1", name_first="Zoë", name_last="O'Neill", username="zoe", primary_email="z@y")

    (found,) = findings(district, "users", [row])

    assert found.held == Profile(
        id="1",
        marks=(("00user-1",), ("zoe",), ("z@y",)),
        name="Zoë O'Neill",
        username="zoe",
        email="z@y",
        before={"schoolUid": "00user-1"},
    )
    assert found.wanted
    assert (found.wanted.name, found.wanted.code) == ("Zoë O'Neill", "00user-1")


@pytest.mark.parametrize("shared_email", ["leave_out", "refuse"])
def test_one_address_that_two_people_have_is_never_guessed(district: District, shared_email: str) -> None:
    district.users = [user(f"user-{number}", email="family@home.example") for number in range(2)]
    district.set(shared_email=shared_email)

    found = findings(district, "users", [account(primary_email="family@home.example")])

    assert not any(one.match in (Match.LIKELY, Match.CERTAIN) for one in found)
    if shared_email == "leave_out":
        assert [(one.match, one.wanted and one.wanted.email) for one in found[:2]] == [
            (Match.CONFLICT, "family@home.example")
        ] * 2


def test_an_account_of_somebody_at_a_school_that_is_not_selected_is_no_leftover(district: District) -> None:
    district.orgs = [*district.orgs, org("east", "0999")]
    district.users = [user("user-7", role(school="east"))]

    (found,) = findings(district, "users", [account(school_uid="00user-7")])

    assert (found.match, found.wanted) == (Match.UNMATCHED, None)
    assert found.reason


def test_courses_are_known_by_their_code_alone(district: District) -> None:
    assert match(district, "courses", {"id": 4, "course_code": "alg1", "title": "Algebra"}) == (
        Match.CERTAIN,
        "course code",
    )
    assert match(district, "courses", {"id": 4, "course_code": "ALG", "title": "Algebra I"}) == (Match.NEW, "")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (section(section_school_code="CLASS-1", section_code="x"), (Match.CERTAIN, "section school code")),
        (section(), (Match.LIKELY, "course, section code and grading period")),
        (section(course_code="alg1", section_code="alg1-2"), (Match.LIKELY, "course, section code and grading period")),
        (section(grading_periods=[str(FALL), LAST_YEAR]), (Match.LIKELY, "course, section code and grading period")),
        (section(section_school_code="class-9"), (Match.CONFLICT, "")),
        (section(grading_periods=[LAST_YEAR]), (Match.NEW, "")),
        (section(grading_periods=[]), (Match.CONFLICT, "")),
        (section(grading_periods=None), (Match.CONFLICT, "")),
        (section(course_code="GEO1"), (Match.NEW, "")),
        (section(section_code=""), (Match.NEW, "")),
    ],
    ids=[
        "by its school code",
        "by course, code and period",
        "in another case",
        "in two periods",
        "with another school code",
        "of last year",
        "without a period",
        "with a period untold",
        "of another course",
        "without a code",
    ],
)
def test_sections_are_known_by_their_school_code_then_by_course_code_and_grading_period(
    district: District, row: Json, expected: tuple[Match, str]
) -> None:
    assert match(district, "sections", row) == expected


def test_two_sections_of_one_class_are_a_conflict(district: District) -> None:
    assert match(district, "sections", section(1), section(2))[0] is Match.CONFLICT


@pytest.mark.parametrize(
    ("periods", "expected"), [([LAST_YEAR], Match.CONFLICT), ([FALL], Match.NEW), ([], Match.CONFLICT)]
)
def test_while_a_term_is_not_mapped_only_periods_that_are_other_terms_are_told_apart(
    district: District, periods: list[int], expected: Match
) -> None:
    district.academicSessions = [session(title="Spring 2027")]

    assert match(district, "sections", section(grading_periods=periods))[0] is expected


def test_a_class_of_two_terms_is_known_by_either(district: District) -> None:
    district.academicSessions = [session(), session("spring", title="Spring 2027")]
    district.classes = [course_class(classCode="ALG1-2", terms=[reference("fall"), reference("spring")])]

    assert match(district, "sections", section())[0] is Match.LIKELY


def test_what_has_no_course_is_not_the_same_for_that(district: District) -> None:
    district.courses = []

    assert match(district, "sections", section(course_code="")) == (Match.NEW, "")


@pytest.mark.parametrize(("code", "key"), [("alg1", "course-1"), ("GEO1", None), ("", None)])
def test_a_section_is_remembered_in_the_course_that_it_is_in_where_that_is_known(
    district: District, code: str, key: str | None
) -> None:
    held = prior.SECTIONS.held(section(course_code=code), informed(district, "sections"))
    assert held.before == {"sectionSchoolCode": "", "course": key}


def test_a_code_that_two_courses_have_says_nothing_of_the_course(district: District) -> None:
    district.courses = [course(courseCode="ALG1"), course("course-2", courseCode="alg1")]

    held = prior.SECTIONS.held(section(), informed(district, "sections"))

    assert held.before["course"] is None
