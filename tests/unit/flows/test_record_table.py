"""The file of course records: its columns, what an importer needs of them, where rows must agree, and what they are."""

from typing import Any

import pytest

from rollbook.model.records import Json
from rollbook.model.tables import Kind, Place
from tests.unit.flows.courserecords import (
    GLOBAL_FILE,
    TABLE,
    completed,
    course_row,
    credited,
    disagreeing,
    row,
)

COLUMNS = {column.name: column for column in TABLE.columns}
NAMED_BY = ("external_user_id", "external_email")


def test_the_columns_are_those_of_the_data_dictionary() -> None:
    assert list(COLUMNS) == [
        "external_course_id", "title", "external_user_id", "external_email", "first_name", "last_name",
        "enrollment_start", "enrollment_end", "credits", "credit_type", "credit_expiration", "complete",
        "date_completed", "attended", "participant_category", "member_id",
    ]  # fmt: skip


def test_older_headers_are_known() -> None:
    assert {name: column.aliases for name, column in COLUMNS.items() if column.aliases} == {
        "external_user_id": ("external_uid",),
        "external_email": ("external_mail",),
    }


def test_columns_hold_what_the_dictionary_says() -> None:
    kinds: dict[Kind, set[str]] = {}
    for name, column in COLUMNS.items():
        kinds.setdefault(column.kind, set()).add(name)

    assert kinds[Kind.MOMENT] == {"enrollment_start", "enrollment_end", "credit_expiration", "date_completed"}
    assert kinds[Kind.BOOLEAN] == {"complete", "attended"}
    assert kinds[Kind.IDENTIFIER] == {"external_course_id", "external_user_id"}
    assert kinds[Kind.EMAIL] == {"external_email"}
    assert kinds[Kind.DECIMAL] == {"credits"}
    assert COLUMNS["credits"].digits == (4, 2)
    assert COLUMNS["external_course_id"].longest == 128


def test_the_global_importer_needs_course_title_and_person() -> None:
    assert TABLE.headers(Place("global", None, "a.csv")) == (("external_course_id",), ("title",), NAMED_BY)


def test_the_importer_of_one_course_needs_the_person_alone() -> None:
    assert TABLE.headers(Place("course", "ANA-1", "a.csv")) == (NAMED_BY,)


class TestAgreement:
    """CR5 and CR6: what no two rows may have, and what they must have in common."""

    def said(self, *rows: Json) -> set[str]:
        """Return what is said of rows, which is the same of all of them."""
        found = disagreeing(*rows)
        assert set(found) == {one["line"] for one in rows}
        (sentences,) = {frozenset(sentences) for sentences in found.values()}
        return set(sentences)

    def test_the_same_person_course_and_credit_type_twice_is_refused(self) -> None:
        sentence = "The same person, course and credit type stand in more than one row."

        assert self.said(credited(2), credited(3)) == {sentence}
        assert self.said(credited(2), credited(3, credit_type="cme", credits="2")) == {sentence}
        assert self.said(
            course_row(2, credits="1", credit_type="CME"), course_row(3, credits="1", credit_type="CME")
        ) == {sentence}

    def test_several_credit_types_courses_or_people_are_no_contradiction(self) -> None:
        others: list[dict[str, str]] = [
            {"credit_type": "AMA"},
            {"external_course_id": "OPEN"},
            {"external_user_id": "u2"},
            {"external_user_id": "", "external_email": "u1"},
        ]
        rows = [credited(line, **values) for line, values in enumerate(others, start=3)]

        assert disagreeing(credited(2), *rows) == {}

    def test_a_participant_category_in_two_rows_of_a_person_is_refused(self) -> None:
        rows = [row(2, participant_category="other"), row(3, external_course_id="OPEN", participant_category="other")]

        assert self.said(*rows) == {
            "The participant category of the same person stands in more than one row; each would be counted for PARS."
        }
        assert disagreeing(rows[0], row(3, external_course_id="OPEN")) == {}

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"complete": "1"}, {"complete": "0"}),
            ({"complete": "1"}, {}),
            ({"date_completed": "2026-01-01"}, {"date_completed": "2026-01-02"}),
            ({"attended": "1"}, {"attended": "0"}),
        ],
    )
    def test_rows_of_one_completion_must_be_alike(self, one: dict[str, str], other: dict[str, str]) -> None:
        assert self.said(row(2, **one), row(3, **other)) == {
            "Rows of the same person in the same course differ in complete, date_completed or attended."
        }
        assert disagreeing(row(2, **one), row(3, external_course_id="OPEN", **other)) == {}

    def test_a_row_that_is_not_complete_need_not_say_so(self) -> None:
        assert disagreeing(row(2, complete="0"), row(3)) == {}

    def test_rows_of_one_enrollment_must_be_alike_where_they_say_something_of_it(self) -> None:
        rows = [row(line, enrollment_start=f"2026-01-0{line}") for line in (2, 3)]

        assert self.said(*rows) == {
            "Rows of the same person in the same course differ in enrollment_start or enrollment_end."
        }
        assert disagreeing(rows[0], row(3)) == {}

    def test_a_user_id_has_one_e_mail_and_an_e_mail_one_user_id(self) -> None:
        sentence = (
            "Rows give the same user id different e-mail addresses, or the same e-mail address different user ids."
        )

        def person(line: int, name: str, mail: str) -> Json:
            return row(line, external_course_id=f"C{line}", external_user_id=name, external_email=mail)

        assert self.said(person(2, "u1", "a@x.example"), person(3, "u1", "b@x.example")) == {sentence}
        assert self.said(person(2, "u1", "a@x.example"), person(3, "u2", "A@x.example")) == {sentence}
        assert disagreeing(person(2, "u1", ""), person(3, "u1", "a@x.example"), person(4, "", "a@x.example")) == {}

    @pytest.mark.parametrize("column", ["date_completed", "enrollment_start"])
    def test_a_row_that_could_not_be_read_contradicts_no_other(self, column: str) -> None:
        defect = {"column": column, "sentence": "No.", "remedy": "Yes."}
        unread: Json = {**completed(3, **{column: "soon"}), "defects": [defect]}

        assert disagreeing(completed(2, **{column: "2026-01-01"}), unread) == {}


@pytest.mark.parametrize(
    ("given", "records"),
    [
        (row(), [("courses", "ana-1"), ("enrollments", "ana-1/id:u1")]),
        (
            credited(),
            [
                ("courses", "ana-1"),
                ("enrollments", "ana-1/id:u1"),
                ("completions", "ana-1/id:u1"),
                ("credits", "ana-1/id:u1/cme"),
            ],
        ),
        (course_row(complete="1"), [("enrollments", "ana-1/id:u1"), ("completions", "ana-1/id:u1")]),
        (
            row(external_user_id="", external_email="Ada@College.example"),
            [("courses", "ana-1"), ("enrollments", "ana-1/mail:ada@college.example")],
        ),
        (row(5, external_user_id=""), [("courses", "ana-1"), ("enrollments", f"{GLOBAL_FILE}:5")]),
        (
            row(6, credits="1", credit_type="CME"),
            [("courses", "ana-1"), ("enrollments", "ana-1/id:u1"), ("enrollments", f"{GLOBAL_FILE}:6")],
        ),
    ],
)
def test_a_row_stands_for_these_records(given: Json, records: Any) -> None:
    assert TABLE.records(given) == tuple(records)


@pytest.mark.parametrize(
    ("one", "other"), [(("A/id:b", "c"), ("A", "b/id:c")), (("A/b", "c"), ("A%2Fb", "c")), (("A%", "c"), ("A", "%c"))]
)
def test_a_slash_in_an_id_makes_no_other_record_of_it(one: tuple[str, str], other: tuple[str, str]) -> None:
    found = [TABLE.records(row(external_course_id=name, external_user_id=person)) for name, person in (one, other)]

    assert not set(found[0]) & set(found[1])


def test_other_capitals_make_no_other_record() -> None:
    for column, other in (("external_course_id", "ana-1"), ("external_user_id", "U1"), ("credit_type", "cme")):
        assert TABLE.records(credited(**{column: other})) == TABLE.records(credited())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (row(enrollment_start="2026-01-01"), "does not count: global import"),
        (course_row(enrollment_start="2026-01-01"), "counts"),
        (course_row(), "does not count: no enrollment_start"),
    ],
)
def test_the_result_says_of_each_row_whether_it_counts_for_pars(given: Json, words: str) -> None:
    assert TABLE.remarks(given) == {"pars": words}
