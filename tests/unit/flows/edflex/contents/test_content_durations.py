"""EF2: durations in ISO 8601 become whole minutes, within what 360Learning takes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.edflex.contents.durations import LEAST, MOST, minutes_of

amounts = st.integers(0, 400)


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [
        ("PT1H30M", 90),
        ("PT45M", 45),
        ("PT2H", 120),
        ("PT1S", 1),
        ("PT60S", 1),
        ("PT61S", 2),
        ("PT1M0.5S", 2),
        ("PT1,5H", 90),
        ("P1D", 1_440),
        ("P1DT1M", 1_441),
        ("P2W", 20_160),
        ("pt5m", 5),
        (" PT5M ", 5),
        ("P0Y0M0DT1H30M0S", 90),
        ("P00Y00M00DT00H05M00S", 5),
        ("PT100000M", 100_000),
    ],
)
def test_a_duration_has_so_many_minutes(duration: str, minutes: int) -> None:
    assert minutes_of(duration) == minutes


@pytest.mark.parametrize(
    "duration",
    [
        *("", "P", "PT", "P1DT", "PT0S", "P0D", "P1M", "P1Y", "PT-5M", "-PT5M"),
        *("5", "90 min", "1:30", "PT5M3H", "PT\N{ARABIC-INDIC DIGIT ONE}M"),
        *("PT100001M", "PT100000M1S", "P70D", "PT999999999H", f"PT1{'0' * 5_000}M"),
    ],
)
def test_what_is_no_duration_or_none_that_360learning_takes_has_no_minutes(duration: str) -> None:
    assert minutes_of(duration) is None


@given(amounts, amounts, amounts, amounts)
def test_minutes_are_never_less_than_the_duration_and_less_than_one_more(
    days: int, hours: int, minutes: int, seconds: int
) -> None:
    exactly = days * 1_440 + hours * 60 + minutes + Fraction(seconds, 60)

    found = minutes_of(f"P{days}DT{hours}H{minutes}M{seconds}S")

    if found is None:
        assert exactly == 0 or exactly > MOST
    else:
        assert exactly <= found < exactly + 1


@given(st.text() | st.text("PTWDHMSY0123456789.,"))
def test_whatever_comes_the_minutes_are_within_the_limits(text: str) -> None:
    found = minutes_of(text)

    assert found is None or LEAST <= found <= MOST
