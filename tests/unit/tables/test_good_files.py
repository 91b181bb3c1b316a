import codecs

import pytest

from rollbook.model.tables import Place
from tests.unit.tables.files import COLUMNS, HEADER, KEY, USUAL, line, lines, read, values, written

NAME = "Jos\u00e9 O\u2019Neill"


def test_a_row_says_where_it_stands_and_what_is_in_it() -> None:
    assert read(written([USUAL])) == [
        {
            "file": KEY,
            "importer": "global",
            "course": None,
            "line": 2,
            "read_as": "UTF-8",
            "values": USUAL,
            "defects": [],
        }
    ]


def test_a_row_of_the_course_importer_names_its_course() -> None:
    place = Place.of("uploads/courserecords.import/course/HEART-1/may.csv")
    (row,) = read("external_mail\r\nada@maple-ridge.example\r\n", place)

    assert (row["importer"], row["course"]) == ("course", "HEART-1")
    assert row["values"] == {"external_email": "ada@maple-ridge.example"}


@pytest.mark.parametrize(
    ("codec", "named"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_the_encodings_of_spreadsheets_are_read_and_named(codec: str, named: str) -> None:
    (row,) = read(lines(line(first_name=NAME)).encode(codec))

    assert (row["values"]["first_name"], row["read_as"]) == (NAME, named)


def test_the_other_byte_order_of_utf_16_is_read_too() -> None:
    big = codecs.BOM_UTF16_BE + lines(line(first_name=NAME)).encode("utf-16-be")

    assert values(big)[0]["first_name"] == NAME


@pytest.mark.parametrize(
    "name",
    [
        "Jos\u00e9",
        "M\u00fcller",
        "Bj\u00f8rn",
        "Concei\u00e7\u00e3o",
        "\u00c5sa",
        "Ga\u00eblle",
        "\u201cSmith\u201d Ltd",
        "5 \u20ac",
    ],
)
def test_one_western_name_is_enough_to_know_windows_1252(name: str) -> None:
    assert values(lines(line(first_name=name)).encode("cp1252"))[0]["first_name"] == name


def test_a_last_letter_of_windows_1252_is_no_character_of_utf_8_that_was_cut() -> None:
    content = "external_course_id,title,external_user_id,first_name\r\nHEART-1,Heart,7,Jos\u00e9"

    assert values(content.encode("cp1252"))[0]["first_name"] == "Jos\u00e9"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n"])
def test_every_line_end_is_one(end: str) -> None:
    assert [row["line"] for row in read(lines(line(1), line(2), end=end))] in ([2, 3], [3, 5])


def test_the_last_line_needs_no_end() -> None:
    assert len(read(lines(line(1), line(2)).rstrip())) == 2


def test_blank_lines_and_empty_rows_are_passed_over_and_counted_as_lines() -> None:
    blank = "," * (len(COLUMNS) - 1)

    assert [row["line"] for row in read(lines("", line(1), blank, "  ", line(2), ""))] == [3, 6]


def test_a_row_of_several_lines_is_found_where_it_begins() -> None:
    content = lines(line(1, title='"Heart\r\nand, ""lung"""'), line(2, title='"Heart\nand, ""lung"""'))

    assert [(row["line"], row["values"]["title"]) for row in read(content)] == [
        (2, 'Heart\r\nand, "lung"'),
        (4, 'Heart\nand, "lung"'),
    ]


def test_spaces_around_a_value_are_taken_off_and_zeros_in_front_of_it_are_kept() -> None:
    (found,) = values(lines(line(external_user_id="  000123\u00a0", title="\u200b Heart \ufeff")))

    assert (found["external_user_id"], found["title"]) == ("000123", "Heart")


def test_a_cell_of_characters_that_cannot_be_seen_is_empty() -> None:
    assert "first_name" not in values(lines(line(first_name="\u200b \ufeff")))[0]


def test_quotation_marks_in_a_bare_cell_are_what_they_are() -> None:
    assert values(lines(line(title='3" stent')))[0]["title"] == '3" stent'


def test_curly_quotation_marks_in_a_text_are_what_they_are() -> None:
    title = "The \u201cbig\u201d heart"

    assert values(lines(line(title=title)))[0]["title"] == title


@pytest.mark.parametrize(
    "name", ["\u00c3gata", "S\u00c3O", "\u00c2ngela", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\U0001f600"]
)
def test_names_that_only_look_garbled_are_taken(name: str) -> None:
    assert values(lines(line(first_name=name)))[0]["first_name"] == name


def test_columns_may_stand_in_any_order_and_under_their_old_names() -> None:
    content = "external_mail,title,external_course_id\r\nada@maple-ridge.example,Heart,HEART-1\r\n"

    assert values(content) == [
        {"external_email": "ada@maple-ridge.example", "title": "Heart", "external_course_id": "HEART-1"}
    ]


def test_a_cell_may_be_as_long_as_a_spreadsheet_allows() -> None:
    title = '""' * 100 + "x" * 32_567

    assert len(values(lines(line(title=f'"{title}"')))[0]["title"]) == 32_667
    assert len(values(lines(line(title="x" * 32_767)))[0]["title"]) == 32_767


def test_a_file_is_read_from_its_beginning_each_time() -> None:
    assert len(values(f"{HEADER}\n" + f"{line()}\n")) == 1
