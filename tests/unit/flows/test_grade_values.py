"""What means the same is the same, however it is spelt; what cannot be read is nothing, and nothing raises."""

import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.schoology.grading import values
from tests.unit.flows.district import NEW_YORK

ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (80, 80),
        ("80", 80),
        (80.0, 80),
        ("80.00", 80),
        (" 80 ", 80),
        ("+80", 80),
        ("080", 80),
        (80.5, 80.5),
        ("80.50", 80.5),
        (".5", 0.5),
        ("80.", 80),
        (0, 0),
        ("-0", 0),
        (-0.0, 0),
        ("-1.5", -1.5),
        (83.33333333333333, 83.33333333333333),
        ("83.33333333333333", 83.33333333333333),
    ],
)
def test_a_number_has_one_spelling(written: Any, meant: float) -> None:
    found = values.number(written)

    assert repr(found) == repr(meant)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "A",
        "80%",
        "80,5",
        "1e3",
        "0x10",
        "1_000",
        "NaN",
        "inf",
        "\uff18\uff10",
        "--1",
        "1.2.3",
        ".",
        None,
        True,
        [],
        {},
        math.inf,
        -math.inf,
        math.nan,
        10**12,
        "1" * 40,
        10**4000,
        1e300,
    ],
)
def test_what_is_no_number_is_none(written: Any) -> None:
    assert values.number(written) is None


@given(st.integers(-(10**8), 10**8), st.integers(0, 6), st.integers(0, 4))
def test_a_number_is_the_same_as_text_and_with_any_zeros_behind_it(digits: int, places: int, zeros: int) -> None:
    exact = Decimal(digits).scaleb(-places)
    written = f"{exact:f}"
    longer = f"{written if '.' in written else written + '.'}{'0' * zeros}"

    found = values.number(written)

    assert found == float(exact)
    assert isinstance(found, int) == (exact == int(exact))
    assert {repr(values.number(spelt)) for spelt in (written, longer, float(exact), found)} == {repr(found)}


@pytest.mark.parametrize("written", [449715, "449715", " 449715 ", "00449715"])
def test_an_id_has_one_spelling(written: Any) -> None:
    assert values.identity(written) == "449715"


@pytest.mark.parametrize(
    "written", [0, "0", "", None, True, -1, "-1", 1.0, "1/2", "a1", "\uff11", [], {}, "9" * 19, 10**18]
)
def test_what_is_no_id_is_none(written: Any) -> None:
    assert values.identity(written) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [(1, True), ("1", True), (True, True), ("95", True), (0, False), ("0", False), (False, False), ("false", False)],
)
def test_a_switch_is_on_or_off(written: Any, *, meant: bool) -> None:
    assert values.flag(written) is meant
    assert values.flag(written, default=True) is meant


@pytest.mark.parametrize("written", [None, "", " "])
def test_a_switch_that_says_nothing_is_what_it_usually_is(written: Any) -> None:
    assert values.flag(written, default=True) is True
    assert values.flag(written) is False


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Read pages 3-7.", "Read pages 3-7."),
        ("<p>Read <b>pages</b>&nbsp;3&ndash;7.</p>\r\n<p>Then&hellip;</p>", "Read pages 3\N{EN DASH}7. Then\u2026"),
        ("5 < 7 and 8 > 3", "5 < 7 and 8 > 3"),
        ("a<!-- not shown -->b", "a b"),
        ("<br/>", None),
        ("&lt;p&gt;", "<p>"),
        (" ", None),
        (None, None),
        (3, None),
    ],
)
def test_a_description_is_plain_text(written: Any, meant: str | None) -> None:
    assert values.plain(written) == meant


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-09-30 23:59:00", datetime(2026, 10, 1, 3, 59, tzinfo=UTC)),
        ("2026-10-31 23:59:00", datetime(2026, 11, 1, 3, 59, tzinfo=UTC)),
        ("2026-11-01 00:59:59", datetime(2026, 11, 1, 4, 59, 59, tzinfo=UTC)),
        ("2026-11-01 01:30:00", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("2026-11-01 02:00:00", datetime(2026, 11, 1, 7, 0, tzinfo=UTC)),
        ("2027-03-14 01:59:59", datetime(2027, 3, 14, 6, 59, 59, tzinfo=UTC)),
        ("2027-03-14 02:30:00", datetime(2027, 3, 14, 7, 30, tzinfo=UTC)),
        ("2027-03-14 03:00:00", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        ("2027-03-14 23:59:00", datetime(2027, 3, 15, 3, 59, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_a_moment_also_when_clocks_change(written: str, utc: datetime) -> None:
    found = values.local_time(written, NEW_YORK)

    assert found is not None
    assert found.astimezone(UTC) == utc


@pytest.mark.parametrize(
    "written", ["", "soon", "2026-09-30", "2026-02-30 10:00:00", "0000-00-00 00:00:00", None, 7, []]
)
def test_what_is_no_local_time_is_none(written: Any) -> None:
    assert values.local_time(written, NEW_YORK) is None


@pytest.mark.parametrize("written", [0, "0", -5, None, "", "yesterday", 1759289400000, True, math.inf, 10**11])
def test_what_is_no_timestamp_in_seconds_is_none(written: Any) -> None:
    assert values.moment(written) is None


def test_a_timestamp_is_a_moment_in_utc() -> None:
    assert values.moment("1790825400") == values.moment(1790825400) == datetime(2026, 10, 1, 3, 30, tzinfo=UTC)


@given(ANYTHING)
def test_nothing_that_can_be_written_raises(written: Any) -> None:
    for read in (
        values.identity,
        values.number,
        values.flag,
        values.word,
        values.plain,
        values.moment,
        values.given,
        lambda value: values.local_time(value, ZoneInfo("Pacific/Auckland")),
    ):
        read(written)
