"""Many events at once: they are shared out over looks, and each comes again exactly when it has to."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.records import Hint, Json
from rollbook.steps import interpret as interpreting
from tests.unit.steps.desk import NOW, OTHER, RULES, Desk, failed, hint, message


@pytest.fixture
def desk() -> Desk:
    return Desk()


class TestFloods:
    """One run looks at no more parts than it has time for."""

    @pytest.fixture(autouse=True)
    def _two_parts_at_most(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(interpreting, "MOST_PARTS", 2)

    def test_more_parts_take_more_looks(self, desk: Desk) -> None:
        result = desk.open(message("m1", *(hint(f"g{number}") for number in range(5))))

        assert result.looks == 3
        assert [[one.part for one in look] for look in desk.looked_at] == [["g0", "g1"], ["g2", "g3"], ["g4"]]
        assert len({run for run, _ in desk.started}) == 3

    def test_one_part_is_looked_at_once_however_much_is_said_of_it(self, desk: Desk) -> None:
        result = desk.open(*(message(f"m{number}", hint("g0", f"p{number}")) for number in range(9)))

        assert (result.looks, len(desk.looked_at[0])) == (1, 9)

    def test_a_part_that_cannot_be_looked_at_keeps_no_other_from_it(self, desk: Desk) -> None:
        desk.fails = lambda hints: any(one.part == "g2" for one in hints)

        result = desk.open(*(message(f"m{number}", hint(f"g{number}")) for number in range(5)))

        assert failed(result) == ["m2"]

    def test_a_look_that_another_run_is_in_the_way_of_is_not_tried_in_pieces(self, desk: Desk) -> None:
        desk.busy = True

        result = desk.open(*(message(f"m{number}", hint(f"g{number}")) for number in range(2)))

        assert (result.looks, failed(result)) == (1, ["m0", "m1"])

    def test_what_there_is_no_time_left_to_look_at_comes_again(self, desk: Desk) -> None:
        desk.seconds = 5 * 60

        result = desk.open(*(message(f"m{number}", hint(f"g{number}")) for number in range(6)))

        assert (result.looks, failed(result)) == (2, ["m4", "m5"])
        assert desk.clock.now() <= NOW + interpreting.LATEST + timedelta(minutes=5)

    def test_an_event_that_is_in_two_shares_comes_again_when_one_fails(self, desk: Desk) -> None:
        desk.fails = lambda hints: any(one.part == "g2" for one in hints)

        assert failed(desk.open(message("m1", hint("g0"), hint("g2"), hint("g3"), hint("g4")))) == ["m1"]


parts = st.sampled_from(["g0", "g1", "g2", "g3", "g4"])
records = st.sampled_from(["p0", "p1"])
said = st.lists(st.builds(hint, parts, records, st.none() | st.integers(0, 9)), max_size=4)
events = st.tuples(st.sampled_from(["books", "papers", "unheard", "mute", "stranger"]), said | st.none())


Told = list[tuple[str, list[Hint] | None]]
"""Per message its sender and its hints, or None for a body that cannot be understood."""


def batch(told: Told) -> list[Json]:
    return [
        message(f"m{number}", *(hints or ()), sender=sender, body="what?" if hints is None else None)
        for number, (sender, hints) in enumerate(told)
    ]


@given(st.lists(events, max_size=8), st.sets(parts), st.integers(1, 3))
def test_an_event_is_never_lost(told: Told, broken: set[str], most: int) -> None:
    """It comes again, or was of no use, or all that it named was in looks of every listening flow that ended well."""
    desk = Desk({"books": [RULES, OTHER], "papers": [OTHER]})
    desk.fails = lambda hints: any(one.part in broken for one in hints)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(interpreting, "MOST_PARTS", most)
        result = desk.open(*batch(told))

    ended_well = {
        (given["flow"], given["by"], one.part, one.ids["person"])
        for run, given in desk.started
        if not desk.fails(desk.hints(run))
        for one in desk.hints(run)
    }
    idle = 0
    for number, (sender, hints) in enumerate(told):
        if f"m{number}" in failed(result):
            continue
        listening = desk.listening.get(sender, []) if hints else []
        idle += not listening
        for rules in listening:
            for one in hints or ():
                assert (rules.flow.name, sender, one.part, one.ids["person"]) in ended_well
    assert (result.events, result.idle) == (len(told), idle)
    assert all(len({one.part for one in look}) <= most for look in desk.looked_at)


@given(st.lists(events, max_size=8), st.sets(parts))
def test_nothing_comes_again_without_a_reason(told: Told, broken: set[str]) -> None:
    desk = Desk({"books": [RULES], "papers": [OTHER]})
    desk.fails = lambda hints: any(one.part in broken for one in hints)

    result = desk.open(*batch(told))

    for number, (sender, hints) in enumerate(told):
        unknown = sender == "stranger" or (hints is None and sender != "mute")
        assert bool(result.problems) >= unknown
        assert (f"m{number}" in failed(result)) == (
            unknown or (sender in desk.listening and any(one.part in broken for one in hints or ()))
        )
