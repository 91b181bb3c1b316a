from collections import Counter
from itertools import product

import pytest

from rollbook.model.errors import LeaseLostError, SystemUnavailableError
from rollbook.model.messages import ApplyRequest, ApplyResult, ChunkReference, Counts, RunReference
from rollbook.model.records import Reason
from rollbook.model.runs import Status
from rollbook.steps import holding
from rollbook.steps.apply import Target, apply
from rollbook.sync.lease import LIFETIME
from tests.unit.steps.club import BULK, WRITES, Club, group, holder, member, person
from tests.unit.steps.crashing import Fuse
from tests.unit.steps.flow import FLOW
from tests.unit.steps.machine import run_with_a_death
from tests.unit.steps.systems import UNWANTED, Loss


@pytest.fixture
def club() -> Club:
    return Club()


def send_again(club: Club, run: RunReference, stream: str = "people", chunk: str = "changes-00000") -> ApplyResult:
    """Send one chunk of a run, as a worker does that the machine started once more."""
    request = ApplyRequest(run=run, chunk=ChunkReference(stream=stream, chunk=chunk))
    return apply(request, flow=FLOW, target=Target(WRITES, club.target.open()), stores=club.stores, clock=club.clock)


def take_the_flow(club: Club, run: RunReference) -> RunReference:
    """Give the flow to a run that was closed already, so that one of its workers can go on."""
    lease = holding.take(club.stores.registers, FLOW.name, run.run, club.clock.now())
    assert lease
    return run.model_copy(update={"fence": lease.token})


def test_a_first_load_sends_full_calls_and_remembers_what_the_target_answered(club: Club) -> None:
    record = club.run()

    assert record.streams == {"people": Counts(created=7), "groups": Counts(created=2), "members": Counts(created=7)}
    assert record.calls == {"books": 7, "club": 7}
    assert [len(batch) for batch in club.target.told] == [3, 1, 3, 2, 3, 1, 3]
    club.assert_in_step()


def test_one_bad_record_is_refused_and_the_rest_of_its_batch_lands(club: Club) -> None:
    club.target.unwanted = {"p3"}

    record = club.run()

    assert record.streams["people"] == Counts(created=6, refused=1)
    assert record.streams["members"] == Counts(created=6, blocked=1)
    assert record.status is Status.ATTENTION
    refused, blocked = sorted(record.problems, key=lambda problem: problem.kind, reverse=True)
    assert (refused.stream, refused.kind, refused.reason) == ("people", "refused", UNWANTED)
    assert (blocked.stream, blocked.kind) == ("members", "blocked")
    assert blocked.reason.sentence == "It needs a record of people that club does not hold."


@pytest.mark.parametrize("poison", [{"p3"}, {"p0", "p6"}, {f"p{number}" for number in range(7)}])
def test_batches_that_are_refused_whole_are_taken_apart_until_the_bad_ones_stand_alone(
    club: Club, poison: set[str]
) -> None:
    club.target.poison = poison

    record = club.run(streams=("people",))

    assert record.streams["people"] == Counts(created=7 - len(poison), refused=len(poison))
    assert club.target.held("people").keys() == {f"p{number}" for number in range(7)} - poison


def test_what_was_refused_is_not_sent_again_as_it_stands(club: Club) -> None:
    club.target.unwanted = {"p3"}
    first = club.run(streams=("people",))
    club.target.forget_calls()

    second = club.run(streams=("people",))

    assert second.streams["people"] == Counts(unchanged=6, refused=1)
    assert second.problems == first.problems
    assert (club.target.writes, club.target.finds) == (0, 0)


def test_what_was_refused_goes_out_once_it_has_changed_and_unblocks_what_waits(club: Club) -> None:
    club.target.unwanted = {"p3"}
    club.run()
    club.target.unwanted = set()
    club.books["people"][3] = person(3, "Bea")

    record = club.run()

    assert record.streams["people"] == Counts(unchanged=6, created=1)
    assert record.streams["members"] == Counts(unchanged=6, created=1)
    club.assert_in_step()


def test_what_was_refused_goes_out_again_on_demand(club: Club) -> None:
    club.target.unwanted = {"p3"}
    club.run()
    club.target.unwanted = set()

    assert club.run().streams["people"] == Counts(unchanged=6, refused=1)
    assert club.run(retry=True).streams["people"] == Counts(unchanged=6, created=1)
    club.assert_in_step()


def test_a_removal_that_was_refused_goes_out_again_on_demand(club: Club) -> None:
    club.run()
    club.target.kept = {"g0/p0"}
    club.books["members"].pop(0)
    club.run()
    club.target.kept = set()

    assert club.run(retry=True).streams["members"] == Counts(unchanged=6, removed=1)
    club.assert_in_step()


def test_what_is_refused_again_on_demand_is_sent_once(club: Club) -> None:
    club.target.unwanted = {"p3"}
    club.run(streams=("people",))
    club.target.forget_calls()

    assert club.run(streams=("people",), retry=True).streams["people"] == Counts(unchanged=6, refused=1)
    assert club.target.writes == 1


def test_an_update_that_is_refused_leaves_what_is_held_and_can_be_taken_back(club: Club) -> None:
    club.run()
    club.target.unwanted = {"p3"}
    club.books["people"][3] = person(3, "Bea")

    assert club.run().streams["people"] == Counts(unchanged=6, refused=1)
    assert club.run().streams["members"] == Counts(unchanged=7), "a person who is held as before blocks nobody"
    club.books["people"][3] = person(3)
    assert club.run().status is Status.SUCCEEDED
    club.assert_in_step()


def test_a_removal_that_is_refused_is_not_sent_again_and_says_why_in_every_run(club: Club) -> None:
    club.run()
    club.target.kept = {"g0/p0"}
    club.books["members"].pop(0)

    assert club.run().streams["members"] == Counts(unchanged=6, refused=1)
    club.target.forget_calls()
    second = club.run()

    assert second.streams["members"] == Counts(unchanged=6, refused=1)
    assert [problem.reason for problem in second.problems] == [UNWANTED]
    assert (club.target.writes, club.target.finds) == (0, 0)
    assert club.stores.intents.of_stream(FLOW.name, "members") == []


@pytest.mark.parametrize("role", ["student", "teacher"])
def test_who_comes_back_after_a_refused_removal_is_there_as_wanted(club: Club, role: str) -> None:
    club.run()
    club.target.kept = {"g0/p0"}
    club.books["members"].pop(0)
    club.run()
    club.books["members"].append(member(0, 0, role))

    assert club.run().status is Status.SUCCEEDED
    club.assert_in_step()


def test_a_blocked_record_goes_out_by_itself_once_its_requirement_is_there(club: Club) -> None:
    club.books["groups"][0] = group(0, "")

    assert club.run().streams["members"] == Counts(created=3, blocked=4)
    club.books["groups"][0] = group(0)
    assert club.run().streams["members"] == Counts(unchanged=3, created=4)
    club.assert_in_step()


def test_streams_can_be_sent_alone_and_in_any_order(club: Club) -> None:
    assert club.run(streams=("members",)).streams == {"members": Counts(blocked=7)}
    club.run(streams=("groups",))
    club.run(streams=("people",))
    assert club.run(streams=("members",)).streams == {"members": Counts(created=7)}
    club.assert_in_step()


LOSSES: list[Loss] = ["before", "after", "half"]


@pytest.mark.parametrize(("call", "loss"), list(product(range(7), LOSSES)))
def test_a_lost_answer_is_made_up_for_within_the_run(club: Club, call: int, loss: Loss) -> None:
    club.target.losses = {call: loss}

    record = club.run()

    assert record.status is Status.SUCCEEDED
    club.assert_in_step()
    assert all(times == 1 for times in Counter(key for batch in club.target.told for key in batch).values())


@pytest.mark.parametrize("losses", list(product(LOSSES, LOSSES)))
def test_an_answer_that_is_lost_twice_is_made_up_for_by_the_next_attempt(club: Club, losses: tuple[Loss, Loss]) -> None:
    club.target.losses = {0: losses[0], 1: losses[1]}

    record = club.run(streams=("people",))

    assert record.status is Status.SUCCEEDED
    assert club.run(streams=("people",)).streams["people"] == Counts(unchanged=7)
    assert len(club.target.held("people")) == 7


def test_a_target_that_never_answers_fails_the_run_and_is_read_back_by_the_next(club: Club) -> None:
    club.target.losses = dict.fromkeys(range(6), "before")
    failed = club.run(streams=("people",))

    assert failed.status is Status.FAILED
    assert failed.sentence.endswith("run again when the system answers. [SystemUnavailableError]")
    assert failed.streams["people"].uncertain == BULK
    assert failed.streams["people"].blocked == 7 - BULK
    assert club.run(streams=("people",)).streams["people"] == Counts(created=7)
    assert len(club.target.held("people")) == 7


def test_a_chunk_that_is_sent_once_more_after_it_ended_sends_nothing(club: Club) -> None:
    record = club.run()
    run = take_the_flow(club, record.reference)
    club.target.forget_calls()

    again = [
        send_again(club, run, stream, f"changes-{number:05d}")
        for stream, number in (("people", 0), ("people", 1), ("groups", 0), ("members", 0), ("members", 1))
    ]

    assert (club.target.writes, club.target.finds) == (0, 0)
    assert sum(result.counts.created for result in again) == 16
    assert all(result.calls == 0 for result in again)


def test_a_worker_of_a_run_that_lost_its_flow_sends_nothing(club: Club) -> None:
    run_with_a_death(club, Fuse(1, "before", only="TargetClient.write"), "gone")
    dead = club.stores.runs.get("run-001")
    assert dead
    club.books["people"] = [person(number, "Bea") for number in range(7)]
    club.run()
    club.target.forget_calls()

    with pytest.raises(LeaseLostError):
        send_again(club, dead.reference.model_copy(update={"fence": 1}))

    assert (club.target.writes, club.target.finds) == (0, 0)
    club.assert_in_step()


def test_a_worker_that_loses_its_flow_between_two_batches_stops_there(club: Club) -> None:
    def a_rival_takes_the_flow() -> None:
        club.clock.sleep(LIFETIME.total_seconds())
        holding.take(club.stores.registers, FLOW.name, "rival", club.clock.now())

    club.target.meanwhile = a_rival_takes_the_flow

    record = club.run(streams=("people",))

    assert record.status is Status.FAILED
    assert "LeaseLostError" in record.sentence
    assert club.target.writes == 1
    assert holder(club.stores.registers) == "rival"


def test_a_slow_target_does_not_cost_a_run_its_flow(club: Club) -> None:
    club.target.meanwhile = lambda: club.clock.sleep(LIFETIME.total_seconds() * 0.9)

    assert club.run().status is Status.SUCCEEDED


def test_a_chunk_whose_file_expired_does_nothing(club: Club) -> None:
    run = take_the_flow(club, club.run().reference)

    assert send_again(club, run, "people", "changes-99999").counts == Counts()


def test_what_had_ended_before_a_failure_is_kept(club: Club) -> None:
    club.target.losses = dict.fromkeys(range(3, 12), "before")

    failed = club.run(streams=("people", "groups"))

    assert failed.streams["people"] == Counts(created=7)
    assert failed.streams["groups"].uncertain == 2
    assert club.run(streams=("people", "groups")).streams == {
        "people": Counts(unchanged=7),
        "groups": Counts(created=2),
    }


def test_the_reason_of_an_unknown_end_says_what_to_do(club: Club) -> None:
    club.target.losses = dict.fromkeys(range(6), "before")

    failed = club.run(streams=("people",))

    reasons = {problem.kind: problem.reason for problem in failed.problems}
    assert reasons["uncertain"] == Reason(
        sentence="It was sent and the answer was lost, twice.",
        remedy="Run again: the target is read back before anything is sent, so nothing is doubled.",
    )
    assert reasons["blocked"].sentence == "The run ended before these could be sent."


def test_a_lost_answer_in_a_batch_that_is_taken_apart_doubles_nothing(club: Club) -> None:
    club.target.poison = {"p3"}
    for call in range(8):
        fresh = Club()
        fresh.target.poison = {"p3"}
        fresh.target.losses = {call: "after"}

        fresh.run(streams=("people",))

        assert fresh.target.held("people").keys() == {f"p{number}" for number in range(7)} - {"p3"}


def test_system_unavailable_is_worth_another_attempt(club: Club) -> None:
    run_with_a_death(club, Fuse(1, "before", only="TargetClient.write"), "gone")
    dead = club.stores.runs.get("run-001")
    assert dead
    run = take_the_flow(club, dead.reference)
    club.target.losses = {0: "before", 1: "before"}

    with pytest.raises(SystemUnavailableError, match="club took 3 people twice without an answer"):
        send_again(club, run)
    assert send_again(club, run).counts == Counts(created=4)
