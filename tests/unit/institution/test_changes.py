import pytest

from sandbox.institution import Institution, Record, day_of_changes, lose_enrollments
from sandbox.institution.calendar import CURRENT_TERM
from sandbox.institution.changes import MALFORMED_EMAIL


def test_a_day_changes_exactly_what_it_says(pristine: Institution, institution: Institution) -> None:
    changes = day_of_changes(institution)

    gone = set(pristine.enrollments) - set(institution.enrollments)
    come = set(institution.enrollments) - set(pristine.enrollments)
    touched = {key for key in pristine.users if pristine.users[key] != institution.users[key]}
    assert gone == {move.old_enrollment_id for move in changes.moves} | set(changes.dropped_enrollment_ids)
    assert come == {move.new_enrollment_id for move in changes.moves} | set(changes.joined_enrollment_ids)
    assert touched == {*changes.renamed_user_ids, changes.nameless_user_id}
    assert set(institution.users) - set(pristine.users) == {*changes.joined_user_ids, changes.malformed_email_user_id}
    assert (institution.classes, institution.courses) == (pristine.classes, pristine.courses)


def test_a_day_has_40_moves_12_renames_9_drops_5_joins_and_2_bad_records(institution: Institution) -> None:
    changes = day_of_changes(institution)

    assert len(changes.moves) == 40
    assert len(changes.renamed_user_ids) == 12
    assert len(changes.dropped_enrollment_ids) == 9
    assert len(changes.joined_user_ids) == 5
    assert len(changes.joined_enrollment_ids) == 25
    assert institution.users[changes.nameless_user_id]["familyName"] == ""
    assert institution.users[changes.malformed_email_user_id]["email"].endswith(MALFORMED_EMAIL)
    assert not list(institution.enrollments_of(changes.malformed_email_user_id))


def test_nobody_is_touched_twice_in_a_day(pristine: Institution, institution: Institution) -> None:
    changes = day_of_changes(institution)

    dropped = [pristine.enrollments[key]["user"]["sourcedId"] for key in changes.dropped_enrollment_ids]
    moved = [move.user_id for move in changes.moves]
    people = [*moved, *changes.renamed_user_ids, *dropped, *changes.joined_user_ids]
    people += [changes.nameless_user_id, changes.malformed_email_user_id]
    assert len(people) == len(set(people)) == 40 + 12 + 9 + 5 + 2


def test_a_move_stays_with_its_student_and_in_its_school_and_running_term(
    pristine: Institution, institution: Institution
) -> None:
    for move in day_of_changes(institution).moves:
        old = pristine.enrollments[move.old_enrollment_id]
        new = institution.enrollments[move.new_enrollment_id]

        assert old["user"] == new["user"]
        assert old["school"] == new["school"]
        assert old["class"] != new["class"]
        assert _term_titles(pristine, old) == _term_titles(institution, new) == [CURRENT_TERM]


def test_drops_and_joins_are_in_the_running_term(pristine: Institution, institution: Institution) -> None:
    changes = day_of_changes(institution)

    dropped = [pristine.enrollments[key] for key in changes.dropped_enrollment_ids]
    joined = [institution.enrollments[key] for key in changes.joined_enrollment_ids]
    assert all(_term_titles(institution, enrollment) == [CURRENT_TERM] for enrollment in dropped + joined)


def test_a_day_leaves_people_alone_who_share_an_email_or_attend_two_schools(institution: Institution) -> None:
    students = [user for user in institution.users.values() if user["roles"][0]["role"] == "student"]
    for student in students[::3]:
        student["email"] = "everybody@mail.example"
    for student in students[1::3]:
        student["roles"] *= 2

    changes = day_of_changes(institution)

    touched = [*changes.renamed_user_ids, changes.nameless_user_id, *(move.user_id for move in changes.moves)]
    assert set(touched) <= {student["sourcedId"] for student in students[2::3]}


def test_a_day_is_the_same_for_the_same_institution_and_seed(pristine: Institution) -> None:
    assert day_of_changes(pristine.copy(), seed=7) == day_of_changes(pristine.copy(), seed=7)
    assert day_of_changes(pristine.copy(), seed=7) != day_of_changes(pristine.copy(), seed=8)


def test_a_second_day_is_not_the_first_one_again(institution: Institution) -> None:
    first = day_of_changes(institution)
    second = day_of_changes(institution)

    assert not {move.new_enrollment_id for move in first.moves} & {move.new_enrollment_id for move in second.moves}
    assert not set(first.joined_user_ids) & set(second.joined_user_ids)


@pytest.mark.parametrize("percent", [0, 60, 100])
def test_every_school_loses_the_same_share_of_its_running_enrollments(
    pristine: Institution, institution: Institution, percent: int
) -> None:
    loss = lose_enrollments(institution, percent=percent)

    assert set(pristine.enrollments) - set(institution.enrollments) == set(loss.enrollment_ids)
    for school in pristine.schools():
        before, after = (_running(one, school) for one in (pristine, institution))
        assert before - after == round(before * percent / 100)


def test_a_loss_leaves_terms_alone_that_do_not_run(pristine: Institution, institution: Institution) -> None:
    lost = lose_enrollments(institution, percent=100).enrollment_ids

    assert all(CURRENT_TERM in _term_titles(pristine, pristine.enrollments[key]) for key in lost)


def _running(institution: Institution, school: Record) -> int:
    return sum(
        enrollment["school"]["sourcedId"] == school["sourcedId"]
        and CURRENT_TERM in _term_titles(institution, enrollment)
        for enrollment in institution.enrollments.values()
    )


def _term_titles(institution: Institution, enrollment: Record) -> list[str]:
    terms = institution.classes[enrollment["class"]["sourcedId"]]["terms"]
    return [institution.academicSessions[term["sourcedId"]]["title"] for term in terms]
