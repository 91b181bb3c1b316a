"""A natural key that changes at the source: Schoology holds one record before and after."""

import pytest

from rollbook.connectors.schoology.client import SchoologyClient
from rollbook.connectors.schoology.writables import WRITES
from rollbook.model.changes import Change, Resolved
from rollbook.sync.batches import cut
from tests.contract.connectors.school import School, removal, update


def created(client: SchoologyClient, entity: str, wanted: Change) -> str:
    (written,) = client.write(entity, [wanted])
    assert written.target
    return written.target


def test_a_course_whose_code_is_corrected_stays_the_same_course(school: School) -> None:
    client = school.client()
    target = created(client, "courses", school.course())

    (written,) = client.write("courses", [update(school.course(), target, courseCode="ALG1-NEW", title="Algebra")])

    (row,) = school.rows("courses")
    assert (written.target, written.reason) == (target, None)
    assert (str(row["id"]), row["course_code"], row["title"]) == (target, "ALG1-NEW", "Algebra")


@pytest.mark.parametrize("email", ["zoe.00417@students.example", "zoe.new@students.example"])
def test_a_person_whose_identifier_changes_keeps_the_account(school: School, email: str) -> None:
    client = school.client()
    before = len(school.rows("users"))
    target = created(client, "users", school.user())

    (written,) = client.write("users", [update(school.user(), target, schoolUid="90417", email=email)])

    assert (written.target, written.reason) == (target, None)
    assert len(school.rows("users")) == before + 1
    row = school.row("users", school_uid="90417")
    assert (str(row["id"]), row["primary_email"]) == (target, email)


def test_an_email_of_another_school_is_left_out_of_a_renamed_account_too(school: School) -> None:
    client = school.client()
    target = created(client, "users", school.user())

    (written,) = client.write(
        "users", [update(school.user(), target, schoolUid="90417", email="taken@elsewhere.example")]
    )

    assert written.reason is None
    assert school.row("users", school_uid="90417")["primary_email"] == ""


def test_a_section_whose_code_changes_keeps_its_members(school: School) -> None:
    client = school.client()
    client.write("enrollments", [school.enrollment(client)])
    wanted = school.section(client)
    target = str(school.row("sections", section_school_code="sec-1")["id"])

    (written,) = client.write("sections", [update(wanted, target, sectionSchoolCode="sec-9")])

    (row,) = school.rows("sections")
    assert (written.target, written.reason) == (target, None)
    assert (str(row["id"]), row["section_school_code"], row["course_code"]) == (target, "sec-9", "ALG1")
    assert school.row("enrollments", section_school_code="sec-9")["school_uid"] == "00417"


def test_a_section_with_another_code_and_another_course_is_refused_and_stays_one(school: School) -> None:
    client = school.client()
    wanted = school.section(client)
    target = created(client, "sections", wanted)
    elsewhere = update(wanted, target, sectionSchoolCode="sec-9", course="course-GEO1")
    resolved = {**wanted.resolved, "courses/course-GEO1": school.written(client, "courses", school.course("GEO1"))}

    (refused,) = client.write("sections", [elsewhere.model_copy(update={"resolved": resolved})])

    (row,) = school.rows("sections")
    assert refused.reason
    assert "another course" in refused.reason.sentence
    assert (refused.target, row["section_school_code"], row["course_code"]) == (target, "sec-1", "ALG1")


def test_a_section_that_was_moved_to_its_new_course_by_hand_takes_its_new_code(school: School) -> None:
    client = school.client()
    wanted = school.section(client)
    target = created(client, "sections", wanted)
    moved = update(wanted, target, sectionSchoolCode="sec-9")
    moved = moved.model_copy(update={"before": {**(wanted.data or {}), "course": "course-OLD"}})

    (written,) = client.write("sections", [moved])

    assert (written.target, written.reason) == (target, None)
    assert [row["section_school_code"] for row in school.rows("sections")] == ["sec-9"]


@pytest.mark.parametrize("resolved", [True, False])
def test_an_enrollment_goes_after_its_person_and_its_section_have_new_keys(school: School, resolved: bool) -> None:
    client = school.client()
    wanted = school.enrollment(client)
    sent = created(client, "enrollments", wanted)
    held = dict(wanted.resolved)
    for entity, record, renamed in (
        ("users", school.user(), {"schoolUid": "90417"}),
        ("sections", school.section(client), {"sectionSchoolCode": "sec-9"}),
    ):
        name = f"{entity}/{record.key}"
        change = update(record, held[name].target, **(renamed if resolved else {}))
        client.write(entity, [change])
        held[name] = Resolved(target=held[name].target, data=change.data or {})
    leaving = removal(wanted, sent).model_copy(update={"resolved": held if resolved else {}})

    (still_there,) = client.find("enrollments", [leaving])
    (removed,) = client.write("enrollments", [leaving])

    assert not still_there.matches
    assert removed.reason is None
    assert school.rows("enrollments") == []


def test_a_new_key_that_another_record_has_is_refused_and_both_stay_as_they_were(school: School) -> None:
    client = school.client()
    target = created(client, "courses", school.course())
    created(client, "courses", school.course("GEO1", title="Geometry"))

    (refused,) = client.write("courses", [update(school.course(), target, courseCode="GEO1")])

    assert refused.reason
    assert "409" in refused.reason.sentence
    assert "GEO1" not in refused.reason.sentence
    assert "another course has the new one" in refused.reason.remedy
    assert {(row["course_code"], row["title"]) for row in school.rows("courses")} == {
        ("ALG1", "Algebra I"),
        ("GEO1", "Geometry"),
    }


@pytest.mark.parametrize("entity", ["users", "courses", "sections"])
def test_a_renamed_record_that_was_deleted_by_hand_is_made_once_more(school: School, entity: str) -> None:
    client = school.client()
    wanted, field, key = {
        "users": (school.user(), "schoolUid", "school_uid"),
        "courses": (school.course(), "courseCode", "course_code"),
        "sections": (school.section(client), "sectionSchoolCode", "section_school_code"),
    }[entity]
    renamed = update(wanted, "4999999", **{field: "new"})

    (written,) = client.write(entity, [renamed])
    (again,) = client.write(entity, [renamed])

    assert written.reason is None
    assert written.target == again.target == str(school.row(entity, **{key: "new"})["id"])


def test_a_section_that_was_deleted_by_hand_is_made_once_more_in_its_new_course(school: School) -> None:
    client = school.client()
    renamed = update(school.section(client), "4999999", sectionSchoolCode="sec-9")
    renamed = renamed.model_copy(update={"before": {**(renamed.before or {}), "course": "course-OLD"}})

    (written,) = client.write("sections", [renamed])

    (row,) = school.rows("sections")
    assert written.target == str(row["id"])
    assert (row["section_school_code"], row["course_code"]) == ("sec-9", "ALG1")


@pytest.mark.parametrize("entity", ["users", "courses", "sections"])
def test_a_renamed_record_is_looked_up_by_its_id(school: School, entity: str) -> None:
    client = school.client()
    wanted, key = {
        "users": (school.user(), {"schoolUid": "90417"}),
        "courses": (school.course(), {"courseCode": "ALG1-NEW"}),
        "sections": (school.section(client), {"sectionSchoolCode": "sec-9"}),
    }[entity]
    target = school.written(client, entity, wanted).target
    renamed = update(wanted, target, **key)

    (before,) = client.find(entity, [renamed])
    client.write(entity, [renamed])
    (after,) = client.find(entity, [renamed])
    gone = client.find(entity, [renamed.model_copy(update={"target": "4999999"})])

    assert (before.target, before.matches) == (target, False)
    assert (after.target, after.matches) == (target, True)
    assert gone == []


def test_a_renamed_section_in_another_course_does_not_match(school: School) -> None:
    client = school.client()
    wanted = school.section(client)
    renamed = update(wanted, created(client, "sections", wanted), sectionSchoolCode="sec-9")
    client.write("sections", [renamed])
    other = school.written(client, "courses", school.course("GEO1"))

    elsewhere = renamed.model_copy(update={"resolved": {**wanted.resolved, "courses/course-ALG1": other}})

    assert [found.matches for found in client.find("sections", [elsewhere])] == [False]


def test_a_renamed_record_goes_out_alone_by_one_call_and_the_others_share_theirs(school: School) -> None:
    client = school.client()
    courses = [school.course(f"C{number}") for number in range(4)]
    targets = [one.target for one in client.write("courses", courses)]
    changes = [update(course, target, title="New") for course, target in zip(courses, targets, strict=True)]
    changes[2] = update(courses[2], targets[2], courseCode="C9")
    school.simulator.calls.clear()

    batches = cut(changes, WRITES["courses"])
    written = [one for batch in batches for one in client.write("courses", batch)]

    assert [len(batch) for batch in batches] == [3, 1]
    assert [one.reason for one in written] == [None] * 4
    assert [entry["method"] for entry in school.journal] == ["POST", "PUT"]


def test_renamed_sections_of_one_course_do_not_share_a_call(school: School) -> None:
    client = school.client()
    sections = [school.section(client, f"sec-{number}") for number in range(3)]
    changes = [update(section, "4711", sectionSchoolCode=f"{section.key}-new") for section in sections]

    assert [len(batch) for batch in cut(changes, WRITES["sections"])] == [1, 1, 1]
    assert [len(batch) for batch in cut(sections, WRITES["sections"])] == [3]


def test_a_code_that_a_course_gives_up_is_free_for_a_new_course_in_the_same_plan(school: School) -> None:
    client = school.client()
    target = created(client, "courses", school.course("C1"))
    newcomer = school.course("C1", title="Newcomer").model_copy(update={"key": "new", "digest": "0"})
    renamed = update(school.course("C1"), target, courseCode="C2")

    for batch in cut(sorted([newcomer, renamed], key=WRITES["courses"].group), WRITES["courses"]):
        client.write("courses", batch)

    assert str(school.row("courses", course_code="C2")["id"]) == target
    assert school.row("courses", course_code="C1")["title"] == "Newcomer"
