import pytest

from rollbook import tables
from rollbook.tables import splitting
from rollbook.tables.faults import Fault
from tests.unit.tables.files import HEADER, defect, line, lines, read, refused


def explained(content: str) -> list[str]:
    """Return the lines of the table of a file's defects."""
    return b"".join(tables.explained(refused(content))).decode("utf-8-sig").splitlines()


def test_one_defect_is_named_by_its_place_and_kind() -> None:
    assert str(refused(lines(line(), "HEART-1"))) == (
        "Nothing of the file was imported, because it has 1 defect: line 3: too few cells. "
        "The result of this import says what was found and how to correct it; then upload it again."
    )


def test_a_defect_of_the_whole_file_has_no_place() -> None:
    assert "because it has 1 defect: the file is empty. " in str(refused(""))


def test_of_many_defects_three_are_named_and_the_others_counted() -> None:
    error = refused(lines("a", "b", line(first_name="A\x01da"), line(), "c", "d"))

    assert (
        "because it has 5 defects: line 2: too few cells; line 3: too few cells; "
        "line 4, first_name: a control character; and 2 more. " in str(error)
    )


def test_nothing_that_stands_in_the_file_stands_in_the_sentence() -> None:
    content = lines(line(1, first_name="Grace\x01"), "Hopper", header=HEADER.replace("title", "Murray"))

    assert not any(name in str(refused(content)) for name in ("Grace", "Hopper", "Murray"))
    assert any("Murray" in told for told in explained(content))


def test_a_thousand_defects_are_kept_and_all_are_counted() -> None:
    error = refused(lines(*["short"] * 1_234))

    assert (error.count, len(error.defects)) == (1_234, 1_000)
    assert error.defects[-1].line == 1_001


def test_the_table_of_defects_says_line_column_kind_what_was_found_and_the_fix() -> None:
    content = lines(line(), header=HEADER.replace("title", " title"))

    assert explained(content) == [
        "line,column,kind,found,fix",
        '1,column 2,spaces in the name of a column, title,"Write title, without anything around it."',
    ]


def test_the_table_of_defects_says_how_many_it_does_not_hold() -> None:
    last = explained(lines(*["short"] * 1_234))[-1]

    assert last == ',,more of them,234 more defects,"Correct these first, and upload the file again."'


def test_what_was_found_is_defused_in_the_table_and_cut_to_what_can_be_read() -> None:
    told = "".join(explained(lines(line(), header=HEADER.replace("title", "=HYPERLINK(" + "x" * 200))))

    assert ",'=HYPERLINK(xxx" in told
    assert "x" * 70 not in told


def test_every_defect_of_a_file_is_found_at_once() -> None:
    rows = [line(1, title='"open'), line(2), "short", line(3, first_name="\x01"), line(4, title='"a "b" c"'), HEADER]
    error = refused(lines(*rows, header=HEADER.replace("credits", "credit")))

    assert [(one.line, one.kind) for one in error.defects] == [
        (1, Fault.HEADER_UNKNOWN),
        (2, Fault.QUOTE_UNCLOSED),
        (4, Fault.TOO_FEW_CELLS),
        (5, Fault.CONTROL_CHARACTER),
        (6, Fault.QUOTE_STRAY),
    ]


def test_a_needed_column_that_is_misspelled_is_not_missing_too() -> None:
    assert "Did you mean title?" in defect(lines(line(), header=HEADER.replace("title", "titel"))).fix


def test_defects_are_told_in_the_order_of_the_file_in_whatever_order_they_are_found() -> None:
    error = refused(lines(line(1, title='"open'), line(2, title="x" * 2**20), line(3)))

    assert [(one.line, one.kind) for one in error.defects] == [(2, Fault.QUOTE_UNCLOSED), (3, Fault.LINE_TOO_LONG)]


def test_after_a_hundred_open_quotation_marks_the_reading_ends_and_says_so() -> None:
    error = refused(lines(*(line(number, title='"open') for number in range(150))))

    assert (error.count, error.defects[-1].line) == (100, 101)
    assert "What comes after this line was not looked at." in error.defects[-1].fix


def test_a_header_that_cannot_be_read_is_the_only_defect() -> None:
    assert defect(lines(line(), header=f'"{HEADER}')).kind == Fault.QUOTE_UNCLOSED


def test_a_row_that_swallowed_others_says_how_far_it_goes() -> None:
    swallowed = lines(line(1, credits='"1.5'), line(2, title='Lung"'))

    assert "The row goes on to line 3: is a quotation mark missing?" in defect(swallowed).fix


def test_too_many_rows_are_refused_without_reading_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "MOST_LINES", 4)

    assert len(read(lines(*(line(number) for number in range(3))))) == 3
    found = defect(lines(*(line(number) for number in range(4)), "short"))
    assert (found.kind, found.line) == (Fault.TOO_MANY_ROWS, 5)
    assert "at most 4 lines" in found.fix
