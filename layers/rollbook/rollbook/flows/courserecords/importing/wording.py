"""The sentences that an administrator reads of rows that do not go, as far as they depend on the LMS or on settings."""

from collections.abc import Sequence

from rollbook.model.records import Reason


def waits(days: int) -> Reason:
    """Say that a row waits for its person (CR2)."""
    return Reason(
        sentence="The person is not in the LMS yet. The row waits until somebody with this user id or e-mail is there.",
        remedy=f"Nothing has to be done: every run looks again, for {days} days after the upload.",
    )


def not_accepted(column: str, setting: str, accepted: Sequence[str]) -> Reason:
    """Say that a value is none of those that the settings list."""
    return Reason(
        sentence=f"The {column} is none of those that are accepted: {', '.join(accepted)}.",
        remedy=f"Correct {column}, or add the value to {setting} in courserecords.import.yaml.",
    )


UNKNOWN_COURSE = Reason(
    sentence="The LMS has no course with the external id of the folder that the file was uploaded to.",
    remedy="Create the course in the LMS, or correct the folder's name, and upload the file again.",
)
SEVERAL_COURSES = Reason(
    sentence="Several courses of the LMS have this external id, so nobody can tell which one is meant.",
    remedy="Give each course of the LMS an external id of its own, and upload the file again.",
)
SEVERAL_PEOPLE = Reason(
    sentence="Several people of the LMS have this user id or e-mail, so nobody can tell who is meant.",
    remedy="Correct the profiles in the LMS, and upload the file again.",
)
TWO_PEOPLE = Reason(
    sentence="In the LMS the user id and the e-mail of the row belong to two different people.",
    remedy="Correct external_user_id or external_email, or clear the one that is wrong.",
)
NAMED_TWICE = Reason(
    sentence="Another row names the same person of this course by user id, this one only by e-mail.",
    remedy="Fill in external_user_id in this row, too.",
)
COMPLETES_ON_ENROLLMENT = Reason(
    sentence=(
        "The course has no required object, so the LMS would complete the person on enrollment, "
        "with whatever credit the course has."
    ),
    remedy=(
        "Give the course a required object in the LMS (create the course first if it is new), or set "
        "allow_completion_on_enrollment in courserecords.import.yaml. The row goes with the next run then."
    ),
)
NO_CATEGORY = Reason(
    sentence="With enrollment_start the person counts for PARS, and no row of the person has a participant category.",
    remedy="Fill in participant_category in one row of the person, or clear enrollment_start.",
)
ENDS_BEFORE_START = Reason(
    sentence="The enrollment ends before it starts.",
    remedy="Correct enrollment_start or enrollment_end.",
)
COURSE_DIFFERS = Reason(
    sentence="The LMS does not have this course yet, and its rows differ in title, or in capitals of the external id.",
    remedy="Write the course in the same way in all rows, and upload the file again.",
)
SHELL = Reason(
    sentence="The LMS did not have this course: it is created as an imported shell, without a certificate.",
    remedy=(
        "If it is to have a certificate, create the course in the LMS first, and upload its rows to the folder "
        "of that course."
    ),
)
ATTENDED = Reason(
    sentence="Attendance goes with a completion only: the row has attended=1 but is not complete.",
    remedy="If the person has completed the course, set complete=1; otherwise nothing has to be done.",
)
