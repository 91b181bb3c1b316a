from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from rollbook.model.messages import Counts, NotifyRequest, Problem, RunReference
from rollbook.model.records import Reason
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import InstitutionSettings
from rollbook.steps.notify import letter, notify
from sandbox.twins.stores import MemoryRuns

INSTITUTION = InstitutionSettings(name="Maple Ridge", time_zone="America/New_York")
AT_NIGHT = datetime(2026, 9, 15, 3, 30, tzinfo=UTC)
RUN = RunReference(
    run="run-1", flow="test.club", fence=1, as_of=AT_NIGHT, started_at=AT_NIGHT, trigger="schedule", by="schedule"
)
REASON = Reason(sentence="It has no name.", remedy="Name it.")


@dataclass
class Postbox:
    """Keeps what it is given."""

    letters: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def send(self, template: str, fields: dict[str, str]) -> str:
        self.letters.append((template, fields))
        return "message-1"


def record(status: Status = Status.ATTENTION, problems: tuple[Problem, ...] = (), **streams: Counts) -> RunRecord:
    return RunRecord(reference=RUN, status=status, sentence="Look here.", streams=streams, problems=problems)


def test_one_letter_goes_out_through_the_template() -> None:
    runs, postbox = MemoryRuns(), Postbox()
    runs.put(record())

    result = notify(NotifyRequest(run=RUN), institution=INSTITUTION, template="run", runs=runs, mail=postbox)

    assert result.message == "message-1"
    assert postbox.letters == [("run", letter(record(), INSTITUTION))]


def test_a_letter_says_who_what_when_and_which_run() -> None:
    fields = letter(record(), INSTITUTION)

    assert fields == {
        "institution": "Maple Ridge",
        "flow": "test.club",
        "headline": "needs you",
        "sentence": "Look here.",
        "started": "2026-09-14 23:30 (America/New_York)",
        "figures": "No stream was planned, nothing was sent.",
        "problems": "No record was refused or held.",
        "run": "run-1",
    }


@pytest.mark.parametrize(
    ("status", "headline"),
    [(Status.FAILED, "failed"), (Status.ATTENTION, "needs you"), (Status.SUCCEEDED, "succeeded")],
)
def test_the_headline_says_how_it_ended(status: Status, headline: str) -> None:
    assert letter(record(status), INSTITUTION)["headline"] == headline


def test_figures_name_what_happened_and_leave_out_what_did_not() -> None:
    fields = letter(record(users=Counts(created=2, unchanged=9, departed=3), courses=Counts()), INSTITUTION)

    assert fields["figures"] == "- users: 2 created, 9 unchanged\n- courses: nothing"


@pytest.mark.parametrize(
    ("count", "samples", "words"),
    [(1, ("ab12",), " (ab12)"), (9, ("ab12", "cd34"), " (ab12, cd34 …)"), (3, (), "")],
)
def test_a_problem_says_how_many_why_and_what_to_do(count: int, samples: tuple[str, ...], words: str) -> None:
    problem = Problem(stream="users", kind="refused", reason=REASON, count=count, samples=samples)

    told = letter(record(problems=(problem,)), INSTITUTION)["problems"]

    assert told == f"users: {count} refused{words}\n  Why: It has no name.\n  What to do: Name it."


def test_problems_stand_apart() -> None:
    problem = Problem(stream="users", kind="refused", reason=REASON, count=1, samples=())

    told = letter(record(problems=(problem, problem)), INSTITUTION)["problems"]

    assert told.count("\n\n") == 1


def test_a_run_that_left_no_record_is_told_as_failed() -> None:
    postbox = Postbox()

    notify(NotifyRequest(run=RUN), institution=INSTITUTION, template="run", runs=MemoryRuns(), mail=postbox)

    (fields,) = (fields for _, fields in postbox.letters)
    assert (fields["headline"], fields["sentence"]) == ("failed", "The run left no record.")
