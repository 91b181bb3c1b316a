from typing import Any

import pytest

from tests.unit.simulators.callers import Schoology


class Classroom:
    """A section with a graded item and two students."""

    def __init__(self, schoology: Schoology) -> None:
        self.schoology = schoology
        self.section = schoology.open_section()
        self.category = schoology.add_category(self.section, calculation_type=1)
        self.item = schoology.add_assignment(self.section, grading_category=self.category, max_points=40)
        self.ann, self.ben = (schoology.enrollment(self.section, uid) for uid in ("u1", "u2"))

    def save(self, enrollment: int = 0, **fields: Any) -> dict[str, Any]:
        pair = {"enrollment_id": enrollment or self.ann, "assignment_id": self.item}
        (entry,) = self.schoology.grade(self.section, {**pair, **fields})
        return entry

    def read(self, query: str = "") -> Any:
        return self.schoology.get(f"{self.section}/grades?{query}")

    def rows(self, query: str = "") -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.read(query)["grades"]["grade"]
        return rows


@pytest.fixture
def classroom(schoology: Schoology) -> Classroom:
    return Classroom(schoology)


def test_a_saved_grade_is_shown_with_every_field_of_the_documents(classroom: Classroom) -> None:
    assert classroom.save(grade="36.50", comment="Well done")["response_code"] == 200

    assert classroom.rows() == [
        {
            "enrollment_id": classroom.ann,
            "assignment_id": classroom.item,
            "grade": 36.5,
            "exception": 0,
            "max_points": 40,
            "is_final": 0,
            "timestamp": 1_000_000,
            "comment": "Well done",
            "comment_status": None,
            "override": None,
            "calculated_grade": None,
            "pending": None,
            "type": "assignment",
            "location": f"https://api.schoology.example{classroom.section}/assignments/{classroom.item}",
            "scale_id": 0,
            "scale_type": 0,
            "category_id": classroom.category,
        }
    ]


def test_beside_the_grades_are_the_periods_and_the_course_grades_but_no_total_and_no_links(
    classroom: Classroom,
) -> None:
    classroom.save(grade=30)

    answer = classroom.read()

    assert sorted(answer) == ["final_grade", "grades", "period"]
    (period,) = answer["period"]
    assert (period["period_title"], period["weight"]) == ("Fall 2026", "100.00")
    (final,) = answer["final_grade"]
    assert final["enrollment_id"] == str(classroom.ann)
    assert [(one["period_id"], one["grade"]) for one in final["period"]] == [
        (period["period_id"], 75),
        ("other", None),
        ("final", 75),
    ]


def test_the_periods_of_a_section_share_its_weight(classroom: Classroom) -> None:
    schoology = classroom.schoology
    spring = {"title": "Spring 2027", "start": "2027-01-25", "end": "2027-06-18"}
    periods = [row["id"] for row in schoology.get("/v1/gradingperiods")["gradingperiods"]]
    periods.append(int(schoology.call("POST", "/v1/gradingperiods", spring).get_json()["id"]))
    schoology.call("PUT", classroom.section, {"grading_periods": periods})

    shown = classroom.read()["period"]
    assert [(one["period_id"], one["weight"]) for one in shown] == [(f"p{one}", "50.00") for one in periods]
    assert schoology.add_assignment(classroom.section, grading_period=periods[1])


def test_a_poisoned_grade_spoils_its_whole_body(classroom: Classroom) -> None:
    classroom.schoology.http.post("/_control/faults", json={"kind": "poison", "key": str(classroom.ann)})
    item = {"type": "assignment", "assignment_id": classroom.item, "enrollment_id": classroom.ann, "grade": 1}

    answer = classroom.schoology.call("PUT", f"{classroom.section}/grades", {"grades": {"grade": [item]}})

    assert (answer.status_code, classroom.rows()) == (400, [])


def test_a_section_without_grades_has_an_empty_list(classroom: Classroom) -> None:
    assert (classroom.rows(), classroom.read()["final_grade"]) == ([], [])


def test_a_pair_has_one_grade_which_is_saved_over(classroom: Classroom) -> None:
    classroom.save(grade=10, comment="First try")
    classroom.schoology.wall_clock.now += 60
    classroom.save(grade=20)

    (row,) = classroom.rows()
    assert (row["grade"], row["comment"], row["timestamp"]) == (20, "First try", 1_000_060)


@pytest.mark.parametrize("exception", [1, "2"])
def test_an_exception_takes_the_grade_away(classroom: Classroom, exception: int | str) -> None:
    classroom.save(grade=10)
    classroom.save(exception=exception, grade=12)

    (row,) = classroom.rows()
    assert (row["grade"], row["exception"]) == (None, int(exception))


def test_a_grade_takes_an_exception_back(classroom: Classroom) -> None:
    classroom.save(exception=1)
    classroom.save(grade=0)

    (row,) = classroom.rows()
    assert (row["grade"], row["exception"]) == (0, 0)


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_a_cleared_grade_leaves_its_row(classroom: Classroom, nothing: str | None) -> None:
    classroom.save(grade=10, comment="Hm")
    classroom.save(grade=nothing)

    (row,) = classroom.rows()
    assert (row["grade"], row["comment"]) == (None, "Hm")


def test_extra_credit_is_taken(classroom: Classroom) -> None:
    assert classroom.save(grade=45)["response_code"] == 200


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"grade": "B+"}, 400, "grade"),
        ({"grade": float("nan")}, 400, "grade"),
        ({"grade": -1}, 400, "grade"),
        ({"grade": 1, "exception": 3}, 400, "exception"),
        ({"grade": 1, "comment_status": "shown"}, 400, "comment_status"),
        ({}, 400, "Required"),
        ({"grade": 1, "type": ""}, 400, "type"),
        ({"grade": 1, "enrollment_id": 1}, 404, "enrollment_id"),
        ({"grade": 1, "assignment_id": 1}, 404, "assignment_id"),
        ({"grade": 1, "assignment_id": ""}, 400, "assignment_id"),
    ],
)
def test_a_bad_grade_is_refused_alone_with_the_reason(
    classroom: Classroom, change: dict[str, Any], code: int, said: str
) -> None:
    bad = {"enrollment_id": classroom.ann, "assignment_id": classroom.item, **change}
    good = {"enrollment_id": str(classroom.ben), "assignment_id": str(classroom.item), "grade": 1}

    refused, saved = classroom.schoology.grade(classroom.section, bad, good)

    assert refused["response_code"] == code
    assert said in refused["message"]
    assert saved == {"response_code": 200, "enrollment_id": classroom.ben, "assignment_id": classroom.item}
    assert len(classroom.rows()) == 1


def test_teachers_are_not_graded(classroom: Classroom) -> None:
    teacher = classroom.schoology.enrollment(classroom.section, "t1")

    assert classroom.save(teacher, grade=1)["response_code"] == 400


def test_an_item_without_a_category_is_not_graded(classroom: Classroom) -> None:
    item = classroom.schoology.add_assignment(classroom.section)

    assert classroom.save(assignment_id=item, grade=1)["response_code"] == 400


def test_final_comments_and_more_than_50_grades_are_refused_whole(classroom: Classroom) -> None:
    item = {"type": "assignment", "assignment_id": classroom.item, "enrollment_id": classroom.ann, "grade": 1}
    bodies: list[Any] = [{"final_comments": {}}, {"grades": {"grade": [item] * 51}}, {"grades": {"grade": item}}]
    for body in bodies:
        assert classroom.schoology.call("PUT", f"{classroom.section}/grades", body).status_code == 400
    assert classroom.rows() == []


def test_grades_are_narrowed_by_item_and_enrollment(classroom: Classroom) -> None:
    other = classroom.schoology.add_assignment(classroom.section, grading_category=classroom.category)
    for enrollment in (classroom.ann, classroom.ben):
        classroom.save(enrollment, grade=1)
        classroom.save(enrollment, grade=2, assignment_id=other)

    assert [row["grade"] for row in classroom.rows(f"assignment_id={other}")] == [2, 2]
    assert [row["grade"] for row in classroom.rows(f"enrollment_id={classroom.ben}")] == [1, 2]
    assert [row["grade"] for row in classroom.rows(f"enrollment_id={classroom.ben}&assignment_id={other}")] == [2]
    assert classroom.rows("assignment_id=1") == []


def test_what_was_updated_at_the_asked_moment_is_among_what_was_updated_since(classroom: Classroom) -> None:
    classroom.save(grade=1)
    classroom.schoology.wall_clock.now += 10
    classroom.save(classroom.ben, grade=2)

    assert [row["grade"] for row in classroom.rows("timestamp=1000000")] == [1, 2]
    assert [row["grade"] for row in classroom.rows("timestamp=1000001")] == [2]
    assert [row["grade"] for row in classroom.rows("timestamp=1000010")] == [2]
    assert classroom.rows("timestamp=1000011") == []
    refused = classroom.schoology.call("GET", f"{classroom.section}/grades?timestamp=yesterday")
    assert refused.status_code == 400


def test_pages_are_cut_by_start_and_limit_and_end_with_an_empty_one(schoology: Schoology) -> None:
    section = schoology.open_section(students=tuple(f"u{number}" for number in range(25)))
    category = schoology.add_category(section)
    item = schoology.add_assignment(section, grading_category=category)
    enrollments = [schoology.enrollment(section, f"u{number}") for number in range(25)]
    schoology.grade(section, *({"assignment_id": item, "enrollment_id": one, "grade": 1} for one in enrollments))

    pages = [schoology.get(f"{section}/grades?start={start}") for start in (0, 20, 40)]

    assert [len(page["grades"]["grade"]) for page in pages] == [20, 5, 0]
    assert [len(page["final_grade"]) for page in pages] == [20, 5, 0]
    assert len(schoology.get(f"{section}/grades?limit=1000")["grades"]["grade"]) == 25


def test_grades_go_with_their_enrollment(classroom: Classroom) -> None:
    schoology = classroom.schoology
    for enrollment in (classroom.ann, classroom.ben):
        classroom.save(enrollment, grade=1)

    schoology.bulk("/v1/enrollments/import/course", [{"section_school_code": "s-1", "school_uid": "u1", "delete": "1"}])
    assert [row["school_uid"] for row in schoology.state()["grades"]] == ["u2"]

    schoology.call("DELETE", f"/v1/enrollments?enrollment_ids={classroom.ben}")
    assert schoology.state()["grades"] == []


@pytest.mark.parametrize("gone", ["user", "section", "course"])
def test_grades_go_with_their_user_section_and_course(classroom: Classroom, gone: str) -> None:
    schoology = classroom.schoology
    classroom.save(grade=1)
    state = schoology.state()
    user = next(row["id"] for row in state["users"] if row["school_uid"] == "u1")
    paths = {"user": f"/v1/users/{user}", "section": classroom.section, "course": "/v1/courses"}
    path = paths[gone] + (f"/{state['courses'][0]['id']}" if gone == "course" else "")

    assert schoology.call("DELETE", path).status_code == 204
    assert schoology.state()["grades"] == []


def test_only_administrators_and_the_sections_teachers_read_grades(classroom: Classroom) -> None:
    users = {row["school_uid"]: str(row["id"]) for row in classroom.schoology.state()["users"]}

    def status(uid: str) -> int:
        headers = {"X-Schoology-Run-As": users[uid]}
        return classroom.schoology.call("GET", f"{classroom.section}/grades", headers=headers).status_code

    assert [status(uid) for uid in ("sgy-admin", "t1", "u1")] == [200, 200, 403]


def test_the_state_names_grades_by_natural_keys(classroom: Classroom) -> None:
    classroom.save(grade=1)

    (row,) = classroom.schoology.state()["grades"]
    assert (row["section_school_code"], row["school_uid"], row["item_title"], row["grade"]) == ("s-1", "u1", "Essay", 1)


@pytest.mark.parametrize(("kind", "seen"), [("truncated", [1]), ("drift", [2, 1])])
def test_the_faults_of_pages_meet_grades_too(classroom: Classroom, kind: str, seen: list[int]) -> None:
    classroom.save(classroom.ann, grade=1)
    classroom.save(classroom.ben, grade=2)
    classroom.schoology.http.post("/_control/faults", json={"kind": kind, "path": "/grades"})

    assert [row["grade"] for row in classroom.rows()] == seen
