"""From where a run reads changes, and which runs let the next one go on from where they began."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rollbook.model.changes import REMARKS, Operation, Outcome, OutcomeKind
from rollbook.model.errors import LeaseLostError
from rollbook.model.messages import Counts, ReportRequest, RunReference
from rollbook.model.runs import RunRecord, Status
from rollbook.model.settings import FlowSettings, GuardSetting
from rollbook.steps import following, holding
from rollbook.steps.report import report
from rollbook.sync.cursor import OVERLAP
from rollbook.sync.lease import LIFETIME
from tests.unit.steps.club import Club, member, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import FLOW, LIVE, WEEK, about_member
from tests.unit.steps.machine import run_with_a_death

DAY = timedelta(days=1)


@pytest.fixture
def club() -> Club:
    """Return a club that was read once, a day ago."""
    club = Club(flow=LIVE)
    club.run()
    club.clock.sleep(DAY.total_seconds())
    return club


def next_reads_from(club: Club) -> datetime | None:
    """Return from when on a run would read now, without doing anything."""
    return club.run(preview=True).reference.since


def began(record: RunRecord) -> datetime:
    return record.reference.started_at


def test_a_run_reads_what_changed_since_the_last_one_began_and_a_little_more(club: Club) -> None:
    second = club.run()
    third = club.run()

    assert third.reference.since == began(second) - OVERLAP
    assert club.source.asked[-1][1].since == third.reference.since


def test_the_first_run_reads_everything() -> None:
    record = Club(flow=LIVE).run()

    assert record.reference.since is None
    assert record.reference.follows


def test_a_flow_that_always_reads_everything_follows_nothing() -> None:
    club = Club(flow=FLOW)
    club.run()

    record = club.run()

    assert (record.reference.since, record.reference.follows) == (None, "")
    assert club.stores.registers.read(f"cursor/{FLOW.name}") is None


@pytest.mark.parametrize(
    ("wish", "reads_all", "follows"),
    [
        ({}, False, True),
        ({"trigger": "schedule"}, False, True),
        ({"full": True}, True, True),
        ({"retry": True}, True, True),
        ({"full": True, "preview": True}, True, False),
        ({"preview": True}, False, False),
        ({"streams": ("members",)}, False, False),
        ({"streams": ("people", "groups", "members")}, False, True),
        ({"streams": ("members",), "full": True}, True, False),
        ({"approved": "run-001"}, True, False),
        ({"prepare": True, "preview": True}, True, False),
        ({"scoped": True}, True, False),
    ],
    ids=str,
)
def test_what_a_run_reads_and_whether_it_is_followed(
    club: Club, wish: dict[str, Any], *, reads_all: bool, follows: bool
) -> None:
    club.settings = FlowSettings.model_validate({"schedule": "00:00-23:59", "grace_hours": 0})
    club.run()

    record = club.look(about_member(0, 0)) if wish.get("scoped") else club.run(**wish)

    assert (record.reference.since is None, bool(record.reference.follows)) == (reads_all, follows)


def test_once_in_a_while_a_run_reads_everything(club: Club) -> None:
    read_all = club.run(full=True)
    club.clock.sleep((WEEK - DAY).total_seconds())
    before = club.run()
    club.clock.sleep(DAY.total_seconds())
    after = club.run()

    assert before.reference.since
    assert after.reference.since is None
    assert next_reads_from(club) == began(after) - OVERLAP
    assert began(after) - began(read_all) >= WEEK


class TestWhatDoesNotMoveIt:
    """The next run reads from where it would have read anyway."""

    @pytest.fixture(autouse=True)
    def _nothing_moves(self, club: Club) -> Any:
        before = next_reads_from(club)
        assert before
        yield
        club.target.losses.clear()
        assert next_reads_from(club) == before

    def test_a_preview(self, club: Club) -> None:
        assert club.run(preview=True).status is Status.PREVIEWED

    def test_a_look(self, club: Club) -> None:
        assert club.look(about_member(0, 0)).status is Status.SUCCEEDED

    def test_a_run_of_some_streams(self, club: Club) -> None:
        assert club.run(streams=("people", "members")).status is Status.SUCCEEDED

    def test_a_run_that_carries_out_an_approval(self, club: Club) -> None:
        assert club.run(approved="run-001").status is Status.SUCCEEDED

    def test_a_run_that_failed_while_it_read(self, club: Club) -> None:
        club.source.missing["groups"] = 1
        assert club.run().status is Status.FAILED
        club.source.missing.clear()

    def test_a_run_whose_answers_were_lost(self, club: Club) -> None:
        club.enter("people", person(0, "Bea"))
        club.target.losses = dict.fromkeys(range(club.target.writes, club.target.writes + 9), "before")

        record = club.run()

        assert (record.status, record.streams["people"].uncertain) == (Status.FAILED, 1)

    @pytest.mark.parametrize("then", ["report", "gone"])
    def test_a_run_in_which_a_worker_died(self, club: Club, then: Any) -> None:
        club.enter("people", person(0, "Bea"))

        run_with_a_death(club, Fuse(1, "before", only="TargetClient.write"), then)

    def test_a_run_that_lost_its_flow(self, club: Club) -> None:
        def time_flies() -> None:
            club.clock.sleep(LIFETIME.total_seconds())
            club.run("rival", streams=("groups",))

        club.enter("people", person(0, "Bea"))
        club.target.meanwhile = time_flies

        record = club.run(full=True)

        assert (record.status, LeaseLostError.__name__ in record.sentence) == (Status.FAILED, True)


def test_what_the_target_refused_is_told_until_somebody_wants_it_sent_again(club: Club) -> None:
    club.enter("members", member(0, 1))
    club.target.unwanted = {"g0/p1"}
    club.clock.sleep(OVERLAP.total_seconds())
    refused = club.run()
    club.target.unwanted.clear()
    club.clock.sleep(DAY.total_seconds())

    assert (refused.status, refused.streams["members"].refused) == (Status.ATTENTION, 1)
    assert club.run().streams["members"] == Counts(refused=1)
    assert club.run(retry=True).streams["members"] == Counts(created=1, unchanged=7)


def test_what_is_refused_of_a_stream_that_every_run_reads_whole_holds_nobody_up(club: Club) -> None:
    club.enter("people", person(6, ""))

    record = club.run()

    assert (record.reference.since is None, record.streams["people"].refused) == (False, 1)
    assert next_reads_from(club) == began(record) - OVERLAP


def test_removals_that_wait_for_a_person_hold_nobody_up(club: Club) -> None:
    club.settings = FlowSettings(guard=GuardSetting(percent=0, at_least=0))
    club.strike("members", "m0-0")

    record = club.run(full=True)

    assert record.held == ("members",)
    assert next_reads_from(club) == began(record) - OVERLAP


def close_a_run_of(club: Club, outcomes: list[Outcome], records: int) -> RunRecord:
    """Close a run whose plan was of so many people, with these outcomes."""
    (plan,) = club.stores.plans.notes("run-001", "plan/people")
    plan["result"]["records"] = records
    club.stores.plans.put_note("run", "plan/people", plan)
    club.stores.plans.put_outcomes("run", "people", "changes-00000", outcomes)
    now = club.clock.now()
    lease = holding.take(club.stores.registers, club.flow.name, "run", now)
    assert lease
    run = RunReference(
        run="run",
        flow=club.flow.name,
        fence=lease.token,
        as_of=now,
        started_at=now,
        trigger="schedule",
        by="schedule",
        streams=("people", "groups", "members"),
        follows=following.mark(club.flow, club.settings, None),
    )
    return report(ReportRequest(run=run), stores=club.stores, clock=club.clock)[1]


LEFT_OPEN = {OutcomeKind.UNCERTAIN, OutcomeKind.SUPERSEDED}


@pytest.mark.parametrize("kind", [kind for kind in OutcomeKind if kind not in REMARKS])
def test_only_a_run_that_left_nothing_open_is_followed(club: Club, kind: OutcomeKind) -> None:
    before = next_reads_from(club)
    ended = Outcome(kind=kind, operation=Operation.CREATE, digest="0" * 32, content="1" * 32)

    record = close_a_run_of(club, [ended], records=1)

    after = before if kind in LEFT_OPEN else began(record) - OVERLAP
    assert next_reads_from(club) == after


def test_a_run_whose_figures_do_not_add_up_is_not_followed(club: Club) -> None:
    before = next_reads_from(club)

    record = close_a_run_of(club, [], records=1)

    assert "do not account for every record" in record.sentence
    assert next_reads_from(club) == before
