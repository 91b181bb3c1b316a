"""Reading back from Schoology by natural key."""

import pytest

from rollbook.model.changes import Change, Resolved
from rollbook.model.errors import IncompleteReadError
from tests.contract.connectors.school import School, change, removal, update


def test_what_is_not_there_is_left_out(school: School) -> None:
    client = school.client()

    assert client.find("users", [school.user()]) == []
    assert client.find("courses", [school.course()]) == []
    assert client.find("terms", [school.term()]) == []
    assert client.find("sections", [school.section(client)]) == []


def test_what_was_written_is_found_and_matches(school: School) -> None:
    client = school.client()
    enrollment = school.enrollment(client)
    everything: list[tuple[str, Change]] = [
        ("terms", school.term()),
        ("users", school.user()),
        ("courses", school.course()),
        ("sections", school.section(client)),
        ("enrollments", enrollment),
    ]
    client.write("enrollments", [enrollment])

    for entity, wanted in everything:
        (found,) = client.find(entity, [wanted])
        (again,) = client.write(entity, [wanted.model_copy(update={"target": found.target})])
        assert found.matches, entity
        assert again.target == found.target, entity


def test_what_differs_is_found_and_does_not_match(school: School) -> None:
    client = school.client()
    enrollment = school.enrollment(client)
    client.write("enrollments", [enrollment])
    different = [
        ("terms", update(school.term(), None, endDate="2027-06-25")),
        ("users", update(school.user(), None, givenName="Zoe")),
        ("courses", update(school.course(), None, title="Algebra II")),
        ("sections", update(school.section(client), None, title="Algebra I, period 3")),
        ("enrollments", update(enrollment, None, role="teacher")),
    ]

    for entity, wanted in different:
        (found,) = client.find(entity, [wanted])
        assert not found.matches, entity


def test_fifty_users_are_read_back_in_one_call(school: School) -> None:
    client = school.client()
    users = [school.user(f"{number:05}") for number in range(50)]
    client.write("users", users)
    school.simulator.calls.clear()

    found = client.find("users", users)

    assert [one.matches for one in found] == [True] * 50
    assert school.calls("GET /v1/users") == 1


def test_a_course_without_known_id_is_looked_for_on_every_page_of_its_building(school: School) -> None:
    client = school.client()
    courses = [school.course(f"C{number:03}") for number in range(250)]
    for start in range(0, 250, 50):
        client.write("courses", courses[start : start + 50])
    school.simulator.calls.clear()

    (found,) = client.find("courses", [courses[-1]])
    (early,) = client.find("courses", [courses[0]])
    (known,) = client.find("courses", [update(courses[-1], found.target)])

    assert found.matches
    assert early.matches
    assert known.target == found.target
    assert school.calls("GET /v1/courses") == 2 + 1, "and no page more than needed"
    assert school.calls("GET /v1/courses/<course_id>") == 1


def test_a_course_that_was_deleted_by_hand_is_left_out(school: School) -> None:
    assert school.client().find("courses", [update(school.course(), "4999999")]) == []


def test_a_section_of_an_ended_term_is_found(school: School) -> None:
    client = school.client()
    ended = school.term("Summer 2026", startDate="2026-07-01", endDate="2026-08-14")
    wanted = school.section(client, terms=["summer"])
    resolved = {**wanted.resolved, "terms/summer": school.written(client, "terms", ended)}
    wanted = wanted.model_copy(update={"resolved": resolved})
    client.write("sections", [wanted])

    assert [found.matches for found in client.find("sections", [wanted])] == [True]


def test_a_section_whose_code_holds_a_comma_is_found(school: School) -> None:
    client = school.client()
    odd, plain = school.section(client, "7,8"), school.section(client, "7")
    client.write("sections", [odd, plain])

    assert [found.matches for found in client.find("sections", [plain, odd])] == [True, True]


def test_a_list_that_moves_is_not_taken_for_one_in_which_somebody_is_missing(school: School) -> None:
    client = school.client()
    courses = [school.course(f"C{number:03}") for number in range(250)]
    for start in range(0, 250, 50):
        client.write("courses", courses[start : start + 50])
    school.fail("drift", "GET", "/courses.*start=199")

    with pytest.raises(IncompleteReadError, match="run again"):
        client.find("courses", [courses[-1]])


def test_a_section_in_another_course_does_not_match(school: School) -> None:
    client = school.client()
    wanted = school.section(client)
    client.write("sections", [wanted])
    other = school.written(client, "courses", school.course("GEO1"))

    moved = wanted.model_copy(update={"resolved": {**wanted.resolved, "courses/course-ALG1": other}})

    assert [found.matches for found in client.find("sections", [moved])] == [False]


def test_a_membership_that_is_to_go_is_found_only_while_it_is_there(school: School) -> None:
    client = school.client()
    wanted = school.enrollment(client)
    (created,) = client.write("enrollments", [wanted])
    leaving = removal(wanted, created.target)

    (still_there,) = client.find("enrollments", [leaving])
    client.write("enrollments", [leaving])

    assert not still_there.matches
    assert client.find("enrollments", [leaving]) == []


def test_a_membership_in_a_section_whose_id_is_known_takes_one_call(school: School) -> None:
    client = school.client()
    wanted = school.enrollment(client)
    (created,) = client.write("enrollments", [wanted])
    leaving = removal(wanted, created.target).model_copy(update={"resolved": wanted.resolved})
    school.simulator.calls.clear()

    (still_there,) = client.find("enrollments", [leaving])

    assert still_there.target == created.target
    assert [entry["template"] for entry in school.journal] == ["/v1/sections/<section_id>/enrollments"]


def test_a_membership_of_a_section_that_is_gone_is_left_out(school: School) -> None:
    client = school.client()
    wanted = school.enrollment(client)
    nowhere = Resolved(target="4999999", data=wanted.resolved["sections/section-sec-1"].data)

    unknown = wanted.model_copy(update={"resolved": {**wanted.resolved, "sections/section-sec-1": nowhere}})

    assert client.find("enrollments", [unknown]) == []
    assert client.find("enrollments", [removal(change("x", {"class": "c", "user": "u"}), "no-such/00417")]) == []
