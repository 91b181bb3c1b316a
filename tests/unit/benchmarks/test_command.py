import pytest

from benchmarks.__main__ import main


def test_a_small_measurement_shows_its_figures_and_judges_no_goal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--records", "600"]) == 0

    printed = capsys.readouterr().out
    for words in ("Comparing 600 records", "Calls to AWS", "A plan of 600 enrollments"):
        assert words in printed
    assert "goal" not in printed
