"""The benchmark of the door, in small: it judges all kinds of calls, and it would tell if one were judged wrongly."""

from collections import Counter
from dataclasses import replace

import pytest

from benchmarks import doorstep
from benchmarks.doorstep import Beside, Doorstep, Fuzzed
from rollbook.webhooks import verdicts
from rollbook.webhooks.judging import judge
from rollbook.webhooks.verdicts import Accepted
from tests.unit.webhooks.strangers import Strangers

REACHED = Doorstep(Fuzzed(1_000_000, 0, 0, 0), [Beside("a call", 2e-5, 1e-5)], Beside("a cold start", 0.31, 0.30))


def test_thousands_of_strange_calls_are_judged_rightly() -> None:
    assert doorstep.fuzz(4_000) == Fuzzed(4_000, 0, 0, 0)


def test_strange_calls_meet_every_verdict() -> None:
    met = Counter(judge(attempt.call, attempt.keys) for attempt in Strangers(2).attempts(4_000))

    refusals = {value for value in vars(verdicts).values() if isinstance(value, verdicts.Refused)}
    assert refusals <= met.keys()
    assert sum(count for verdict, count in met.items() if isinstance(verdict, Accepted)) > 200


def test_the_same_seed_makes_the_same_calls() -> None:
    assert list(Strangers(3).attempts(50)) == list(Strangers(3).attempts(50))
    assert list(Strangers(3).attempts(50)) != list(Strangers(4).attempts(50))


@pytest.mark.parametrize(
    ("missed", "words"),
    [
        (replace(REACHED, fuzzed=Fuzzed(1_000_000, 1, 0, 0)), "none judged wrongly"),
        (replace(REACHED, fuzzed=Fuzzed(1_000_000, 0, 1, 0)), "none judged wrongly"),
        (replace(REACHED, fuzzed=Fuzzed(1_000_000, 0, 0, 1)), "none judged wrongly"),
        (replace(REACHED, calls=[*REACHED.calls, Beside("another", 3e-5, 1e-5)]), "parsing and an HMAC"),
        (replace(REACHED, start=Beside("a cold start", 0.37, 0.30)), "receive starts"),
    ],
)
def test_a_goal_that_is_missed_is_told(missed: Doorstep, words: str) -> None:
    assert all(goal.met for goal in doorstep.goals(REACHED))
    assert [words in goal.aim for goal in doorstep.goals(missed) if not goal.met] == [True]


def test_the_figures_are_shown_with_what_they_stand_beside() -> None:
    shown = doorstep.shown(REACHED)

    assert all(words in shown for words in ("1000000", "a call", "20.0", "10.0", "2.00 x", "a cold start", "1.03 x"))
