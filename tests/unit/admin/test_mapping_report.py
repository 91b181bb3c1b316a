import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.admin.mapping_report import ENCODING, Row, columns, read, write
from rollbook.model.descriptors import Profile
from rollbook.model.ports import Finding, Match
from rollbook.model.records import Reason

HEAD = "stream,sis_key,lms_id,decision\r\n"
REASON = Reason(sentence="Two are like it.", remedy="Look at both.")


def profile(known_as: str, code: str = "", **more: str) -> Profile:
    return Profile(id=known_as, marks=((code,) if code else (),), **more)


def table(*findings: Finding) -> list[dict[str, str]]:
    """Return the file as a spreadsheet shows it."""
    return list(csv.DictReader(io.StringIO(text(findings))))


def text(findings: Sequence[Finding]) -> str:
    file = io.StringIO(newline="")
    write(file, "users", "lms", findings)
    return file.getvalue()


def rows(content: str) -> list[Row]:
    """Read a file that has no mistakes."""
    found, mistakes = read(content.encode(), "lms")
    assert mistakes == []
    return found


def mistakes(content: str) -> list[str]:
    return read(content.encode(), "lms")[1]


def test_a_line_shows_both_sides_of_a_match() -> None:
    wanted = profile("p1", "0417", name="Zoë O'Neill", username="zoe", email="zoe@x")
    held = profile("a1", "", name="Zoe Oneill", username="zoe", email="z@y")

    (line,) = table(Finding(match=Match.LIKELY, wanted=wanted, held=held, matched_by="user name"))

    assert line == {
        "stream": "users",
        "sis_key": "p1",
        "sis_name": "Zoë O'Neill",
        "sis_username": "zoe",
        "sis_email": "zoe@x",
        "sis_code": "0417",
        "finding": "likely",
        "matched_by": "user name",
        "lms_id": "a1",
        "lms_uid": "",
        "lms_name": "Zoe Oneill",
        "lms_username": "zoe",
        "lms_email": "z@y",
        "candidates": "",
        "decision": "link",
        "why": "",
    }


@pytest.mark.parametrize(
    ("match", "finding", "decision"),
    [
        (Match.CERTAIN, "certain", "link"),
        (Match.LIKELY, "likely", "link"),
        (Match.NEW, "new", "create"),
        (Match.CONFLICT, "conflict", ""),
        (Match.CANDIDATE, "candidate", ""),
        (Match.UNMATCHED, "only in lms", ""),
    ],
)
def test_a_decision_is_proposed_for_all_but_conflicts_and_leftovers(match: Match, finding: str, decision: str) -> None:
    (line,) = table(Finding(match=match))
    assert (line["finding"], line["decision"]) == (finding, decision)


def test_a_conflict_names_all_that_were_found_and_why() -> None:
    (line,) = table(Finding(match=Match.CONFLICT, candidates=("a1", "a2"), reason=REASON))
    assert (line["candidates"], line["why"]) == ("a1 a2", "Two are like it. Look at both.")


def test_what_was_written_is_counted_by_kind() -> None:
    findings = [Finding(match=Match.NEW), Finding(match=Match.NEW), Finding(match=Match.CONFLICT)]
    assert write(io.StringIO(), "users", "lms", findings) == {Match.NEW: 2, Match.CONFLICT: 1}


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "'=1", "''=1", " =1", "=cmd|' /C calc'!A0", "@SUM(1)"]
)
def test_no_cell_is_a_formula_and_a_key_comes_back_as_it_was(cell: str) -> None:
    (line,) = table(Finding(match=Match.NEW, wanted=profile(cell, cell, name=cell, email=cell)))

    for name in ("sis_key", "sis_name", "sis_email", "sis_code"):
        assert line[name] == f"'{cell}"
    (row,) = rows(text([Finding(match=Match.NEW, wanted=profile(cell))]))
    assert row.key == cell.strip()


@given(st.text(st.characters(codec="utf-8"), max_size=8).filter(str.strip))
def test_whatever_a_key_is_it_comes_back(key: str) -> None:
    (row,) = rows(text([Finding(match=Match.CERTAIN, wanted=profile(key), held=profile(key))]))
    assert (row.key, row.held, row.choice) == (key.strip(), key.strip(), "link")


@given(st.text(st.characters(codec="utf-8"), max_size=8))
def test_no_cell_begins_as_a_formula_does(value: str) -> None:
    for line in table(Finding(match=Match.NEW, wanted=profile(value, value, name=value))):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in line.values())


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_file_is_read_as_a_spreadsheet_saves_it(mark: str, comma: str, end: str) -> None:
    lines = [["stream", "sis_key", "lms_id", "decision"], ["users", "p1", "a1", "link"]]
    assert rows(mark + "".join(comma.join(line) + end for line in lines)) == [Row(2, "users", "p1", "link", "a1")]


def test_the_order_of_columns_and_other_columns_say_nothing() -> None:
    content = "notes,decision,LMS_ID , Sis_Key,stream\r\nasked her,create,,p1,users\r\n"
    assert rows(content) == [Row(2, "users", "p1", "create", "")]


@pytest.mark.parametrize(("cell", "choice"), [("LINK", "link"), (" Create ", "create"), ("", ""), ("  ", "")])
def test_upper_case_and_spaces_in_a_decision_say_nothing(cell: str, choice: str) -> None:
    (row,) = rows(f"{HEAD}users, p1 , a1 ,{cell}\r\n")
    assert (row.key, row.held, row.choice) == ("p1", "a1", choice)


def test_empty_lines_and_lines_about_the_target_alone_are_passed_over() -> None:
    assert rows(f"{HEAD}\r\n,,,\r\nusers,,a9,\r\n") == []


@pytest.mark.parametrize("column", ["stream", "sis_key", "lms_id", "decision"])
def test_a_column_that_is_missing_is_named(column: str) -> None:
    left = [name for name in columns("lms") if name != column]
    (mistake,) = mistakes(",".join(left) + "\r\n" + ",".join("x" for _ in left) + "\r\n")
    assert mistake.startswith(f"line 1: the column {column} is missing")


def test_a_column_that_is_there_twice_is_named() -> None:
    (mistake,) = mistakes(f"decision,{HEAD}")
    assert "decision stands there more than once" in mistake


def test_every_mistake_is_named_by_line_column_and_value_with_what_is_accepted() -> None:
    found = mistakes(f"{HEAD}users,p1,a1,linked\r\nusers,p2\r\nusers,,a3,create\r\nusers,p4,,create\r\n")
    assert found == [
        "line 2, decision: 'linked' is not known; accepted are link, create, or nothing while it is undecided",
        "line 3: it has only 2 cells; accepted is one for each column",
        "line 4, decision: 'create' stands at no record of the source; accepted is nothing",
    ]


def test_the_line_of_a_cell_with_line_breaks_is_where_it_ends() -> None:
    (mistake,) = mistakes(f'{HEAD}users,"p\r\n1",a1,link\r\nusers,p2,a2,why\r\n')
    assert mistake.startswith("line 4, decision: 'why'")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\x00", b"PK\x03\x04", b'stream,"sis', b'"' * 400_000])
def test_what_is_no_report_is_a_mistake_and_no_crash(content: bytes) -> None:
    found, wrong = read(content, "lms")
    assert found == []
    assert wrong


@given(st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    read(content, "lms")
    read(HEAD.encode() + content, "lms")


def test_the_file_begins_with_the_mark_of_its_encoding() -> None:
    assert "Zoë".encode(ENCODING).startswith(b"\xef\xbb\xbf")
