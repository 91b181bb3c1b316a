"""The sample LMS, and the files that are good for it."""

import csv
import io
from collections import Counter, defaultdict
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.institution.lms import COLUMNS, Lms, Person, course_records, sample_lms

Row = dict[str, str]


@pytest.fixture(scope="module")
def lms() -> Lms:
    return sample_lms()


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read(course_records())


def read(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def who(row: Row) -> str:
    return row["external_user_id"] or row["external_email"]


def test_it_has_the_size_that_it_promises(lms: Lms) -> None:
    assert (len(lms.people), len(lms.strangers), len(lms.courses)) == (400, 30, 40)
    assert sum(not course.required_objects for course in lms.courses) == 8
    assert {course.credit_type for course in lms.courses} == set(lms.credit_types)
    assert 20 < len(lms.demanding) < 40


def test_everybody_can_be_told_from_everybody(lms: Lms) -> None:
    people = [*lms.people, *lms.strangers]
    ids = [person.external_id for person in people if person.external_id]

    assert len({person.email.casefold() for person in people}) == len(people)
    assert len(set(ids)) == len(ids)
    assert 0 < len(people) - len(ids) < len(people) / 4, "some are known by their address alone"
    assert any(one.startswith("0") for one in ids), "leading zeros belong to an id"


def test_the_same_seed_gives_the_same_to_the_letter(lms: Lms) -> None:
    assert sample_lms() == lms
    assert sample_lms(seed=1) != lms
    assert course_records(50) == course_records(50)
    assert course_records(50) != course_records(50, seed=1)


def test_a_file_has_its_columns_and_as_many_rows_as_were_asked_for(rows: list[Row]) -> None:
    assert course_records(1).splitlines()[0] == ",".join(COLUMNS)
    assert len(rows) == 5_000
    assert [len(read(course_records(count))) for count in (0, 1, 17)] == [0, 1, 17]


def test_more_rows_than_there_can_be_are_told() -> None:
    with pytest.raises(ValueError, match="There can be"):
        course_records(100_000)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 600))
def test_every_row_of_any_file_is_good(seed: int, count: int) -> None:
    lms = sample_lms()
    demanding = {course.external_id for course in lms.demanding}
    made = read(course_records(count, seed=seed))

    for row in made:
        assert who(row)
        assert row["external_course_id"]
        assert row["title"]
        assert row["complete"] == "1" or row["external_course_id"] in demanding, "nobody is completed by enrollment"
        assert row["complete"] == "1" or not row["credits"], "credits are of those who are complete"
        assert bool(row["credits"]) == bool(row["credit_type"])
        assert bool(row["enrollment_start"]) == bool(row["participant_category"])
        for name in ("enrollment_start", "enrollment_end", "date_completed", "credit_expiration"):
            assert not row[name] or datetime.fromisoformat(row[name])
    awards = Counter((who(row), row["external_course_id"], row["credit_type"]) for row in made)
    assert max(awards.values()) == 1
    assert max(Counter(who(row) for row in made if row["participant_category"]).values(), default=0) <= 1


def test_rows_of_one_person_in_one_course_agree(rows: list[Row]) -> None:
    told = defaultdict(set)
    for row in rows:
        told[who(row), row["external_course_id"]].add((row["complete"], row["date_completed"], row["attended"]))

    assert all(len(one) == 1 for one in told.values())
    assert len(told) < len(rows), "some have credits of two types"


def test_a_file_has_courses_and_people_that_the_lms_does_not_know_yet(lms: Lms, rows: list[Row]) -> None:
    known = {course.external_id for course in lms.courses}
    strangers = {name for person in lms.strangers for name in names(person)}

    assert len({row["external_course_id"] for row in rows} - known) == 12
    assert 100 < sum(who(row) in strangers for row in rows) < 1_000


def names(person: Person) -> set[str]:
    return {person.external_id, person.email} - {""}


def test_rows_that_were_skipped_have_nothing_in_common_with_those_that_follow() -> None:
    first, second = read(course_records(300)), read(course_records(300, skip=300))
    awards = [{(who(row), row["external_course_id"], row["credit_type"]) for row in part} for part in (first, second)]

    assert read(course_records(600)) == [*first, *second]
    assert not awards[0] & awards[1]


def test_a_file_for_one_course_names_no_course() -> None:
    made = read(course_records(200, course="CE-001"))

    assert len(made) == 200
    assert not {"external_course_id", "title"} & set(made[0])
    assert len({who(row) for row in made}) > 150
