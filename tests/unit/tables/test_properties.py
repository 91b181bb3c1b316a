import csv
import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.model.errors import TableError
from rollbook.tables.faults import Findings
from rollbook.tables.marks import INVISIBLE, LOST, garbled
from rollbook.tables.splitting import records
from tests.unit.tables.files import COLUMNS, HEADER, USUAL, line, lines, read, result, values, written

CURLY = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
WIDTH = len(COLUMNS) - 1
TEXT = (
    st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r"), min_size=1, max_size=30)
    .map(str.strip)
    .filter(lambda text: text and not text.startswith("#") and LOST not in text and not garbled(text))
    .filter(lambda text: text.count(",") < WIDTH)
    .filter(lambda text: not INVISIBLE.search(text[0] + text[-1]) and not (text[0] in CURLY and text[-1] in CURLY))
)
IDENTIFIER = st.text("ABCxyz0189-_. /()", min_size=1, max_size=20).map(lambda text: f"A{text.strip()}")
ROW = st.fixed_dictionaries(
    {"external_course_id": IDENTIFIER, "title": TEXT, "external_user_id": IDENTIFIER},
    optional={
        "first_name": TEXT,
        "credits": st.decimals(0, 9999, places=2).map(lambda number: f"{number.normalize():f}"),
        "credit_type": TEXT,
        "complete": st.sampled_from("01"),
        "date_completed": st.dates().map(str),
    },
)
HOSTILE = st.sampled_from(
    [
        b'"',
        b",",
        b";",
        b"\r",
        b"\n",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xc3",
        b"\xe9",
        b"=",
        b"'",
        b"\xe2\x80\x9c",
        HEADER.encode(),
        line().encode(),
        b"\r\n",
        b"rollbook_x",
        b"#N/A",
        b"1E+5",
        b"PK\x03\x04",
        b"\xc3\x83\xc2\xa9",
    ]
)


@given(st.lists(ROW, min_size=1, max_size=8))
def test_any_table_that_is_written_is_read_as_it_was(rows: list[dict[str, str]]) -> None:
    assert values(written(rows)) == rows


@given(st.lists(ROW, min_size=1, max_size=8))
def test_any_result_that_is_imported_gives_the_same_rows(rows: list[dict[str, str]]) -> None:
    first = read(written(rows))
    again = read(result(first))

    assert [row["values"] for row in again] == [row["values"] for row in first]
    assert [[one["column"] for one in row["defects"]] for row in again] == [
        [one["column"] for one in row["defects"]] for row in first
    ]


def attempted(content: bytes) -> None:
    """Read a file, which may be refused with every defect in its place, and may end in no other way."""
    try:
        rows = read(content)
    except TableError as error:
        told = error
    else:
        assert rows
        return
    assert told.count >= len(told.defects) >= 1
    assert all(defect.kind and defect.fix for defect in told.defects)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    attempted(content)


@given(st.lists(st.binary(max_size=6) | HOSTILE, max_size=30).map(b"".join))
def test_any_bytes_below_a_header_are_read_or_refused(content: bytes) -> None:
    attempted(HEADER.encode() + b"\r\n" + content)


@given(st.integers(0, 400), st.integers(0, 3), st.lists(HOSTILE, max_size=3).map(b"".join))
def test_a_good_file_that_was_damaged_anywhere_is_read_or_refused(at: int, lost: int, put: bytes) -> None:
    good = lines(line(1, title='"Heart, ""lung"""'), line(2, first_name="Jos\u00e9"), line(3)).encode()

    attempted(good[:at] + put + good[at + lost :])


@settings(max_examples=300)
@given(st.text(st.sampled_from('ab,"\n\r '), max_size=40))
def test_what_is_read_without_a_defect_is_read_as_the_standard_library_reads_it(text: str) -> None:
    findings = Findings()
    found = [record.cells for record in records(io.StringIO(text, newline=""), findings) if not record.is_blank]
    if not findings.count:
        plain: list[Any] = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert found == [cells for cells in plain if any(map(str.strip, cells))]


@given(st.lists(st.sampled_from([USUAL, {**USUAL, "title": "Lung"}, {"title": "Heart"}]), min_size=1, max_size=5))
def test_every_row_that_is_written_has_its_line(rows: list[dict[str, str]]) -> None:
    assert [row["line"] for row in read(written(rows))] == [number + 2 for number in range(len(rows))]
