import csv
import io

import pytest

from rollbook import tables
from rollbook.model.records import Reason
from rollbook.model.tables import Settled
from tests.unit.tables.files import COLUMNS, KEY, TABLE, line, lines, read, result

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''@x", " '=1".strip(), "\uff1d1", "=cmd|' /C calc'!A0"]


def cells(content: bytes) -> list[dict[str, str]]:
    """Return a result as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_result_has_every_row_with_its_outcome_and_why() -> None:
    reason = Reason(sentence="This person is not in the LMS yet.", remedy="Nothing has to be done.")
    (row,) = cells(result(read(lines(line(7))), "waiting", reason))

    assert tuple(row)[: len(COLUMNS)] == COLUMNS
    assert row["external_user_id"] == "0007"
    assert {name: cell for name, cell in row.items() if name.startswith("rollbook_")} == {
        "rollbook_file": KEY,
        "rollbook_line": "2",
        "rollbook_outcome": "waiting",
        "rollbook_reason": "This person is not in the LMS yet.",
        "rollbook_what_to_do": "Nothing has to be done.",
        "rollbook_read_as": "UTF-8",
        "rollbook_pars": "no",
    }


def test_a_result_is_marked_as_utf_8_and_has_the_line_ends_of_spreadsheets() -> None:
    content = result(read(lines(line(first_name="Jos\u00e9"))))

    assert content.startswith(b"\xef\xbb\xbfexternal_course_id,")
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_a_result_without_rows_has_its_header() -> None:
    assert b"".join(tables.write(TABLE, ())).startswith(b"\xef\xbb\xbfexternal_course_id,")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_result_is_a_formula_and_importing_it_gives_the_cell_back(formula: str) -> None:
    rows = read(lines(line(title=formula)))
    content = result(rows)

    assert cells(content)[0]["title"] == f"'{formula}"
    assert [row["values"] for row in read(content)] == [row["values"] for row in rows]


def test_an_apostrophe_in_front_of_no_formula_stays_where_it_is() -> None:
    content = result(read(lines(line(title="'s-Hertogenbosch"))))

    assert cells(content)[0]["title"] == "'s-Hertogenbosch"
    assert read(content)[0]["values"]["title"] == "'s-Hertogenbosch"


def test_an_apostrophe_is_kept_in_a_file_that_is_no_result() -> None:
    assert read(lines(line(title="'=1")))[0]["values"]["title"] == "'=1"


def test_a_reason_cannot_be_a_formula_either() -> None:
    (row,) = cells(result(read(lines(line())), "refused", Reason(sentence="=1", remedy="-1")))

    assert (row["rollbook_reason"], row["rollbook_what_to_do"]) == ("'=1", "'-1")


def test_a_result_of_a_result_is_the_same_rows_again() -> None:
    rows = read(lines(line(1, title="=1", credits="x"), line(1, title='"a\nb"'), line(2, title='"Lung, ""left"""')))
    again = read(result(read(result(rows))))

    assert [(row["values"], len(row["defects"])) for row in again] == [
        (row["values"], len(row["defects"])) for row in rows
    ]


def test_a_long_result_comes_in_parts() -> None:
    rows = read(lines(*(line(number) for number in range(5_000))))
    parts = list(tables.write(TABLE, (Settled(row, "imported") for row in rows)))

    assert len(parts) > 2
    assert max(map(len, parts)) < 300_000
    assert len(cells(b"".join(parts))) == 5_000
