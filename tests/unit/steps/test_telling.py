"""A person is told once of what a schedule finds again and again (PL16)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.messages import Problem, RunReference, Trigger
from rollbook.model.records import Reason
from rollbook.model.runs import RunRecord, Status
from rollbook.steps import telling
from sandbox.twins.stores import MemoryRegisters
from tests.unit.steps.test_holding import Rivals

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONCE_IN = 20 * HOUR
NEEDS = (Status.FAILED, Status.ATTENTION)
NAMELESS = Reason(sentence="It has no name.", remedy="Name it.")


def problem(count: int = 1, reason: Reason = NAMELESS, **more: Any) -> Problem:
    given = {"stream": "people", "kind": "refused", "samples": ("39327a499d",), **more}
    return Problem(reason=reason, count=count, **given)


@dataclass
class Office:
    """Where runs of one flow end and somebody is told, or not."""

    registers: MemoryRegisters = field(default_factory=MemoryRegisters)
    now: datetime = NOW
    runs: int = 0

    def reference(self, trigger: Trigger = "schedule", flow: str = "test.club", **more: Any) -> RunReference:
        """Return another run."""
        self.runs += 1
        given: dict[str, Any] = {"run": f"run-{self.runs:03d}", "fence": self.runs, **more}
        return RunReference(flow=flow, as_of=self.now, started_at=self.now, trigger=trigger, by="test", **given)

    def told(self, record: RunRecord) -> bool:
        return telling.is_due(self.registers, record, self.now)

    def ends(
        self,
        status: Status = Status.ATTENTION,
        sentence: str = "1 refused.",
        problems: tuple[Problem, ...] = (),
        **more: Any,
    ) -> bool:
        """Let another run end, and say whether somebody is told."""
        reference = self.reference(**more)
        return self.told(RunRecord(reference=reference, status=status, sentence=sentence, problems=problems))

    def passes(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def office() -> Office:
    return Office()


# -------------------------------------------------------------------------------------------------------- due


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("trigger", ["schedule", "manual", "webhook"])
def test_who_is_told_of_a_flows_first_run(office: Office, trigger: Trigger, status: Status) -> None:
    assert office.ends(status, trigger=trigger) is (status in NEEDS and trigger != "webhook")


@pytest.mark.parametrize("status", NEEDS)
def test_the_same_matter_is_told_once_however_often_a_schedule_finds_it(office: Office, status: Status) -> None:
    told = []
    for _ in range(30):
        told.append(office.ends(status))
        office.passes(HOUR)

    assert [hour for hour, one in enumerate(told) if one] == [0, 20]


def test_a_run_a_day_tells_every_time(office: Office) -> None:
    for hours in (24, 23, 25, 21):
        assert office.ends()
        office.passes(hours * HOUR)


def test_what_a_person_started_is_told_always_and_takes_nothing_from_the_schedule(office: Office) -> None:
    assert [office.ends(trigger="manual") for _ in range(3)] == [True, True, True]
    assert office.ends()
    assert office.ends(trigger="manual")
    assert not office.ends()


def test_what_an_event_started_is_neither_told_nor_remembered(office: Office) -> None:
    assert not office.ends(trigger="webhook", scoped=True)
    assert office.ends()
    assert not office.ends(Status.SUCCEEDED, "Everything is in step.", trigger="webhook", scoped=True)
    assert not office.ends()


def test_every_flow_has_matters_of_its_own(office: Office) -> None:
    assert office.ends()
    assert office.ends(flow="test.choir")
    assert not office.ends(flow="test.choir")
    assert not office.ends()


# ----------------------------------------------------------------------------------------------- good runs between


@pytest.mark.parametrize("trigger", ["schedule", "manual"])
def test_after_a_good_run_the_same_matter_is_news_again(office: Office, trigger: Trigger) -> None:
    assert office.ends()
    assert not office.ends(Status.SUCCEEDED, "Everything is in step.", trigger=trigger)
    assert office.ends()
    assert not office.ends()


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (Status.PREVIEWED, {"preview": True}),
        (Status.PREVIEWED, {"preview": True, "prepare": True}),
        (Status.SUCCEEDED, {"partial": True, "streams": ("people",)}),
        (Status.SUCCEEDED, {"scoped": True}),
        (Status.SKIPPED, {}),
        (Status.FAILED, {}),
    ],
    ids=str,
)
def test_a_run_by_hand_that_does_not_show_that_all_is_well_changes_nothing(
    office: Office, status: Status, more: dict[str, Any]
) -> None:
    assert office.ends()
    office.ends(status, trigger="manual", **more)
    assert not office.ends()


# ----------------------------------------------------------------------------------------------------- same or not


def failed_with(words: str) -> Callable[[Office], bool]:
    return lambda office: office.ends(Status.FAILED, words)


def refused(*problems: Problem, sentence: str = "1 refused.") -> Callable[[Office], bool]:
    return lambda office: office.ends(sentence=sentence, problems=problems)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (failed_with("No answer."), failed_with("No answer.")),
        (failed_with("Club asks to wait 3600 s."), failed_with("Club asks to wait 12 s.")),
        (failed_with("Run away-7 is going on until 07:41."), failed_with("Run away-9 is going on until 08:02.")),
        (refused(problem()), refused(problem(samples=("b0731d7e51",)))),
        (refused(problem()), refused(problem(reason=NAMELESS.model_copy(update={"remedy": "Ask run-002."})))),
        (refused(problem(1), problem(kind="held")), refused(problem(kind="held"), problem(1))),
    ],
)
def test_what_is_another_in_each_run_makes_no_news(
    office: Office, first: Callable[[Office], bool], second: Callable[[Office], bool]
) -> None:
    assert first(office)
    assert not second(office)


def test_the_name_of_a_run_makes_no_news(office: Office) -> None:
    late = [office.ends(Status.FAILED, f"Run {name} is late.", run=name) for name in ("night-owl", "early-bird")]

    assert late == [True, False]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (failed_with("No answer."), failed_with("The credentials are not accepted.")),
        (failed_with("1 refused."), refused()),
        (refused(problem(1)), refused(problem(2))),
        (refused(problem()), refused(problem(stream="groups"))),
        (refused(problem()), refused(problem(kind="blocked"))),
        (refused(problem()), refused(problem(reason=Reason(sentence="It is taken.", remedy="Name it.")))),
        (refused(problem()), refused(problem(), problem(stream="groups"))),
        (
            lambda office: office.ends(Status.FAILED, "No answer.", (problem(9, kind="blocked"),)),
            lambda office: office.ends(
                Status.FAILED, "The credentials are not accepted.", (problem(9, kind="blocked"),)
            ),
        ),
    ],
)
def test_another_matter_is_told_at_once(
    office: Office, first: Callable[[Office], bool], second: Callable[[Office], bool]
) -> None:
    assert first(office)
    assert second(office)
    assert not second(office)


# ------------------------------------------------------------------------------------------------- any history

matters = st.sampled_from(["", "refused", "failed"])
waits = st.sampled_from([timedelta(), timedelta(minutes=1), HOUR, ONCE_IN - HOUR, ONCE_IN, 30 * HOUR])
histories = st.lists(st.tuples(matters, waits, st.integers(1, 3)), max_size=20)


@given(histories)
def test_in_any_history_a_matter_is_told_unless_it_was_the_last_one_and_told_today(
    history: list[tuple[str, timedelta, int]],
) -> None:
    office = Office()
    last, at = "", NOW
    for matter, wait, times in history:
        office.passes(wait)
        expected = matter != "" and (matter != last or office.now - at >= ONCE_IN)
        run = office.reference()
        told = [telling.is_news(office.registers, run, matter, office.now) for _ in range(times)]
        assert told == [expected] * times, "asked again for the same run, the answer is the same"
        if expected or matter != last:
            last, at = matter, office.now


def test_what_is_no_news_is_not_written(office: Office) -> None:
    office.ends(Status.SUCCEEDED)
    assert office.registers.read("told/test.club") is None, "nothing was told that could be news again"
    office.ends()
    before = office.registers.read("told/test.club")
    office.passes(HOUR)
    office.ends()
    assert office.registers.read("told/test.club") == before
    office.ends(Status.SUCCEEDED)
    before = office.registers.read("told/test.club")
    office.passes(ONCE_IN)
    office.ends(Status.SUCCEEDED)
    assert office.registers.read("told/test.club") == before


def test_of_two_runs_that_tell_the_same_at_once_one_does(office: Office) -> None:
    told: list[bool] = []
    rival = office.reference()
    registers = Rivals([lambda mine: told.append(telling.is_news(mine, rival, "refused", NOW))])

    assert not telling.is_news(registers, office.reference(), "refused", NOW)
    assert told == [True]


def test_a_matter_is_remembered_without_its_words(office: Office) -> None:
    office.ends(sentence="Ada Lovelace is nameless.")

    register = office.registers.read("told/test.club")

    assert register
    assert "Ada" not in str(register.value)
