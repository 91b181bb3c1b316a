"""Course records on their way to the LMS, file after file and run after run (CR1-CR3, CR6, CR7, CR9, CR10)."""

from datetime import timedelta

from rollbook.model.runs import Status
from tests.unit.flows.courserecords import course, user
from tests.unit.flows.registrar import ITS_OWN, Registrar

ADA = {"external_course_id": "ANA-1", "title": "Anatomy", "external_user_id": "u1", "external_email": ""}
BEN = {**ADA, "external_user_id": "u2"}
CY = {**ADA, "external_user_id": "", "external_email": "cy@x.example"}
DONE = {"complete": "1", "date_completed": "2026-05-01", "attended": "1"}
CME = {"credits": "1.5", "credit_type": "CME"}
COUNTED = {"enrollment_start": "2026-04-01", "participant_category": "physician"}


def test_a_file_is_imported_and_the_same_again_writes_nothing() -> None:
    registrar = Registrar()

    assert registrar.upload({**ADA, **DONE, **CME}, BEN).status is Status.SUCCEEDED
    assert sorted(registrar.lms.written) == [
        "completions ANA-1 7",
        "credits ANA-1 7 CME",
        "enrollments ANA-1 7",
        "enrollments ANA-1 8",
    ]
    assert registrar.ends == ["imported", "imported"]

    for again in ({"name": "global/history.csv"}, {"name": "global/copy.csv"}):
        assert registrar.upload({**ADA, **DONE, **CME}, BEN, **again).status is Status.SUCCEEDED
        assert (registrar.lms.written, registrar.ends) == ([], ["unchanged", "unchanged"])


def test_the_result_can_be_uploaded_and_changes_nothing() -> None:
    registrar = Registrar()
    registrar.upload({**ADA, **DONE, **CME, "title": "=Anatomy"}, BEN)

    assert registrar.upload(registrar.result, name="global/result.csv").status is Status.SUCCEEDED
    assert (registrar.lms.written, registrar.ends) == ([], ["unchanged", "unchanged"])


def test_a_corrected_file_brings_the_corrected_rows_alone() -> None:
    registrar = Registrar()
    registrar.upload({**ADA, **DONE, **CME}, {**BEN, **CME})
    assert registrar.ends == ["imported", "refused"]

    record = registrar.upload({**ADA, **DONE, **CME}, {**BEN, **DONE, **CME})

    assert record.status is Status.SUCCEEDED
    assert sorted(registrar.lms.written) == ["completions ANA-1 8", "credits ANA-1 8 CME", "enrollments ANA-1 8"]
    assert registrar.ends == ["unchanged", "imported"]


def test_a_row_waits_for_its_person_and_completes_itself() -> None:
    registrar = Registrar()
    record = registrar.upload({**ADA, **DONE}, {**CY, **DONE, **CME})
    assert (record.status, registrar.ends) == (Status.SUCCEEDED, ["imported", "waiting"])

    registrar.look_again()
    assert (registrar.lms.written, registrar.ends) == ([], ["unchanged", "waiting"])
    registrar.lms.users.append(user("9", None, "Cy@x.example"))
    registrar.look_again()

    assert sorted(registrar.lms.written) == ["completions ANA-1 9", "credits ANA-1 9 CME", "enrollments ANA-1 9"]
    assert registrar.ends == ["unchanged", "imported"]
    assert registrar.look_again().status is Status.SKIPPED, "nothing waits any more"


def test_a_row_waits_no_longer_than_the_settings_say() -> None:
    registrar = Registrar(wait_days=2)
    registrar.upload(CY)

    registrar.look_again(after=timedelta(days=1))
    registrar.look_again(after=timedelta(days=2))
    assert registrar.ends == ["waiting"]
    assert registrar.look_again().status is Status.SKIPPED


def test_a_newer_file_replaces_what_waits_in_an_older_one() -> None:
    registrar = Registrar()
    registrar.upload({**CY, **DONE, **CME})
    registrar.upload({**CY, **DONE, **CME, "credits": "9"}, name="global/corrected.csv")

    registrar.lms.users.append(user("9", None, "cy@x.example"))
    registrar.look_again()

    assert registrar.lms.held["credits", "ANA-1", "9", "CME"]["credits"] == "9"
    assert registrar.ends == ["imported"]


def test_a_newer_row_that_is_wrong_keeps_the_older_one_from_being_awarded() -> None:
    registrar = Registrar()
    registrar.upload({**CY, **DONE, **CME})
    registrar.upload(
        {**CY, **DONE, **CME, "credit_expiration": "soon"}, CY | {"external_email": "di@x.example"}, name="global/b.csv"
    )
    assert registrar.ends == ["refused", "waiting"]

    registrar.lms.users.append(user("9", None, "cy@x.example"))
    registrar.look_again()

    assert registrar.lms.written == []
    assert registrar.ends == ["refused", "waiting"]


def test_a_new_course_becomes_a_shell_once_and_the_result_says_so() -> None:
    registrar = Registrar()
    old = {"external_course_id": "OLD", "title": "Old records"}

    registrar.upload({**ADA, **DONE, **CME, **old}, {**BEN, **DONE, **old})

    assert registrar.lms.written.count("courses OLD") == 1
    assert registrar.ends == ["imported", "imported"]
    assert all(reason.endswith("as an imported shell, without a certificate.") for reason in registrar.reasons)
    registrar.upload({**ADA, **DONE, **CME, **old}, {**BEN, **DONE, **old})
    assert (registrar.lms.written, set(registrar.reasons)) == ([], {""})


def test_the_completion_of_the_row_counts_where_the_lms_would_complete_by_itself() -> None:
    registrar = Registrar()
    registrar.upload({**ADA, **DONE, **CME, "external_course_id": "OPEN"})

    assert registrar.lms.written == ["completions OPEN 7", "credits OPEN 7 CME", "enrollments OPEN 7"]
    assert registrar.lms.held["completions", "OPEN", "7"]["completedAt"] == "2026-05-01T04:00:00+00:00"


def test_nobody_is_enrolled_where_the_lms_would_complete_in_place_of_a_completion_that_it_refused() -> None:
    registrar = Registrar()
    registrar.lms.held["completions", "OPEN", "7"] = "by hand"

    registrar.upload({**ADA, **DONE, "external_course_id": "OPEN"})

    assert (registrar.lms.written, registrar.ends, registrar.reasons) == ([], ["refused"], ["It is already assigned."])


def test_a_row_that_would_complete_somebody_is_held_until_a_person_has_decided() -> None:
    registrar = Registrar()
    record = registrar.upload({**ADA, "external_course_id": "OPEN"}, BEN)
    assert (record.status, registrar.ends) == (Status.ATTENTION, ["held", "imported"])

    registrar.look_again()
    assert registrar.ends == ["held", "unchanged"]
    registrar.settings = registrar.settings.model_copy(update={"allow_completion_on_enrollment": True})
    registrar.look_again()

    assert registrar.lms.written == ["enrollments OPEN 7"]
    assert registrar.lms.held["completions", "OPEN", "7"] == ITS_OWN


def test_a_row_is_held_until_the_course_has_a_required_object() -> None:
    registrar = Registrar()
    registrar.upload({**ADA, "external_course_id": "OPEN"})

    registrar.lms.courses[1] = course("OPEN")
    registrar.look_again()

    assert (registrar.lms.written, registrar.ends) == (["enrollments OPEN 7"], ["imported"])


def test_what_is_assigned_already_is_refused_and_the_rest_goes_on() -> None:
    registrar = Registrar()
    registrar.lms.held["enrollments", "ANA-1", "7"] = "by hand"

    record = registrar.upload({**ADA, **COUNTED}, BEN)

    assert record.status is Status.ATTENTION
    assert registrar.lms.held["enrollments", "ANA-1", "7"] == "by hand"
    assert registrar.ends == ["refused", "imported"]
    assert registrar.reasons[0] == "It is already assigned."


def test_a_credit_that_was_awarded_is_not_changed_by_a_later_file() -> None:
    registrar = Registrar()
    registrar.upload({**ADA, **DONE, **CME})

    registrar.upload({**ADA, **DONE, **CME, "credits": "9"})

    assert registrar.lms.held["credits", "ANA-1", "7", "CME"]["credits"] == "1.5"
    assert registrar.ends == ["refused"]


def test_who_was_enrolled_with_one_file_is_completed_with_the_next_and_gets_another_credit_with_a_third() -> None:
    registrar = Registrar()
    for number, row in enumerate([{**ADA, **COUNTED}, {**ADA, **DONE}, {**ADA, "complete": "1", **CME}]):
        assert registrar.upload(row, name=f"global/{number}.csv").status is Status.SUCCEEDED
        assert registrar.ends == ["imported"]

    assert set(registrar.lms.held) == {
        ("enrollments", "ANA-1", "7"),
        ("completions", "ANA-1", "7"),
        ("credits", "ANA-1", "7", "CME"),
    }


def test_rows_for_two_credit_types_are_one_completion_and_one_enrollment() -> None:
    registrar = Registrar()
    registrar.upload({**ADA, **DONE, **CME, **COUNTED}, {**ADA, **DONE, **CME, "credit_type": "AMA"})

    assert registrar.ends == ["imported", "imported"]
    assert len(registrar.lms.written) == 4
    assert registrar.lms.held["enrollments", "ANA-1", "7"]["participantCategory"] == "physician"


def test_rows_that_contradict_each_other_are_refused_and_the_rest_goes_on() -> None:
    registrar = Registrar()
    registrar.upload({**ADA, **DONE, **CME}, {**BEN, **DONE}, {**ADA, **DONE, **CME, "credits": "2"})

    assert registrar.ends == ["refused", "imported", "refused"]
    assert registrar.reasons[0] == "The same person, course and credit type stand in more than one row. See line 4."
    assert sorted(registrar.lms.written) == ["completions ANA-1 8", "enrollments ANA-1 8"]


def test_a_file_for_one_course_counts_for_pars_and_each_row_says_so() -> None:
    registrar = Registrar()
    person = {"external_email": "ada@x.example"}

    registrar.upload({**person, **COUNTED}, {"external_email": "ben@x.example"}, name="course/ANA-1/may.csv")

    assert [row["rollbook_pars"] for row in registrar.rows] == ["counts", "does not count: no enrollment_start"]
    assert registrar.lms.held["enrollments", "ANA-1", "7"]["pars"] is True
    assert registrar.lms.held["enrollments", "ANA-1", "8"]["pars"] is False


def test_a_file_for_a_course_that_is_not_there_writes_nothing() -> None:
    registrar = Registrar()
    registrar.upload({"external_user_id": "u1", **DONE}, name="course/NEW/may.csv")

    assert (registrar.lms.written, registrar.ends) == ([], ["refused"])
