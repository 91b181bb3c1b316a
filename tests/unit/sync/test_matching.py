"""Every verdict on what a record of the source points at."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.descriptors import Criterion
from rollbook.model.ports import Match
from rollbook.sync.matching import Candidate, Verdict, folded, judge

UID, USERNAME, EMAIL, NAME = range(4)
CRITERIA = (Criterion("uid"), Criterion("user name"), Criterion("e-mail"), Criterion("name", enough=False))


def candidate(*by: int, number: str = "1", keyed: bool | None = None, rivals: int = 0, owners: int = 0) -> Candidate:
    return Candidate(number, by, keyed=UID in by if keyed is None else keyed, rivals=rivals, owners=owners)


def verdict(*candidates: Candidate) -> Verdict:
    return judge(candidates, CRITERIA, "lms")


def doubt(*candidates: Candidate) -> str:
    """Return why a person must decide."""
    found = verdict(*candidates)
    assert (found.match, found.target, found.matched_by) == (Match.CONFLICT, "", "")
    assert found.reason
    assert "report" in found.reason.remedy
    return found.reason.sentence


def test_what_points_at_nothing_is_new() -> None:
    assert verdict() == Verdict(Match.NEW)


@pytest.mark.parametrize("by", [(UID,), (UID, USERNAME), (UID, EMAIL), (UID, USERNAME, EMAIL, NAME)])
def test_the_same_natural_key_is_certain_whatever_else_agrees_or_differs(by: tuple[int, ...]) -> None:
    assert verdict(candidate(*by)) == Verdict(Match.CERTAIN, "1", "uid")


@pytest.mark.parametrize(
    ("by", "name"),
    [((USERNAME,), "user name"), ((EMAIL,), "e-mail"), ((USERNAME, EMAIL), "user name"), ((EMAIL, NAME), "e-mail")],
)
def test_less_than_the_natural_key_is_likely_by_the_best_that_agrees(by: tuple[int, ...], name: str) -> None:
    assert verdict(candidate(*by)) == Verdict(Match.LIKELY, "1", name)


def test_a_criterion_that_is_not_enough_leaves_it_to_a_person() -> None:
    assert doubt(candidate(NAME)) == "lms has a record with its name, which is not enough to tell that by."


@pytest.mark.parametrize(("first", "other"), [(UID, USERNAME), (UID, EMAIL), (USERNAME, EMAIL), (EMAIL, NAME)])
def test_two_criteria_that_point_at_two_records_are_a_conflict(first: int, other: int) -> None:
    sentence = doubt(candidate(other, number="2", keyed=False), candidate(first))
    named = CRITERIA[first].name, CRITERIA[other].name
    assert sentence == f"Its {named[0]} points at one record of lms, its {named[1]} at another."


def test_several_records_by_one_criterion_are_a_conflict() -> None:
    assert doubt(candidate(EMAIL), candidate(EMAIL, number="2")) == "lms has several records with its e-mail."


def test_a_record_that_has_another_natural_key_is_not_taken_on_the_word_of_less() -> None:
    assert doubt(candidate(USERNAME, EMAIL, keyed=True)) == "The record of lms with its user name has another uid."


def test_a_record_that_others_point_at_too_is_a_conflict_for_each() -> None:
    sentence = doubt(candidate(EMAIL, rivals=1))
    assert sentence == "Other records point at the same record of lms as its e-mail does."


def test_the_owner_of_the_natural_key_keeps_it_whoever_else_points_there() -> None:
    assert verdict(candidate(UID, rivals=3)).match is Match.CERTAIN


def test_two_owners_of_one_natural_key_are_a_conflict_for_both() -> None:
    assert doubt(candidate(UID, rivals=1, owners=1)) == "Several records have the same uid, and lms has it once."


def test_upper_case_and_spaces_around_a_value_say_nothing() -> None:
    assert folded(" Zoe.ONEILL@School.Example ") == folded("zoe.oneill@school.example")


@given(
    st.lists(
        st.builds(
            candidate,
            st.sampled_from([UID, USERNAME, EMAIL, NAME]),
            number=st.sampled_from("123"),
            keyed=st.booleans(),
            rivals=st.integers(0, 2),
        ),
        max_size=3,
        unique_by=lambda one: one.id,
    )
)
def test_the_order_of_candidates_says_nothing(candidates: list[Candidate]) -> None:
    assert len({repr(verdict(*ordered)) for ordered in permutations(candidates)}) == 1
