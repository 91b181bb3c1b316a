"""Reading gradebooks: every section completely, one after the other, and what happens when teachers go on meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from rollbook.connectors.schoology.wire import categories_of, grades_of
from rollbook.model.errors import ContractError, CredentialsError, IncompleteReadError
from rollbook.model.records import Json, Page, Scope
from sandbox.simulators.schoology import API_PATH, Knobs
from sandbox.simulators.schoology.removal import remove_enrollment, remove_item, remove_section
from sandbox.simulators.serving import serving
from tests.contract.connectors.pace import RecordingPace
from tests.contract.connectors.restless import RestlessSimulator
from tests.contract.connectors.school import School

A_MOMENT = datetime(2026, 10, 1, 15, 30, 0, 999_999, tzinfo=UTC)


def read(school: School, *parts: str, since: datetime | None = None, **settings: Any) -> list[Page]:
    scope = Scope(parts=parts or None, since=since)
    return list(school.client(**settings).read("gradebooks", scope))


def gradebook(school: School, code: str, since: datetime | None = None) -> Json:
    (page,) = read(school, code, since=since)
    (record,) = page.records
    return record


def pairs(record: Json) -> set[tuple[str, str]]:
    return {(str(row["enrollment_id"]), str(row["assignment_id"])) for row in record["grades"]}


def test_a_gradebook_is_what_schoology_shows_of_it(school: School) -> None:
    items = school.taught(school.client(), "sec-1")["sec-1"]
    school.grade("sec-1", items[0], grade=8.5, comment="Well done")
    school.grade("sec-1", items[1], "s1", exception=1)

    record = gradebook(school, "sec-1")

    assert set(record) == {"section_school_code", "section", "categories", "items", "grades", "members"}
    assert (record["section_school_code"], record["section"]["section_title"]) == ("sec-1", "Algebra I, period 2")
    assert {row["title"] for row in record["categories"]} == {"Homework", "Tests", "Participation"}
    assert {row["id"] for row in record["items"]} == set(items)
    assert {(row["school_uid"], row["admin"]) for row in record["members"]} == {("s0", 0), ("s1", 0)}
    assert [(row["grade"], row["exception"], row["comment"]) for row in record["grades"]] == [
        (8.5, 0, "Well done"),
        (None, 1, ""),
    ]
    assert pairs(record) == {(str(row["enrollment_id"]), str(row["assignment_id"])) for row in school.rows("grades")}


def test_without_parts_every_section_that_has_a_code_is_read(school: School) -> None:
    school.simulator.perform("old_accounts", {"users": 10})
    school.taught(school.client(), "sec-1", "sec-2", "sec-3")
    assert len(school.rows("sections")) > 3, "and sections without a code"

    pages = read(school)

    assert [[record["section_school_code"] for record in page.records] for page in pages] == [
        ["sec-1"],
        ["sec-2"],
        ["sec-3"],
    ]
    assert {page.declared for page in pages} == {3}
    assert {record["section"]["course_code"] for page in pages for record in page.records} == {"ALG1"}


def test_only_the_sections_of_the_parts_are_read_and_unknown_ones_left_out(school: School) -> None:
    school.taught(school.client(), "sec-1", "sec-2", "sec-3")
    school.simulator.calls.clear()

    pages = read(school, "sec-3", "no-such-section", "SEC-1", "sec-1")

    assert {record["section_school_code"] for page in pages for record in page.records} == {"sec-1", "sec-3"}
    assert {page.declared for page in pages} == {2}
    assert school.calls("GET /v1/courses") == 0


def test_sections_are_asked_for_fifty_at_a_time(school: School) -> None:
    client = school.client()
    codes = [f"sec-{number}" for number in range(51)]
    client.write("sections", [school.section(client, code) for code in codes[:50]])
    client.write("sections", [school.section(client, codes[50])])
    school.simulator.calls.clear()

    assert len(read(school, *codes)) == 51
    assert school.calls("GET /v1/sections") == 2


def test_a_code_with_a_comma_is_one_code(school: School) -> None:
    client = school.client()
    client.write("sections", [school.section(client, code) for code in ("7,8", "7", "8")])

    assert gradebook(school, "7,8")["section_school_code"] == "7,8"
    assert [page.declared for page in read(school, "7,9")] == [0]


@pytest.mark.parametrize("parts", [None, (), ("no-such-section",)])
def test_no_section_is_one_empty_page(school: School, parts: tuple[str, ...] | None) -> None:
    assert list(school.client().read("gradebooks", Scope(parts=parts))) == [Page([], 0)]


def test_a_section_of_an_ended_grading_period_is_read_only_by_its_code(school: School) -> None:
    client = school.client()
    past = school.section(client, "long-ago")
    ended = school.term("Long ago", startDate="2001-09-01", endDate="2002-01-25")
    past.resolved["terms/term-Spring 2027"] = school.written(client, "terms", ended)
    client.write("sections", [past])

    assert gradebook(school, "long-ago")["items"] == []
    assert [page.declared for page in read(school)] == [0]


def test_a_section_without_items_costs_two_calls(school: School) -> None:
    client = school.client()
    client.write("enrollments", [school.enrollment(client)])
    school.simulator.calls.clear()

    (page,) = read(school)

    assert [page.records[0][name] for name in ("items", "grades", "members", "categories")] == [[], [], [], []]
    assert [entry["template"].rpartition("/")[2] for entry in school.journal] == [
        "courses",
        "sections",
        "grades",
        "grade_items",
    ]


def test_a_section_that_was_named_tells_its_members_even_without_items(school: School) -> None:
    client = school.client()
    client.write("enrollments", [school.enrollment(client)])
    school.simulator.calls.clear()

    record = gradebook(school, "sec-1")

    assert [row["school_uid"] for row in record["members"]] == ["00417"]
    assert [entry["template"].rpartition("/")[2] for entry in school.journal] == [
        "sections",
        "grades",
        "grade_items",
        "enrollments",
    ]


def test_a_section_with_grades_costs_six_calls_all_of_them_reads(school: School) -> None:
    items = school.taught(school.client(), "sec-1")["sec-1"]
    school.grade("sec-1", items[0])
    school.simulator.calls.clear()
    school.pace.taken.clear()

    gradebook(school, "sec-1")

    assert [entry["template"].rpartition("/")[2] for entry in school.journal] == [
        "sections",
        "grades",
        "grades",
        "grade_items",
        "enrollments",
        "grading_categories",
    ]
    assert school.pace.taken == [1] * 6


def test_more_grades_than_a_page_holds_are_read_though_nothing_says_how_many_there_are(school: School) -> None:
    items = school.taught(school.client(), "sec-1", items=110)["sec-1"]
    for item in items:
        for uid in ("s0", "s1"):
            school.grade("sec-1", item, uid)

    assert len(pairs(gradebook(school, "sec-1"))) == 220


@pytest.mark.parametrize("graded", [19, 20, 21, 39, 40])
def test_a_server_that_gives_twenty_rows_at_most_is_read_completely(
    school: School, pace: RecordingPace, graded: int
) -> None:
    simulator = RestlessSimulator(knobs=Knobs(rate_scale=1000, max_limit=20))
    with serving(simulator) as url:
        stingy = School(simulator, {**school.credentials, "base_url": url + API_PATH}, pace)
        items = stingy.taught(stingy.client(), "sec-1", students=1, items=graded)["sec-1"]
        for item in items:
            stingy.grade("sec-1", item)

        record = gradebook(stingy, "sec-1")

    assert len(pairs(record)) == len(record["items"]) == graded


def test_only_grades_are_narrowed_to_what_changed_since_and_by_whole_seconds(school: School) -> None:
    items = school.taught(school.client(), "sec-1")["sec-1"]
    for item in items:
        school.grade("sec-1", item)
    table = school.simulator.school.grades
    second = int(A_MOMENT.timestamp())
    for row, timestamp in zip(table, (second - 1, second, second + 5), strict=True):
        table.change(row, {"timestamp": timestamp})

    record = gradebook(school, "sec-1", since=A_MOMENT)

    assert {row["timestamp"] for row in record["grades"]} == {second, second + 5}
    assert (len(record["items"]), len(record["members"]), len(record["categories"])) == (3, 2, 3)
    assert gradebook(school, "sec-1", since=A_MOMENT + timedelta(days=1))["grades"] == []


def test_a_page_of_grades_that_loses_a_row_costs_no_grade(school: School) -> None:
    items = school.taught(school.client(), "sec-1")["sec-1"]
    for item in items:
        school.grade("sec-1", item)
    school.fail("truncated", "GET", "/grades", times=1)

    assert len(gradebook(school, "sec-1")["grades"]) == 3


def test_a_busy_section_is_read_again_by_itself(school: School) -> None:
    first, *_ = items = school.taught(school.client(), "sec-1", "sec-2")["sec-1"]
    for item in items:
        school.grade("sec-1", item)
    gone = school.simulator.school.grade_items.get(first)
    assert gone
    school.meanwhile("/grades.start=2", lambda: remove_item(school.simulator.school, gone))
    school.simulator.calls.clear()

    pages = read(school)

    assert len(pages[0].records[0]["grades"]) == len(pages[0].records[0]["items"]) == 2
    assert school.calls("GET /v1/courses") == 1


def test_a_section_that_never_keeps_still_is_not_read(school: School) -> None:
    for item in school.taught(school.client(), "sec-1")["sec-1"]:
        school.grade("sec-1", item)
    school.fail("drift", "GET", "/grades.start=2")

    with pytest.raises(IncompleteReadError, match="does not join on"):
        gradebook(school, "sec-1")


def test_a_section_that_goes_meanwhile_is_noticed(school: School) -> None:
    school.taught(school.client(), "sec-1", "sec-2")
    last = list(school.simulator.school.sections)[-1]
    school.meanwhile("/grades", lambda: remove_section(school.simulator.school, last))

    with pytest.raises(IncompleteReadError, match="for one that it has just listed"):
        read(school)


@pytest.mark.parametrize("path", ["/grades", "/grade_items", "/enrollments", "/grading_categories"])
def test_an_item_that_goes_meanwhile_never_looks_like_grades_that_were_taken_back(school: School, path: str) -> None:
    first, *_ = items = school.taught(school.client(), "sec-1")["sec-1"]
    for item in items:
        school.grade("sec-1", item)
    gone = school.simulator.school.grade_items.get(first)
    assert gone
    school.meanwhile(path, lambda: remove_item(school.simulator.school, gone))

    record = gradebook(school, "sec-1")

    assert {str(row["id"]) for row in record["items"]} <= {item for _, item in pairs(record)}


@pytest.mark.parametrize("path", ["/grades", "/grade_items", "/enrollments", "/grading_categories"])
def test_a_member_who_leaves_meanwhile_never_looks_like_grades_that_were_taken_back(school: School, path: str) -> None:
    item = school.taught(school.client(), "sec-1")["sec-1"][0]
    for uid in ("s0", "s1"):
        school.grade("sec-1", item, uid)
    leaver = next(iter(school.simulator.school.enrollments))
    school.meanwhile(path, lambda: remove_enrollment(school.simulator.school, leaver))

    record = gradebook(school, "sec-1")

    assert {str(row["id"]) for row in record["members"]} <= {member for member, _ in pairs(record)}


@pytest.mark.parametrize("path", ["/grades", "/grade_items", "/enrollments", "/grading_categories"])
@pytest.mark.parametrize("kind", ["500", "timeout", "lost"])
def test_a_call_that_fails_once_is_asked_again(school: School, path: str, kind: str) -> None:
    items = school.taught(school.client(), "sec-1")["sec-1"]
    school.grade("sec-1", items[0])
    school.fail(kind, "GET", path, times=1)

    assert len(gradebook(school, "sec-1")["grades"]) == 1


@pytest.mark.parametrize("path", ["/grades", "/grade_items", "/enrollments", "/grading_categories"])
@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_an_answer_that_is_none_ends_the_reading(school: School, path: str, kind: str) -> None:
    items = school.taught(school.client(), "sec-1")["sec-1"]
    school.grade("sec-1", items[0], comment="Zoë was ill")
    school.fail(kind, "GET", path)

    with pytest.raises(ContractError) as refused:
        gradebook(school, "sec-1")
    assert "Zoë" not in f"{refused.value} {refused.value.__context__}"


def test_whoever_may_not_see_grades_is_told(school: School) -> None:
    client = school.client()
    school.taught(client, "sec-1")
    student = school.row("users", school_uid="s0")["id"]

    with pytest.raises(CredentialsError, match=r"GET /sections/\{section\}/grades"):
        read(school, "sec-1", acting_user=str(student))


@pytest.mark.parametrize(
    "body", [b'{"grades": []}', b'{"grades": {}}', b'{"grades": null}', b'{"grades": {"grade": []}}']
)
def test_no_grades_are_shown_in_several_ways(body: bytes) -> None:
    assert grades_of(body) == []


@pytest.mark.parametrize("reader", [grades_of, categories_of])
def test_the_section_itself_is_no_empty_list(reader: Callable[[bytes], list[Json]]) -> None:
    with pytest.raises(ValidationError):
        reader(b'{"id": "4318461", "section_title": "Algebra I", "grading_periods": [435]}')


def test_rows_come_as_they_were_given() -> None:
    assert grades_of(b'{"grades": {"grade": [{"enrollment_id": 1, "grade": "80.50"}]}}') == [
        {"enrollment_id": 1, "grade": "80.50"}
    ]
    assert categories_of(b'{"grading_category": [{"id": 4371, "weight": "30"}]}') == [{"id": 4371, "weight": "30"}]
    assert categories_of(b'{"grading_category": null}') == []
