from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.settings import GuardSetting
from rollbook.sync.guard import held_scopes

counts = st.dictionaries(st.sampled_from(["north", "south", "west"]), st.integers(1, 300), max_size=3)
guards = st.builds(
    GuardSetting, percent=st.integers(0, 400).map(lambda quarters: quarters / 4), at_least=st.integers(0, 50)
)


@pytest.mark.parametrize(
    ("removals", "present", "guard", "held"),
    [
        (20, 0, GuardSetting(percent=10, at_least=20), False),
        (21, 0, GuardSetting(percent=10, at_least=20), True),
        (21, 189, GuardSetting(percent=10, at_least=20), False),
        (21, 188, GuardSetting(percent=10, at_least=20), True),
        (1, 1_000_000, GuardSetting(percent=0, at_least=0), True),
        (500, 0, GuardSetting(percent=100, at_least=0), False),
    ],
)
def test_removals_wait_when_they_are_more_than_both_limits(
    removals: int, present: int, guard: GuardSetting, *, held: bool
) -> None:
    assert ("north" in held_scopes({"north": removals}, {"north": present}, guard)) is held


@given(counts, counts, guards)
def test_a_school_is_held_exactly_when_both_limits_are_passed(
    removals: dict[str, int], present: dict[str, int], guard: GuardSetting
) -> None:
    shares = {scope: Fraction(count, count + present.get(scope, 0)) for scope, count in removals.items()}

    assert held_scopes(removals, present, guard) == {
        scope
        for scope, count in removals.items()
        if count > guard.at_least and shares[scope] > Fraction(guard.percent) / 100
    }


@given(counts, counts, guards)
def test_one_school_is_never_held_for_another(
    removals: dict[str, int], present: dict[str, int], guard: GuardSetting
) -> None:
    alone = [held_scopes({scope: count}, present, guard) for scope, count in removals.items()]

    assert held_scopes(removals, present, guard) == frozenset().union(*alone)


@given(counts, counts, guards, st.integers(1, 100))
def test_more_removals_never_let_a_school_go(
    removals: dict[str, int], present: dict[str, int], guard: GuardSetting, more: int
) -> None:
    worse = {scope: count + more for scope, count in removals.items()}

    assert held_scopes(removals, present, guard) <= held_scopes(worse, present, guard)
