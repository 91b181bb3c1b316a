"""What `rollbook show` prints of a run, and with `--records` of each record."""

from datetime import UTC, datetime

import pytest

from rollbook.admin import rendering
from rollbook.admin.operations import RunDetails
from rollbook.model.changes import Change, Operation, Outcome, OutcomeKind
from rollbook.model.messages import Counts, Problem, RunReference
from rollbook.model.records import Reason
from rollbook.model.runs import RunRecord, Status

NOW = datetime(2026, 9, 14, 10, tzinfo=UTC)
RUN = RunReference(run="run-1", flow="flow", fence=1, as_of=NOW, started_at=NOW, trigger="manual", by="registrar")
EARLY = Reason(sentence="Its window opens on 2026-10-01.", remedy="It goes then.")
OFF = Reason(sentence="It cannot be turned off.", remedy="Turn it on again.")
WORDS = "not for the target now, and nobody has to do anything:"


def record(problems: tuple[Problem, ...] = (), left_out: tuple[Problem, ...] = ()) -> RunRecord:
    return RunRecord(
        reference=RUN,
        status=Status.SUCCEEDED,
        sentence="Everything is in step.",
        streams={"courses": Counts(unchanged=3)},
        problems=problems,
        left_out=left_out,
    )


def test_a_run_that_imports_a_file_names_it_and_how_to_see_its_rows() -> None:
    reference = RUN.model_copy(update={"upload": "uploads/flow/global/a.csv"})

    shown = rendering.record(record().model_copy(update={"reference": reference}))

    assert "the file: uploads/flow/global/a.csv; each of its rows: rollbook result run-1" in shown
    assert "the file" not in rendering.record(record())


def group(kind: OutcomeKind, reason: Reason, count: int) -> Problem:
    return Problem(stream="courses", kind=kind, reason=reason, count=count, samples=("a1b2c3d4e5",))


def outcome(kind: OutcomeKind, key: str, reason: Reason | None) -> tuple[str, Outcome]:
    digest = f"{key:0<10}0123456789"
    return "courses", Outcome(kind=kind, operation=Operation.UPDATE, digest=digest, key=key, reason=reason)


def details(*outcomes: tuple[str, Outcome]) -> str:
    change = Change(operation=Operation.CREATE, key="c9", digest="d9", data={"title": "Welding"})
    difference = group(OutcomeKind.REFUSED, Reason(sentence="The zones differ.", remedy="Set one."), 1)
    return rendering.details(RunDetails(record(), [("courses", change)], list(outcomes), [difference]))


def test_what_was_left_out_stands_in_groups_below_the_problems() -> None:
    shown = rendering.record(
        record((group(OutcomeKind.NOTICE, OFF, 2),), (group(OutcomeKind.LEFT_OUT, EARLY, 12),))
    ).splitlines()

    assert shown[shown.index(WORDS) + 1 :] == ["  courses: 12: Its window opens on 2026-10-01."]
    assert shown.index("courses: 2 notice (a1b2c3d4e5)") < shown.index(WORDS)
    assert EARLY.remedy not in "\n".join(shown)


def test_a_notice_is_shown_with_what_to_do() -> None:
    shown = rendering.record(record((group(OutcomeKind.NOTICE, OFF, 2),)))

    assert "  why:        It cannot be turned off." in shown.splitlines()
    assert "  what to do: Turn it on again." in shown.splitlines()
    assert WORDS not in shown


def test_the_figures_have_no_place_for_remarks() -> None:
    shown = rendering.record(record((group(OutcomeKind.NOTICE, OFF, 2),), (group(OutcomeKind.LEFT_OUT, EARLY, 12),)))

    (head,) = [line for line in shown.splitlines() if line.startswith("stream ")]
    assert "left" not in head
    assert "notice" not in head


def test_every_record_that_was_left_out_has_its_line_by_its_key() -> None:
    shown = details(outcome(OutcomeKind.LEFT_OUT, "c1", EARLY), outcome(OutcomeKind.LEFT_OUT, "c2", EARLY)).splitlines()

    assert shown[-2:] == [
        "  courses c100000000 c1 left out: Its window opens on 2026-10-01.",
        "  courses c200000000 c2 left out: Its window opens on 2026-10-01.",
    ]


def test_what_a_person_should_see_stands_before_what_nobody_has_to() -> None:
    shown = details(
        outcome(OutcomeKind.LEFT_OUT, "c1", EARLY),
        outcome(OutcomeKind.NOTICE, "c2", OFF),
        outcome(OutcomeKind.REFUSED, "c3", OFF),
    ).splitlines()

    assert [line[:2] for line in shown] == ["+ ", "  ", "! ", "! ", "? ", "  "]
    assert shown[2] == "! courses c200000000 c2 notice: It cannot be turned off."


@pytest.mark.parametrize("kind", OutcomeKind)
def test_a_record_is_told_once_at_most(kind: OutcomeKind) -> None:
    assert details(outcome(kind, "c1", OFF)).count(OFF.sentence) <= 1


def test_a_run_that_only_left_records_out_has_something_to_show() -> None:
    left_out = [outcome(OutcomeKind.LEFT_OUT, "c1", EARLY)]

    assert rendering.details(RunDetails(record(), [], left_out, [])).startswith("  courses ")
    assert rendering.details(RunDetails(record(), [], [], [])) == "Nothing to change."
