import csv

import pytest

from tests.unit.tables.files import line, line_with, lines, read

ZERO_WIDTH = "\u200b"


def spelled(column: str, cell: str) -> str:
    """Return what a cell is read as; it must be accepted."""
    (row,) = read(lines(line_with(column, cell)))
    assert row["defects"] == []
    value: str = row["values"][column]
    return value


def minded(column: str, cell: str) -> tuple[str, str]:
    """Return sentence and remedy of the only defect, with the cell kept as it is for the result."""
    (row,) = read(lines(line_with(column, cell)))
    (defect,) = row["defects"]
    assert defect["column"] == column
    assert row["values"][column] == next(csv.reader([cell]))[0]
    assert cell.strip() not in defect["sentence"] + defect["remedy"]
    return defect["sentence"], defect["remedy"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.5", "1.5"),
        ("01.50", "1.5"),
        ("2.00", "2"),
        ("2.", "2"),
        (".5", "0.5"),
        ("0", "0"),
        ("0.00", "0"),
        ("9999.99", "9999.99"),
    ],
)
def test_a_number_has_one_spelling(cell: str, value: str) -> None:
    assert spelled("credits", cell) == value


@pytest.mark.parametrize(
    "cell",
    ['"1,5"', "1e3", "-1", "+1", "12345", "1.505", "..", "1 5", "one", "1.5.", "\u0661", "1" * 40, "1." + "0" * 90],
)
def test_another_number_is_refused_with_what_is_accepted(cell: str) -> None:
    assert minded("credits", cell) == (
        "credits is no number as it is accepted.",
        "Write it with a point, such as 1.5: at most 4 digits before it and 2 after.",
    )


@pytest.mark.parametrize(
    ("cell", "value"), [("1", "1"), ("TRUE", "1"), ("yes", "1"), ("0", "0"), ("False", "0"), ("No", "0")]
)
def test_yes_and_no_have_one_spelling(cell: str, value: str) -> None:
    assert spelled("complete", cell) == value


@pytest.mark.parametrize("cell", ["2", "-1", "x", "1.0", "maybe", "ja"])
def test_what_is_neither_yes_nor_no_is_refused(cell: str) -> None:
    assert minded("complete", cell) == ("complete is neither yes nor no.", "Write 1 for yes or 0 for no.")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2026-05-04", "2026-05-04"),
        ("2026-05-04T10:00", "2026-05-04T10:00"),
        ("2026-05-04 10:00:59", "2026-05-04T10:00:59"),
        ("2026-05-04t10:00:59.25z", "2026-05-04T10:00:59.25Z"),
        ("2026-05-04T10:00:00+02:00", "2026-05-04T10:00:00+02:00"),
        ("2026-05-04T10:00:00-0500", "2026-05-04T10:00:00-0500"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_is_kept_as_it_is_given(cell: str, value: str) -> None:
    assert spelled("date_completed", cell) == value


@pytest.mark.parametrize(
    "cell",
    [
        "5/4/2026",
        "04.05.2026",
        "2026-5-4",
        "2026-02-29",
        "2026-13-01",
        "0000-01-01",
        "2026-05-04T24:01",
        "46146",
        "20260504",
        "2026-05-04T10",
        "2026-05-04Z",
        "2026-W19-1",
        "May 4",
        "2026-05-04T10:00:60",
        "2026-05-04T10:00+99:00",
    ],
)
def test_another_date_is_refused_because_nobody_guesses(cell: str) -> None:
    sentence, remedy = minded("date_completed", cell)

    assert sentence == "date_completed is no date as it is accepted."
    assert "such as 2026-09-14" in remedy


@pytest.mark.parametrize("cell", ["a@b.example", "Ada.L'Ovelace+cme@sub.maple-ridge.example", "a_b@x-y.co"])
def test_an_address_is_kept_as_it_is(cell: str) -> None:
    assert spelled("external_email", cell) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "ada",
        "ada@",
        "@b.example",
        "a b@c.example",
        "a@b",
        "Ada <a@b.example>",
        "mailto:a@b.example",
        "a@b.example;c@d.example",
        "a@@b.example",
        "a..b@c.example",
        "a@b..example",
        "a@-b.example",
        "áda@b.example",
        f"{'a' * 250}@b.example",
    ],
)
def test_what_is_no_address_is_refused(cell: str) -> None:
    sentence, _ = minded("external_email", cell)

    assert sentence in (
        "external_email is no e-mail address.",
        "external_email begins like a formula of a spreadsheet.",
    )


@pytest.mark.parametrize("cell", ["000123", "A-1", "12E4", "1E5", "BIO 101", "a=b", "\u00c5SA-1", "(7)", "3.1"])
def test_an_identifier_is_kept_as_it_is(cell: str) -> None:
    assert spelled("external_user_id", cell) == cell


@pytest.mark.parametrize("cell", ["1.23E+05", "1,23E+11".replace(",", "."), "9e+15", "1E-05"])
def test_an_identifier_that_a_spreadsheet_took_for_a_number_is_refused(cell: str) -> None:
    sentence, remedy = minded("external_user_id", cell)

    assert sentence.startswith("external_user_id is in scientific notation")
    assert "formatted as text" in remedy


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", '="00123"', "\uff1d1"])
def test_an_identifier_that_is_a_formula_is_refused(cell: str) -> None:
    assert minded("external_user_id", cell)[0] == "external_user_id begins like a formula of a spreadsheet."


@pytest.mark.parametrize("column", ["external_user_id", "external_email"])
@pytest.mark.parametrize(
    ("mark", "what"),
    [
        (ZERO_WIDTH, "cannot be seen"),
        ("\ufeff", "cannot be seen"),
        ("\u202e", "cannot be seen"),
        ("\u00ad", "cannot be seen"),
        ("\u00a0", "special space"),
        ("\u2019", "curly"),
        ("\u201c", "curly"),
    ],
)
def test_marks_that_programs_put_into_identifiers_and_addresses_are_found(column: str, mark: str, what: str) -> None:
    assert what in minded(column, f"ada{mark}@b.example")[0]


def test_a_mark_at_the_end_of_an_identifier_is_found_where_a_text_loses_it_silently() -> None:
    assert minded("external_user_id", f"A1{ZERO_WIDTH}")[1] == "Type it again."
    assert spelled("title", f"A1{ZERO_WIDTH}") == "A1"


def test_an_identifier_of_two_lines_is_refused() -> None:
    assert "line break" in minded("external_user_id", '"A1\nA2"')[0]


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "########"])
@pytest.mark.parametrize("column", ["title", "external_user_id", "credits", "date_completed"])
def test_an_error_of_a_spreadsheet_is_no_value(column: str, cell: str) -> None:
    assert minded(column, cell)[0] == f"{column} has an error of a spreadsheet instead of a value."


def test_a_value_that_is_too_long_is_refused_with_the_most_that_is_accepted() -> None:
    assert minded("credit_type", "x" * 41) == ("credit_type has 41 characters.", "Shorten it to at most 40 characters.")


def test_all_defects_of_a_row_are_told_at_once_and_the_next_row_goes_on() -> None:
    bad, good = read(lines(line(1, credits="x", complete="x", date_completed="x"), line(2)))

    assert [defect["column"] for defect in bad["defects"]] == ["credits", "complete", "date_completed"]
    assert good["defects"] == []
