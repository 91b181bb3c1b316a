"""Credits, enrollments, PARS, and what is there already, with the sentence that the administrator reads (CR4-CR7)."""

import pytest

from rollbook.model.records import Desired, Refusal
from tests.unit.flows.courserecords import Lms, completed, course_row, credited, only, row


class TestCredits:
    """CR4 and CR5: credits are for who is complete, one type in each row."""

    @pytest.mark.parametrize("complete", ["0", ""])
    @pytest.mark.parametrize("amount", ["1.5", "0"])
    def test_credits_of_who_is_not_complete_are_refused(self, complete: str, amount: str) -> None:
        reason = Lms().why(row(complete=complete, credits=amount, credit_type="CME"))

        assert (
            reason.sentence
            == "The row has credits but is not complete. Credits that are awarded too early stay as they are."
        )
        assert reason.remedy == (
            "Clear credits, and import the row again with complete=1 and its credits when the person has completed."
        )

    @pytest.mark.parametrize(
        ("values", "sentence", "remedy"),
        [
            (
                {"credits": "1"},
                "The row has credits but no credit type.",
                "Fill in credit_type; further credit types need a row each.",
            ),
            (
                {"credit_type": "CME"},
                "The row is complete and has a credit type or a credit expiration, but no credits.",
                "Fill in credits, or clear credit_type and credit_expiration.",
            ),
        ],
    )
    def test_half_a_credit_record_is_refused(self, values: dict[str, str], sentence: str, remedy: str) -> None:
        reason = Lms().why(completed(**values))

        assert (reason.sentence, reason.remedy) == (sentence, remedy)

    def test_a_credit_type_of_who_is_not_complete_does_no_harm(self) -> None:
        assert list(Lms().made("enrollments", row(credit_type="CME"))) == ["ana-1/id:u1"]

    def test_rows_for_several_credit_types_are_one_completion_and_one_enrollment(self) -> None:
        rows = [credited(), credited(3, credit_type="AMA", credits="2")]

        assert {key: data["credits"] for key, data in Lms().made("credits", *rows).items()} == {
            "ana-1/id:u1/cme": "1.5",
            "ana-1/id:u1/ama": "2",
        }
        for stream in ("completions", "enrollments"):
            first, second = Lms().said(stream, *rows)
            assert first == second

    def test_a_credit_type_that_is_not_listed_is_refused_and_names_those_that_are(self) -> None:
        lms = Lms(settings={"credit_types": ["CME", "AMA PRA"]})
        reason = lms.why(credited(credit_type="CMF"))

        assert reason.sentence == "The credit_type is none of those that are accepted: CME, AMA PRA."
        assert reason.remedy == "Correct credit_type, or add the value to credit_types in courserecords.import.yaml."
        assert only(lms.made("credits", credited(credit_type="ama pra")))["type"] == "AMA PRA"

    def test_a_date_of_completion_of_who_is_not_complete_is_refused(self) -> None:
        reason = Lms().why(row(date_completed="2026-01-02"))

        assert reason.sentence == "The row has a date of completion but is not complete."
        assert reason.remedy == "Set complete=1 if the person has completed the course, or clear date_completed."

    def test_a_good_credit_goes_as_it_is_written(self) -> None:
        made = Lms().made("credits", credited(credits="12.75", credit_expiration="2027-12-31"))

        assert made == {
            "ana-1/id:u1/cme": {
                "course": "ANA-1",
                "user": "7",
                "type": "CME",
                "credits": "12.75",
                "expiresAt": "2028-01-01T04:59:59+00:00",
            }
        }


class TestEnrollments:
    """CR6: what counts for PARS, and the participant category."""

    def test_a_row_of_a_file_for_a_course_counts_for_pars_with_a_start(self) -> None:
        made = Lms().made(
            "enrollments",
            course_row(enrollment_start="2026-03-01", enrollment_end="2026-03-31", participant_category="Physician"),
        )

        assert made == {
            "ana-1/id:u1": {
                "course": "ANA-1",
                "user": "7",
                "start": "2026-03-01T05:00:00+00:00",
                "end": "2026-04-01T03:59:59+00:00",
                "participantCategory": "physician",
                "pars": True,
            }
        }

    def test_a_global_row_does_not_count_for_pars(self) -> None:
        data = only(Lms().made("enrollments", row(enrollment_start="2026-03-01", participant_category="other")))

        assert (data["pars"], data["participantCategory"]) == (False, "other")
        assert Lms().made("enrollments", row(enrollment_start="2026-03-01")), "only what counts needs a category"

    def test_a_start_that_counts_needs_a_participant_category_in_one_row_of_the_person(self) -> None:
        start = {"enrollment_start": "2026-03-01", "complete": "1"}
        reason = Lms().why(course_row(**start))

        assert (
            reason.sentence
            == "With enrollment_start the person counts for PARS, and no row of the person has a participant category."
        )
        assert reason.remedy == "Fill in participant_category in one row of the person, or clear enrollment_start."
        credits_of = [{"credits": "1", "credit_type": name} for name in ("CME", "AMA")]
        rows = [
            course_row(2, **start, **credits_of[0]),
            course_row(3, **start, **credits_of[1], participant_category="physician"),
        ]
        first, second = Lms().said("enrollments", *rows)
        assert isinstance(first, Desired)
        assert first == second
        assert first.data["participantCategory"] == "physician"

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"enrollment_start": "2026-03-01", "enrollment_end": "2026-03-31", "participant_category": "other"}, {}),
            ({"enrollment_start": "2026-03-01", "enrollment_end": "2026-03-31"}, {"participant_category": "other"}),
        ],
    )
    def test_what_one_row_says_of_the_enrollment_holds_for_all_rows_of_the_person_in_the_course(
        self, one: dict[str, str], other: dict[str, str]
    ) -> None:
        rows = [credited(2, **one), credited(3, credit_type="AMA", **other)]

        for ordered in (rows, rows[::-1]):
            first, second = Lms().said("enrollments", *ordered)
            assert isinstance(first, Desired)
            assert first == second
            assert first.data == {
                "course": "ANA-1",
                "user": "7",
                "start": "2026-03-01T05:00:00+00:00",
                "end": "2026-04-01T03:59:59+00:00",
                "participantCategory": "other",
                "pars": False,
            }

    def test_what_a_row_that_is_refused_says_of_the_enrollment_holds_for_no_other(self) -> None:
        wrong = credited(3, credit_type="", enrollment_start="2026-03-01", participant_category="other")
        (item, refused) = Lms().said("enrollments", credited(), wrong)

        assert isinstance(refused, Refusal)
        assert isinstance(item, Desired)
        assert (item.data["start"], item.data["participantCategory"]) == (None, None)

    def test_without_a_start_nothing_counts_for_pars(self) -> None:
        assert only(Lms().made("enrollments", course_row()))["pars"] is False

    def test_a_category_that_is_not_listed_is_refused_and_names_those_that_are(self) -> None:
        reason = Lms().why(row(participant_category="nurse"))

        assert reason.sentence == "The participant_category is none of those that are accepted: physician, other."
        assert (
            reason.remedy
            == "Correct participant_category, or add the value to participant_categories in courserecords.import.yaml."
        )

    def test_an_enrollment_that_ends_before_it_starts_is_refused(self) -> None:
        reason = Lms().why(row(enrollment_start="2026-03-02", enrollment_end="2026-03-01"))

        assert reason.sentence == "The enrollment ends before it starts."
        assert reason.remedy == "Correct enrollment_start or enrollment_end."
        for same in ("2026-03-02", "2026-03-02T09:00:00"):
            assert Lms().made("enrollments", row(enrollment_start=same, enrollment_end=same))

    def test_attendance_of_who_is_not_complete_is_remarked_and_the_enrollment_goes(self) -> None:
        (item,) = Lms().said("enrollments", row(attended="1"))

        assert isinstance(item, Desired)
        assert item.notice is not None
        assert item.notice.sentence == (
            "Attendance goes with a completion only: the row has attended=1 but is not complete."
        )


class TestWhatIsThereAlready:
    """CR7: nothing that exists is changed; that the target refuses it is the connector's to say."""

    def test_a_later_row_about_the_completion_alone_says_nothing_of_the_enrollment_again(self) -> None:
        lms = Lms(known={"ana-1/id:u1"})

        assert lms.said("enrollments", completed(date_completed="2026-05-01")) == []
        assert list(lms.made("completions", completed(date_completed="2026-05-01"))) == ["ana-1/id:u1"]
        assert list(lms.made("enrollments", row())) == ["ana-1/id:u1"], "it is about nothing else"
        assert lms.made("enrollments", completed(enrollment_start="2026-05-01")), "and this one says something new"

    def test_a_later_row_about_another_credit_alone_says_nothing_of_the_completion_again(self) -> None:
        lms = Lms(known={"ana-1/id:u1"})

        assert lms.said("completions", credited()) == []
        assert list(lms.made("credits", credited())) == ["ana-1/id:u1/cme"]
        assert lms.made("completions", completed())
        assert lms.made("completions", credited(date_completed="2026-05-01"))

    def test_a_completion_leaves_to_the_lms_what_the_row_does_not_say(self) -> None:
        assert only(Lms().made("completions", completed())) == {
            "course": "ANA-1",
            "user": "7",
            "completedAt": None,
            "attended": None,
        }
        told = completed(date_completed="2026-01-02T09:30:00-05:00", attended="0")
        assert only(Lms().made("completions", told)) == {
            "course": "ANA-1",
            "user": "7",
            "completedAt": "2026-01-02T14:30:00+00:00",
            "attended": False,
        }
