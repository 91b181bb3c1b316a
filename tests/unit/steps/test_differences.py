"""What does not agree on both sides is told before the first sync, though every record can be sent (SG13)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from rollbook.model.descriptors import Context
from rollbook.model.messages import Counts, Problem, ReportRequest
from rollbook.model.records import Json, Reason
from rollbook.model.runs import RunRecord, Status
from rollbook.steps.report import report
from tests.unit.steps.club import Club, group, person
from tests.unit.steps.flow import LIVE, NAMELESS, about_group

DUES = Reason(sentence="The books ask dues of Chess, the club does not.", remedy="Agree.")
HOURS = Reason(sentence="The books are open in the evening.", remedy="Open the club, too.")


def disagreements(records: Iterable[Json], context: Context) -> Iterator[Reason]:
    """Yield one difference per group of chess, and one about the hours that the settings may switch off."""
    yield from (DUES for record in records if record["name"] == "Chess")
    if context.settings.grace_hours:
        yield HOURS


@pytest.fixture
def club() -> Club:
    people, groups, members = LIVE.streams
    return Club(flow=replace(LIVE, streams=(people, replace(groups, differences=disagreements), members)))


def told(record: RunRecord) -> dict[str, int]:
    return {problem.reason.sentence: problem.count for problem in record.problems if problem.kind == "difference"}


def mail_is_due(club: Club, record: RunRecord) -> bool:
    return report(ReportRequest(run=record.reference), stores=club.stores, clock=club.clock)[0].notify


def test_the_first_run_tells_them_and_needs_a_person(club: Club) -> None:
    record = club.run()

    assert record.status is Status.ATTENTION
    assert record.sentence == "Everything is in step. Settings of the two systems differ."
    assert record.problems == (
        Problem(stream="groups", kind="difference", reason=DUES, count=2, samples=()),
        Problem(stream="groups", kind="difference", reason=HOURS, count=1, samples=()),
    )
    assert mail_is_due(club, record)


def test_every_record_is_sent_all_the_same(club: Club) -> None:
    assert club.run().streams["groups"] == Counts(created=2)
    club.assert_in_step()


@pytest.mark.parametrize("wish", [{"full": True}, {}])
def test_runs_after_the_first_do_not_ask_again(club: Club, wish: dict[str, bool]) -> None:
    club.run()

    record = club.run(None, **wish)

    assert (record.status, record.problems) == (Status.SUCCEEDED, ())


def test_a_preview_tells_them_whenever_it_is_asked(club: Club) -> None:
    before = club.run(preview=True)
    club.run()
    after = club.run(preview=True)

    assert told(before) == told(after) == {DUES.sentence: 2, HOURS.sentence: 1}
    assert before.status is after.status is Status.PREVIEWED
    assert before.sentence == "This is what a run would do; nothing was sent."


def test_a_look_does_not_ask(club: Club) -> None:
    assert told(club.look(about_group(0))) == {}
    club.run()
    assert told(club.look(about_group(0))) == {}


def test_looks_before_the_first_run_do_not_keep_it_from_telling_them(club: Club) -> None:
    club.look(about_group(0), about_group(1))
    first = club.run()

    assert (first.reference.first, first.streams["groups"]) == (True, Counts(unchanged=2))
    assert told(first) == {DUES.sentence: 2, HOURS.sentence: 1}
    assert told(club.run()) == {}


def test_a_first_run_that_came_to_nothing_leaves_them_to_the_next_one(club: Club) -> None:
    club.source.missing["groups"] = 1
    failed = club.run()
    club.source.missing.clear()
    second = club.run()

    assert (failed.status, failed.reference.first, second.reference.first) == (Status.FAILED, True, False)
    assert (told(failed), told(second)) == ({}, {DUES.sentence: 2, HOURS.sentence: 1})


def test_where_all_agrees_nothing_is_told(club: Club) -> None:
    club.settings = club.settings.model_copy(update={"grace_hours": 0})
    club.enter("groups", group(0, "Choir"))
    club.enter("groups", group(1, "Choir"))

    record = club.run()

    assert (record.status, record.sentence) == (Status.SUCCEEDED, "Everything is in step.")


def test_what_waits_for_a_person_is_told_first(club: Club) -> None:
    club.enter("people", person(8, ""))

    record = club.run()

    assert record.sentence == "All that could be sent was sent; 1 refused."
    assert [(problem.kind, problem.reason) for problem in record.problems] == [
        ("refused", NAMELESS),
        ("difference", DUES),
        ("difference", HOURS),
    ]


def test_a_run_that_failed_is_red_and_tells_them(club: Club) -> None:
    club.target.losses = dict.fromkeys(range(9), "before")

    record = club.run()

    assert record.status is Status.FAILED
    assert told(record) == {DUES.sentence: 2, HOURS.sentence: 1}


def test_they_do_not_keep_the_next_run_from_going_on_where_this_one_began(club: Club) -> None:
    first = club.run()

    assert club.run(preview=True).reference.since
    assert first.reference.follows
