import pytest

from benchmarks import plan_step


def test_the_parts_of_a_plan_add_up_to_the_whole_step() -> None:
    cost = plan_step.measure(500)

    assert cost.records == 500
    assert sum(cost.parts.values()) == pytest.approx(cost.seconds)
    assert all(part in plan_step.shown(cost) for part in cost.parts)
