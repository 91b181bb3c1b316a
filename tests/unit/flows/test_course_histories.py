"""What becomes of a course, its people and its classes over a semester, run after run (CK2-CK8)."""

from datetime import date, timedelta

from rollbook.model.runs import RunRecord, Status
from tests.unit.flows.college import SETTINGS, TODAY, agreement, course, meeting, person
from tests.unit.flows.semester import Semester


def begun(**collections: object) -> Semester:
    """Return a semester whose first run went well."""
    semester = Semester(**collections)
    assert quiet(semester.run())
    return semester


def quiet(record: RunRecord) -> bool:
    """Say whether a run went well and nobody has to be told of anything."""
    return (record.status, record.problems) == (Status.SUCCEEDED, ())


def problems(record: RunRecord) -> list[tuple[str, str, str]]:
    return [(problem.stream, problem.kind, problem.reason.sentence) for problem in record.problems]


def test_everything_of_a_course_goes_and_then_nothing_more() -> None:
    semester = begun()

    assert semester.written == [
        "instructors 4711/i1",
        "students 4711/s1",
        "courses 4711/c1",
        "enrollments 4711/c1.s1",
        "classes 4711/cl1",
    ]
    assert quiet(semester.run())
    assert semester.written == []


def test_a_student_who_stops_is_dropped_and_one_who_comes_back_is_not_any_more() -> None:
    semester = begun()

    semester.college.agreements = [agreement(status="stopped")]
    assert quiet(semester.run())
    assert semester.written == ["enrollments 4711/c1.s1"]
    assert semester.held("enrollments", "c1.s1")["isDropped"] is True
    assert quiet(semester.run())
    assert semester.written == []

    semester.college.agreements = [agreement(status="active")]
    assert quiet(semester.run())
    assert semester.written == ["enrollments 4711/c1.s1"]
    assert semester.held("enrollments", "c1.s1")["isDropped"] is False


def test_a_course_that_is_taken_from_an_agreement_is_dropped() -> None:
    two = {"courses": [course(), course("c2")], "classes": [meeting(), meeting("cl2", courseId="c2")]}
    semester = begun(**two, agreements=[agreement("a1", "s1", "c1", "c2")])

    semester.college.agreements = [agreement("a1", "s1", "c1")]
    semester.run()

    assert semester.written == ["enrollments 4711/c2.s1"]
    assert semester.held("enrollments", "c2.s1")["isDropped"] is True


def test_many_who_stop_at_once_wait_for_a_person() -> None:
    students = [f"s{number}" for number in range(30)]
    everybody = [agreement(f"a-{student}", student) for student in students]
    semester = begun(students=[person(student) for student in students], agreements=everybody)

    semester.college.agreements = []
    record = semester.run()

    assert (record.status, record.held) == (Status.ATTENTION, ("enrollments",))
    assert semester.written == []


def test_an_option_that_is_turned_off_too_late_is_told_and_the_course_goes_on() -> None:
    semester = begun()

    semester.college.courses = [course(sendToCourseKey=False, title="Anatomy II")]
    record = semester.run()

    assert record.status is Status.ATTENTION
    assert [problem[:2] for problem in problems(record)] == [("courses", "notice")]
    assert semester.written == ["courses 4711/c1"]
    assert semester.held("courses", "c1")["title"] == "Anatomy II"

    semester.college.courses = [course(title="Anatomy II")]
    assert quiet(semester.run())


def test_a_course_that_was_never_sent_can_be_off() -> None:
    semester = begun(courses=[course(sendToCourseKey=False)])

    assert semester.written == []
    assert [(left.stream, left.reason.sentence) for left in semester.run().left_out] == [
        ("courses", "Send to CourseKey is off at the course.")
    ]


def test_when_the_window_closes_everything_stays_as_it_is() -> None:
    semester = begun()
    over = date.fromisoformat(semester.college.courses[0]["endDate"]) + timedelta(weeks=2, days=1)
    semester.college.agreements = [agreement(status="stopped")]
    semester.college.classes = []

    record = semester.run(later=timedelta(days=(over - TODAY.date()).days))

    assert quiet(record)
    assert semester.written == []
    assert (semester.held("enrollments", "c1.s1")["isDropped"], semester.held("classes", "cl1")["status"]) == (
        False,
        "scheduled",
    )
    assert "It ended on 2026-12-18" in record.left_out[0].reason.sentence


def test_a_course_that_is_prolonged_after_its_window_goes_on_where_it_was() -> None:
    semester = begun()
    later = timedelta(days=100)
    semester.run(later=later)
    assert semester.written == []

    semester.college.courses = [course(endDate="2027-02-26")]
    semester.college.agreements = [agreement(), agreement("a2", "s2")]
    semester.college.students.append(person("s2"))
    semester.run()

    assert semester.written == ["students 4711/s2", "courses 4711/c1", "enrollments 4711/c1.s2"]


def test_an_instructor_who_is_replaced_stays_and_the_next_one_comes() -> None:
    semester = begun()

    semester.college.instructors = [person("i2")]
    semester.college.courses = [course(instructorIds=["i2"])]
    semester.college.classes = [meeting(instructorId="i2")]
    assert quiet(semester.run())

    assert semester.written == ["instructors 4711/i2", "courses 4711/c1", "classes 4711/cl1"]
    assert semester.held("courses", "c1")["instructors"] == ["i2"]
    assert semester.held("instructors", "i1")["email"] == "i1@college.example"


def test_a_course_between_two_instructors_is_told_while_its_people_and_classes_go_on() -> None:
    semester = begun()

    semester.college.courses = [course(instructorIds=[])]
    semester.college.classes = [meeting(status="cancelled")]
    semester.college.agreements = [agreement(status="stopped")]
    record = semester.run()

    assert problems(record) == [("courses", "refused", "It has no instructor and no scheduled class.")]
    assert semester.written == ["classes 4711/cl1", "enrollments 4711/c1.s1"]
    assert semester.held("classes", "cl1")["status"] == "cancelled"
    assert semester.held("courses", "c1")["instructors"] == ["i1"]


def test_classes_that_move_are_cancelled_or_deleted_are_known_at_coursekey_and_so_is_one_that_comes_back() -> None:
    semester = begun(classes=[meeting("moved"), meeting("off"), meeting("gone"), meeting("stays")])

    semester.college.classes = [
        meeting("moved", startTime="11:00"),
        meeting("off", status="cancelled"),
        meeting("stays"),
    ]
    assert quiet(semester.run())

    assert sorted(semester.written) == ["classes 4711/gone", "classes 4711/moved", "classes 4711/off"]
    assert semester.held("classes", "moved")["startTime"] == "11:00"
    assert [semester.held("classes", name)["status"] for name in ("off", "gone", "stays")] == [
        "cancelled",
        "cancelled",
        "scheduled",
    ]

    semester.college.classes = [meeting("moved"), meeting("off"), meeting("gone"), meeting("stays")]
    assert quiet(semester.run())

    assert sorted(semester.written) == ["classes 4711/gone", "classes 4711/moved", "classes 4711/off"]
    assert {held["status"] for held in semester.systems.held["classes"].values()} == {"scheduled"}


def test_somebody_without_an_address_holds_up_what_needs_them_and_nothing_else() -> None:
    semester = Semester(
        students=[person("s1", email=None), person("s2")], agreements=[agreement(), agreement("a2", "s2")]
    )

    record = semester.run()

    assert sorted((stream, kind) for stream, kind, _ in problems(record)) == [
        ("enrollments", "blocked"),
        ("students", "refused"),
    ]
    assert "enrollments 4711/c1.s2" in semester.written

    semester.college.students = [person("s1"), person("s2")]
    assert quiet(semester.run())
    assert semester.written == ["students 4711/s1", "enrollments 4711/c1.s1"]


def test_a_campus_that_is_added_to_the_settings_is_sent() -> None:
    both = {"courses": [course(), course("c2", groupId="g2")], "classes": [meeting(), meeting("cl2", courseId="c2")]}
    semester = begun(**both, settings={"campuses": SETTINGS["campuses"][:1]})

    semester.college.settings = SETTINGS
    assert quiet(semester.run())

    assert semester.written == ["instructors 4712/i1", "courses 4712/c2", "classes 4712/cl2"]


def test_a_course_that_moves_to_another_campus_is_sent_there_and_stays_where_it_was() -> None:
    semester = begun()

    semester.college.courses = [course(groupId="g2")]
    assert quiet(semester.run())

    assert {line.split()[1].partition("/")[0] for line in semester.written} == {"4712"}
    assert semester.held("enrollments", "c1.s1")["isDropped"] is False
