"""Courses, people, and completion on enrollment, with the sentence that the administrator reads (CR1-CR3)."""

import pytest

from rollbook.model.records import Desired, Json, LeftOut, Reference, Refusal
from tests.unit.flows.courserecords import (
    GLOBAL_FILE,
    NOW,
    Lms,
    completed,
    course,
    course_row,
    credited,
    only,
    row,
    user,
)


class TestCourses:
    """CR1: a global file may bring new courses, a file for one course may not."""

    def test_an_unknown_course_of_a_global_file_becomes_a_shell_and_the_result_says_so(self) -> None:
        (shell,) = Lms().said("courses", completed(external_course_id="NEW", title="Old records"))

        assert isinstance(shell, Desired)
        assert (shell.key, shell.data) == ("new", {"externalId": "NEW", "title": "Old records"})
        assert shell.notice is not None
        assert (
            shell.notice.sentence
            == "The LMS did not have this course: it is created as an imported shell, without a certificate."
        )
        assert shell.notice.remedy == (
            "If it is to have a certificate, create the course in the LMS first, and upload its rows to the folder of "
            "that course."
        )

    def test_what_goes_to_a_new_course_needs_its_shell(self) -> None:
        rows = [credited(external_course_id="NEW")]

        for stream in ("completions", "credits", "enrollments"):
            (item,) = Lms().said(stream, *rows)
            assert isinstance(item, Desired)
            assert Reference("courses", "new") in item.requires

    def test_a_known_course_is_left_as_it_is_whatever_title_the_rows_give_it(self) -> None:
        assert Lms().said("courses", completed(title="One"), completed(3, title="Other")) == []
        (item,) = Lms().said("completions", completed(title="Other"))
        assert isinstance(item, Desired)
        assert item.requires == ()

    @pytest.mark.parametrize("other", [{"title": "Other"}, {"external_course_id": "New"}])
    def test_a_new_course_that_is_written_in_two_ways_is_refused(self, other: dict[str, str]) -> None:
        new = {"external_course_id": "NEW", "title": "One"}
        (item,) = Lms().said("courses", completed(2, **new), completed(3, **{**new, **other}), completed(4, **new))

        assert isinstance(item, Refusal)
        assert item.key == "new"
        assert (
            item.reason.sentence
            == "The LMS does not have this course yet, and its rows differ in title, or in capitals of the external id."
        )
        assert item.reason.remedy == "Write the course in the same way in all rows, and upload the file again."

    def test_a_course_is_the_one_that_the_lms_spells_with_other_capitals(self) -> None:
        told = completed(external_course_id="ana-1")

        assert Lms().said("courses", told) == []
        assert Lms().made("completions", told) == Lms().made("completions", completed())
        assert Lms().made("completions", course_row(2, "ana-1", external_course_id="ANA-1", complete="1"))

    def test_a_new_course_comes_with_the_first_row_that_goes(self) -> None:
        waiting = completed(external_course_id="NEW", external_user_id="nobody")

        assert Lms().said("courses", waiting) == []
        assert list(Lms().made("courses", waiting, completed(3, external_course_id="NEW"))) == ["new"]

    def test_a_file_for_a_course_that_is_not_there_is_refused(self) -> None:
        reason = Lms().why(course_row(course="NEW", complete="1"))

        assert (
            reason.sentence == "The LMS has no course with the external id of the folder that the file was uploaded to."
        )
        assert reason.remedy == "Create the course in the LMS, or correct the folder's name, and upload the file again."

    def test_a_row_of_another_course_in_the_folder_of_one_is_refused(self) -> None:
        reason = Lms().why(course_row(external_course_id="OPEN", complete="1"))

        assert reason.sentence == "The row names another course than the one whose folder the file was uploaded to."
        assert reason.remedy == "Upload the row to the folder of its course, or to global, or clear external_course_id."
        assert Lms().made("completions", course_row(external_course_id="ANA-1", complete="1"))

    def test_two_courses_with_one_external_id_are_told_apart_by_nobody(self) -> None:
        reason = Lms(courses=[course("ANA-1"), course("ANA-1", 2)]).why(row())

        assert (
            reason.sentence
            == "Several courses of the LMS have this external id, so nobody can tell which one is meant."
        )

    @pytest.mark.parametrize(
        ("missing", "sentence"),
        [
            ("external_course_id", "The row names no course, which it must in a global import."),
            ("title", "The row gives its course no title, which it must in a global import."),
            ("external_user_id", "The row names nobody."),
        ],
    )
    def test_what_a_row_must_say_is_asked_for(self, missing: str, sentence: str) -> None:
        item = Lms().keeps(row(7, **{missing: ""}))

        assert isinstance(item, Refusal)
        assert (item.key, item.reason.sentence) == (f"{GLOBAL_FILE}:7", sentence)


class TestPeople:
    """CR2: who is not there yet is waited for."""

    def test_a_row_for_somebody_who_is_not_there_waits(self) -> None:
        item = Lms(settings={"wait_days": 30}).keeps(credited(external_user_id="nobody"))

        assert isinstance(item, LeftOut)
        assert (item.key, item.undecided_since) == ("ana-1/id:nobody/cme", NOW)
        assert item.reason.sentence == (
            "The person is not in the LMS yet. The row waits until somebody with this user id or e-mail is there."
        )
        assert item.reason.remedy == "Nothing has to be done: every run looks again, for 30 days after the upload."

    @pytest.mark.parametrize(
        "person",
        [
            {"external_user_id": "u2"},
            {"external_user_id": "U2"},
            {"external_user_id": "", "external_email": "BEN@college.example"},
            {"external_user_id": "u2", "external_email": "new@college.example"},
        ],
    )
    def test_a_person_is_found_by_user_id_or_by_e_mail(self, person: dict[str, str]) -> None:
        assert only(Lms().made("completions", completed(**person)))["user"] == "8"

    def test_a_user_id_is_the_same_with_other_capitals(self) -> None:
        assert only(Lms(users=[user("9", "U3")]).made("completions", completed(external_user_id="u3")))["user"] == "9"

    def test_whose_profile_has_no_user_id_yet_is_found_by_e_mail(self) -> None:
        lms = Lms(users=[user("9", None, "cy@college.example")])

        made = lms.made("completions", completed(external_user_id="u3", external_email="cy@college.example"))
        assert {key: data["user"] for key, data in made.items()} == {"ana-1/id:u3": "9"}

    @pytest.mark.parametrize("name", ["u1", "u9"])
    def test_a_user_id_and_an_e_mail_of_two_people_are_refused(self, name: str) -> None:
        reason = Lms().why(completed(external_user_id=name, external_email="ben@college.example"))

        assert reason.sentence == "In the LMS the user id and the e-mail of the row belong to two different people."
        assert reason.remedy == "Correct external_user_id or external_email, or clear the one that is wrong."

    def test_a_user_id_of_two_people_is_refused(self) -> None:
        reason = Lms(users=[user("7", "u1"), user("8", "u1")]).why(row())

        assert (
            reason.sentence == "Several people of the LMS have this user id or e-mail, so nobody can tell who is meant."
        )

    def test_who_is_named_in_two_ways_in_one_course_goes_by_user_id_alone(self) -> None:
        by_id, by_mail = row(), row(3, external_user_id="", external_email="ada@college.example")
        elsewhere = completed(4, external_user_id="", external_email="ada@college.example", external_course_id="OPEN")

        for rows in ([by_id, by_mail, elsewhere], [elsewhere, by_mail, by_id]):
            said = {item.key: item for item in Lms().said("enrollments", *rows)}
            refused = said.pop("ana-1/mail:ada@college.example")
            assert isinstance(refused, Refusal)
            assert (
                refused.reason.sentence
                == "Another row names the same person of this course by user id, this one only by e-mail."
            )
            assert set(said) == {"ana-1/id:u1", "open/mail:ada@college.example"}
            assert all(isinstance(item, Desired) for item in said.values())


class TestCompletionOnEnrollment:
    """CR3: the LMS completes at once who is enrolled into a course without required objects."""

    @pytest.mark.parametrize("name", ["OPEN", "NEW"])
    @pytest.mark.parametrize("person", ["u1", "nobody"])
    def test_a_row_that_is_not_complete_is_held_with_the_warning(self, name: str, person: str) -> None:
        item = Lms().keeps(row(external_course_id=name, complete="0", external_user_id=person))

        assert isinstance(item, Refusal)
        assert (item.held, item.key) == (True, f"{name.lower()}/id:{person}")
        assert item.reason.sentence == (
            "The course has no required object, so the LMS would complete the person on enrollment, with whatever "
            "credit the course has."
        )
        assert item.reason.remedy == (
            "Give the course a required object in the LMS (create the course first if it is new), or set "
            "allow_completion_on_enrollment in courserecords.import.yaml. The row goes with the next run then."
        )

    def test_it_goes_where_the_settings_allow_it(self) -> None:
        lms = Lms(settings={"allow_completion_on_enrollment": True})

        assert list(lms.made("enrollments", row(external_course_id="OPEN"))) == ["open/id:u1"]

    def test_who_is_complete_is_enrolled_when_the_completion_is_there(self) -> None:
        for name, needs in (("OPEN", (Reference("completions", "open/id:u1"),)), ("ANA-1", ())):
            (item,) = Lms().said("enrollments", completed(external_course_id=name))
            assert isinstance(item, Desired)
            assert item.requires == needs


def test_what_the_reader_found_wrong_is_told_as_it_says_it_once() -> None:
    defect = {"column": "credits", "sentence": "This is no number.", "remedy": "Write 1.5."}
    other = {"column": "title", "sentence": "It is too long.", "remedy": "Write 1.5."}
    item = Lms().keeps({**completed(9), "defects": [defect, other]})

    assert isinstance(item, Refusal)
    assert item.key == f"{GLOBAL_FILE}:9"
    assert (item.reason.sentence, item.reason.remedy) == ("This is no number. It is too long.", "Write 1.5.")


def test_a_cell_that_could_not_be_read_is_told_and_nothing_that_only_follows_from_it() -> None:
    defect = {"column": "complete", "sentence": "This is neither 1 nor 0.", "remedy": "Write 1 or 0."}
    reason = Lms().why({**credited(complete="perhaps"), "defects": [defect]})

    assert reason.sentence == "This is neither 1 nor 0."


def test_a_row_that_is_wrong_takes_nothing_from_the_good_row_beside_it() -> None:
    wrong: Json = {**completed(3), "defects": [{"column": "title", "sentence": "Too long.", "remedy": "Shorten it."}]}
    said = Lms().everything([credited(), wrong])

    assert [item.key for item in said["credits"]] == ["ana-1/id:u1/cme"]
    assert [(type(item), item.key) for item in said["enrollments"]] == [
        (Desired, "ana-1/id:u1"),
        (Refusal, f"{GLOBAL_FILE}:3"),
    ]
