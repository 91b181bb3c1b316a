from typing import Any

from rollbook.model.records import Json
from tests.unit.tables.files import TITLES, TWICE, line, lines, read


def told(*rows: str) -> dict[int, list[str]]:
    """Return what is said of the rows of a file, by line; no row is left out."""
    return {row["line"]: [defect["sentence"] for defect in row["defects"]] for row in read(lines(*rows))}


def test_rows_that_agree_say_nothing() -> None:
    assert told(line(1), line(2), line(1, credit_type="AAFP")) == {2: [], 3: [], 4: []}


def test_a_key_that_may_stand_once_is_refused_wherever_it_stands_with_the_line_of_another() -> None:
    twice = TWICE.sentence

    assert told(line(1), line(2), line(1), line(1)) == {
        2: [f"{twice} See line 4."],
        3: [],
        4: [f"{twice} See line 2."],
        5: [f"{twice} See line 2."],
    }


def test_rows_of_one_key_that_do_not_say_the_same_are_all_refused() -> None:
    titles = TITLES.sentence

    assert told(line(1), line(2), line(3, title="Lung"), line(4, title="Skin")) == {
        2: [f"{titles} See line 4."],
        3: [f"{titles} See line 4."],
        4: [f"{titles} See line 2."],
        5: [f"{titles} See line 2."],
    }


def test_both_disagreements_of_a_row_are_told_in_the_order_of_the_table() -> None:
    assert told(line(1), line(1, title="Lung"))[3] == [
        f"{TWICE.sentence} See line 2.",
        f"{TITLES.sentence} See line 2.",
    ]


def test_the_remedy_is_that_of_the_agreement_and_no_column_is_blamed() -> None:
    first, _ = read(lines(line(1), line(1)))

    assert first["defects"] == [{"column": "", "sentence": f"{TWICE.sentence} See line 3.", "remedy": TWICE.remedy}]


def test_a_row_with_a_wrong_value_takes_part() -> None:
    assert told(line(1, credits="x"), line(1))[3] == [f"{TWICE.sentence} See line 2."]


def test_rows_that_an_agreement_does_not_concern_are_left_alone() -> None:
    nobody = line(external_user_id="", external_email="")

    assert told(nobody, nobody) == {2: [], 3: []}


def test_many_rows_are_compared_as_few_are() -> None:
    # More than are stored at once, and the last one disagrees with the first.
    found: list[Json] = read(lines(*(line(number) for number in range(6_000)), line(0)))
    refused: list[Any] = [row["line"] for row in found if row["defects"]]

    assert (len(found), refused) == (6_001, [2, 6_002])
