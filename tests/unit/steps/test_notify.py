from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from rollbook.model.messages import Counts, NotifyRequest, Problem, RunReference
from rollbook.model.records import Reason
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import EmailSettings, InstitutionSettings
from rollbook.steps.notify import letter, notify
from sandbox.twins.stores import MemoryRuns

INSTITUTION = InstitutionSettings(name="Maple Ridge", time_zone="America/New_York")
EMAIL = EmailSettings()
AT_NIGHT = datetime(2026, 9, 15, 3, 30, tzinfo=UTC)
RUN = RunReference(
    run="run-1", flow="test.club", fence=1, as_of=AT_NIGHT, started_at=AT_NIGHT, trigger="schedule", by="schedule"
)
REASON = Reason(sentence="It has no name.", remedy="Name it.")


@dataclass
class Postbox:
    """Keeps what it is given."""

    letters: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def send(self, template: str, fields: dict[str, str], to: str = "") -> str:
        self.letters.append((template, fields))
        self.addresses.append(to)
        return "message-1"


def record(status: Status = Status.ATTENTION, problems: tuple[Problem, ...] = (), **streams: Counts) -> RunRecord:
    return RunRecord(reference=RUN, status=status, sentence="Look here.", streams=streams, problems=problems)


def test_one_letter_goes_out_through_the_template() -> None:
    runs, postbox = MemoryRuns(), Postbox()
    runs.put(record())

    result = notify(
        NotifyRequest(run=RUN), institution=INSTITUTION, email=EMAIL, template="run", runs=runs, mail=postbox
    )

    assert result.message == "message-1"
    assert postbox.letters == [("run", letter(record(), INSTITUTION, EMAIL))]


def test_a_letter_says_who_what_when_and_which_run() -> None:
    fields = letter(record(), INSTITUTION, EMAIL)

    assert fields == {
        "subject": "Rollbook: test.club needs you",
        "text": "Maple Ridge\ntest.club needs you. It started at 2026-09-14 23:30 (America/New_York).",
        "sentence": "Look here.",
        "figures": "No stream was planned, nothing was sent.",
        "problems": "No record was refused or held.",
        "run": "run-1",
    }


@pytest.mark.parametrize(
    ("status", "headline"),
    [(Status.FAILED, "failed"), (Status.ATTENTION, "needs you"), (Status.SUCCEEDED, "succeeded")],
)
def test_the_headline_says_how_it_ended(status: Status, headline: str) -> None:
    assert letter(record(status), INSTITUTION, EMAIL)["subject"] == f"Rollbook: test.club {headline}"


def test_a_letter_about_a_file_names_it_and_how_to_see_its_rows() -> None:
    upload = RUN.model_copy(update={"upload": "uploads/test.club/global/a.csv"})

    told = letter(record().model_copy(update={"reference": upload}), INSTITUTION, EMAIL)["sentence"]

    assert told.splitlines() == [
        "Look here.",
        "The file: uploads/test.club/global/a.csv",
        "Each of its rows: rollbook result run-1",
    ]


def test_the_administrators_words_end_where_they_end() -> None:
    words = EmailSettings(text="Dear registrar,\nlook at {flow}.\n")

    assert letter(record(), INSTITUTION, words)["text"] == "Dear registrar,\nlook at test.club."


def test_figures_name_what_happened_and_leave_out_what_did_not() -> None:
    fields = letter(record(users=Counts(created=2, unchanged=9, departed=3), courses=Counts()), INSTITUTION, EMAIL)

    assert fields["figures"] == "- users: 2 created, 9 unchanged\n- courses: nothing"


@pytest.mark.parametrize(
    ("count", "samples", "words"),
    [(1, ("ab12",), " (ab12)"), (9, ("ab12", "cd34"), " (ab12, cd34 …)"), (3, (), "")],
)
def test_a_problem_says_how_many_why_and_what_to_do(count: int, samples: tuple[str, ...], words: str) -> None:
    problem = Problem(stream="users", kind="refused", reason=REASON, count=count, samples=samples)

    told = letter(record(problems=(problem,)), INSTITUTION, EMAIL)["problems"]

    assert told == f"users: {count} refused{words}\n  Why: It has no name.\n  What to do: Name it."


def test_what_nobody_has_to_do_anything_about_is_not_in_a_letter() -> None:
    left_out = Problem(stream="users", kind="left_out", reason=REASON, count=3, samples=("d0",))

    told = record().model_copy(update={"left_out": (left_out,)})

    assert letter(told, INSTITUTION, EMAIL) == letter(record(), INSTITUTION, EMAIL)


def test_problems_stand_apart() -> None:
    problem = Problem(stream="users", kind="refused", reason=REASON, count=1, samples=())

    told = letter(record(problems=(problem, problem)), INSTITUTION, EMAIL)["problems"]

    assert told.count("\n\n") == 1


def test_a_run_that_left_no_record_is_told_as_failed() -> None:
    postbox = Postbox()

    notify(
        NotifyRequest(run=RUN), institution=INSTITUTION, email=EMAIL, template="run", runs=MemoryRuns(), mail=postbox
    )

    (fields,) = (fields for _, fields in postbox.letters)
    assert (fields["subject"], fields["sentence"]) == ("Rollbook: test.club failed", "The run left no record.")


def test_whom_it_goes_to_and_how_it_begins_are_the_administrators_words() -> None:
    runs, postbox = MemoryRuns(), Postbox()
    runs.put(record())
    own = EmailSettings(
        to="attendance@example.edu", subject="{flow}: please look ({run})", text="Hello {institution}, since {started}:"
    )

    notify(NotifyRequest(run=RUN), institution=INSTITUTION, email=own, template="run", runs=runs, mail=postbox)

    ((_, fields),) = postbox.letters
    assert postbox.addresses == ["attendance@example.edu"]
    assert fields["subject"] == "test.club: please look (run-1)"
    assert fields["text"] == "Hello Maple Ridge, since 2026-09-14 23:30 (America/New_York):"


@pytest.mark.parametrize("words", ["{name}", "{flow", "{}", "{0}", "{flow.real}", "{flow!x}", "}"])
def test_words_with_anything_else_in_braces_are_a_mistake_in_the_settings(words: str) -> None:
    with pytest.raises(ValidationError, match=r"only {institution}, {flow}, {headline}, {started}, {run} stand in"):
        EmailSettings(subject=words)


@pytest.mark.parametrize("address", ["nobody", "a@b, c@d", "a b@c", "@", "a@b@c"])
def test_only_one_address_can_be_told(address: str) -> None:
    with pytest.raises(ValidationError, match="to"):
        EmailSettings(to=address)
