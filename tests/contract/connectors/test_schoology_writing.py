"""What is sent to Schoology, and what its answers mean for each record."""

import pytest

from rollbook.connectors.schoology.settings import NAME
from rollbook.model.changes import Operation
from rollbook.model.errors import BatchRefusedError, ContractError
from tests.contract.connectors.school import School, change, removal, update


def test_a_user_is_created_once_and_then_updated(school: School) -> None:
    client = school.client()
    wanted = school.user()

    (created,) = client.write("users", [wanted])
    (updated,) = client.write("users", [update(wanted, created.target, familyName="Ramírez")])

    row = school.row("users", school_uid="00417")
    assert created.reason is None
    assert created.target == updated.target == str(row["id"])
    assert (row["name_first"], row["name_last"], row["role"]) == ("Zoë", "Ramírez", "Student")
    assert row["primary_email"] == "zoe.00417@students.example"


def test_what_the_source_left_empty_is_cleared(school: School) -> None:
    client = school.client()
    wanted = school.user(middleName="Grace", email="zoe@students.example")
    (created,) = client.write("users", [wanted])

    client.write("users", [update(wanted, created.target, middleName=None, email=None)])

    row = school.row("users", school_uid="00417")
    assert (row["name_middle"], row["primary_email"]) == ("", "")


def test_a_person_without_a_user_name_signs_in_with_the_email(school: School) -> None:
    (created,) = school.client().write("users", [school.user(username=None)])

    assert created.reason is None
    assert school.row("users", school_uid="00417")["username"] == ""


def test_a_person_who_teaches_in_three_buildings_has_two_additional_ones(school: School) -> None:
    here, second, third = (int(building["id"]) for building in school.rows("buildings"))

    school.client().write("users", [school.user(building=here, additionalBuildings=[third, second])])

    row = school.row("users", school_uid="00417")
    assert row["building_id"] == here
    assert sorted(row["additional_buildings"].split(",")) == [str(second), str(third)]


def test_fifty_users_go_out_in_one_call_for_three_credits(school: School) -> None:
    client = school.client()

    written = client.write("users", [school.user(f"{number:05}") for number in range(50)])

    assert len({one.target for one in written}) == 50
    assert client.calls == 1
    assert school.pace.taken == [3]


def test_fifty_one_are_never_sent(school: School) -> None:
    client = school.client()

    with pytest.raises(ContractError, match="takes 50 users in one call, not 51"):
        client.write("users", [school.user(f"{number:05}") for number in range(51)])

    assert client.calls == 0


def test_one_bad_user_is_refused_alone_and_its_reason_quotes_no_person(school: School) -> None:
    bad = school.user("00418", email="not-an-address")

    first, second = school.client().write("users", [school.user(), bad])

    assert first.target
    assert first.reason is None
    assert second.reason
    assert "400" in second.reason.sentence
    assert "e-mail address" in second.reason.remedy
    for secret in ("not-an-address", "Zoë", "Neill", "00418"):
        assert secret not in second.reason.sentence


def test_an_email_that_belongs_to_another_school_is_left_out_or_refused_as_the_settings_say(school: School) -> None:
    elsewhere = school.user(email="taken@elsewhere.example")

    (refused,) = school.client(ignore_email_conflicts=False).write("users", [elsewhere])
    (created,) = school.client().write("users", [elsewhere])

    assert refused.reason
    assert created.target
    assert school.row("users", school_uid="00417")["primary_email"] == ""


def test_a_batch_that_is_refused_whole_says_what_was_refused(school: School) -> None:
    school.fail("poison", key="00417")

    with pytest.raises(BatchRefusedError, match="Schoology refused POST /users with 400") as refused:
        school.client().write("users", [school.user()])

    assert refused.value.remedy


def test_a_course_is_created_and_updated_by_its_code(school: School) -> None:
    client = school.client()
    wanted = school.course()

    (created,) = client.write("courses", [wanted])
    (updated,) = client.write("courses", [update(wanted, created.target, title="Algebra", department="Maths")])

    row = school.row("courses", course_code="ALG1")
    assert created.target == updated.target == str(row["id"])
    assert (row["title"], row["department"], row["building_id"]) == ("Algebra", "Maths", school.building)


def test_a_section_is_created_below_its_course_in_its_grading_periods(school: School) -> None:
    client = school.client()
    wanted = school.section(client)

    (created,) = client.write("sections", [wanted])
    (updated,) = client.write("sections", [update(wanted, created.target, location="Room 12")])

    row = school.row("sections", section_school_code="sec-1")
    assert created.target == updated.target == str(row["id"])
    assert (row["course_code"], row["grading_period_titles"]) == ("ALG1", ["Spring 2027"])
    assert (row["title"], row["section_code"], row["location"]) == ("Algebra I, period 2", "ALG1-2", "Room 12")


def test_a_term_becomes_a_grading_period_and_follows_its_dates(school: School) -> None:
    client = school.client()
    wanted = school.term()

    (created,) = client.write("terms", [wanted])
    (updated,) = client.write("terms", [update(wanted, created.target, endDate="2027-06-25")])

    row = school.row("gradingperiods", title="Spring 2027")
    assert created.target == updated.target == str(row["id"])
    assert (row["start"], row["end"]) == ("2027-01-25", "2027-06-25")


def test_a_term_whose_title_is_taken_is_refused_with_the_way_out(school: School) -> None:
    taken = school.rows("gradingperiods")[0]["title"]

    (refused,) = school.client().write("terms", [school.term(taken)])

    assert refused.reason
    assert "map the term" in refused.reason.remedy
    assert taken not in refused.reason.sentence


def test_a_term_that_is_mapped_to_a_grading_period_needs_no_call(school: School) -> None:
    client = school.client()

    (written,) = client.write("terms", [school.term(existing="4711")])
    (found,) = client.find("terms", [school.term(existing="4711")])

    assert (written.target, written.reason) == ("4711", None)
    assert (found.target, found.matches) == ("4711", True)
    assert client.calls == 0


def test_an_enrollment_is_created_changed_and_removed(school: School) -> None:
    client = school.client()
    wanted = school.enrollment(client)

    (created,) = client.write("enrollments", [wanted])
    assert created.target == "sec-1/00417"
    assert school.row("enrollments", school_uid="00417")["admin"] == 0

    client.write("enrollments", [update(wanted, created.target, role="teacher")])
    assert school.row("enrollments", school_uid="00417")["admin"] == 1

    (removed,) = client.write("enrollments", [removal(wanted, created.target)])
    assert removed.reason is None
    assert school.rows("enrollments") == []


def test_an_enrollment_that_is_gone_already_counts_as_removed(school: School) -> None:
    client = school.client()
    wanted = school.enrollment(client)

    (removed,) = client.write("enrollments", [removal(wanted, "sec-1/00417")])

    assert removed.reason is None


def test_keys_with_slashes_come_back_from_a_target_as_they_were(school: School) -> None:
    client = school.client()
    section = school.section(client, code="MAT/1%2F")
    user = school.user("7/8")
    wanted = change(
        "enrollment",
        {"class": section.key, "user": user.key, "role": "student"},
        resolved={
            f"sections/{section.key}": school.written(client, "sections", section),
            f"users/{user.key}": school.written(client, "users", user),
        },
    )
    (created,) = client.write("enrollments", [wanted])

    client.write("enrollments", [removal(wanted, created.target)])

    assert school.rows("enrollments") == []


def test_an_enrollment_of_a_person_whom_schoology_lost_is_refused(school: School) -> None:
    client = school.client()
    wanted = school.enrollment(client)
    user = wanted.resolved["users/user-00417"].model_copy(update={"data": {"schoolUid": "99999"}})
    lost = wanted.model_copy(update={"resolved": {**wanted.resolved, "users/user-00417": user}})

    (refused,) = client.write("enrollments", [lost])

    assert refused.reason
    assert "404" in refused.reason.sentence


@pytest.mark.parametrize("entity", ["users", "courses", "sections", "terms"])
def test_nothing_but_enrollments_is_ever_removed(school: School, entity: str) -> None:
    client = school.client()
    gone = removal(change("somebody", {"course": "course-ALG1"}), "5000099")

    (kept,) = client.write(entity, [gone])
    (found,) = client.find(entity, [gone])

    assert kept.reason
    assert kept.reason.sentence == f"Rollbook never removes {entity} from {NAME}."
    assert (found.target, found.matches) == ("5000099", False)
    assert client.calls == 0
    assert gone.operation is Operation.REMOVE


def test_removals_among_other_changes_are_refused_and_the_others_land(school: School) -> None:
    written = school.client().write("users", [school.user(), removal(school.user("00001"), "5000099")])

    by_digest = {one.digest: one for one in written}
    assert by_digest["digest-of-user-00417"].reason is None
    assert by_digest["digest-of-user-00001"].reason


def test_changes_are_made_under_the_acting_users_name(school: School) -> None:
    (admin,) = school.client().write("users", [school.user("00001", roleId=school.role("School Admin"))])
    school.simulator.calls.clear()

    school.client(acting_user=admin.target).write("users", [school.user()])

    assert [entry["actor"] for entry in school.journal] == [admin.target]
