from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.changes import REMARKS, Operation, Outcome, OutcomeKind
from rollbook.model.messages import Counts
from rollbook.model.records import Reason
from rollbook.model.runs import Freshness
from rollbook.sync.totals import accounted, add, freshness, tally

reasons = st.none() | st.builds(
    Reason, sentence=st.sampled_from(["Why?", "How?"]), remedy=st.sampled_from(["So.", "Thus."])
)
seconds = st.floats(0, 1e6)
outcomes = st.lists(
    st.builds(
        Outcome,
        kind=st.sampled_from(OutcomeKind),
        operation=st.sampled_from(Operation),
        digest=st.integers(0, 10**12).map("{:032x}".format),
        reason=reasons,
        delay=st.none() | seconds,
    ),
    max_size=40,
)
figures = st.integers(0, 1_000)
counts = st.builds(Counts, **dict.fromkeys(Counts.model_fields, figures))


@given(outcomes)
def test_every_outcome_that_ends_a_record_counts_in_one_figure(ended: list[Outcome]) -> None:
    ends = [outcome for outcome in ended if outcome.kind not in REMARKS]
    assert accounted(tally("users", ended).counts()) == len(ends)
    assert tally("users", ended).counts() == tally("users", ends).counts()


@given(outcomes)
def test_each_figure_counts_the_outcomes_of_its_name(ended: list[Outcome]) -> None:
    found = tally("users", ended).counts()

    kinds = Counter((outcome.kind, outcome.operation) for outcome in ended)
    applied = {operation: kinds[OutcomeKind.APPLIED, operation] for operation in Operation}
    assert (found.created, found.updated, found.removed) == tuple(applied.values())
    for kind in set(OutcomeKind) - REMARKS - {OutcomeKind.APPLIED}:
        assert getattr(found, kind.value) == sum(kinds[kind, operation] for operation in Operation)
    assert found.departed == kinds[OutcomeKind.UNCHANGED, Operation.REMOVE]


@given(outcomes)
def test_every_outcome_with_a_reason_is_in_one_group(ended: list[Outcome]) -> None:
    found = tally("users", ended)

    expected = Counter((outcome.kind.value, outcome.reason) for outcome in ended if outcome.reason)
    groups = [*found.problems(), *found.left_out()]
    assert {(group.kind, group.reason): group.count for group in groups} == expected
    for part in (found.problems(), found.left_out()):
        assert [group.count for group in part] == sorted((group.count for group in part), reverse=True)


@given(outcomes)
def test_what_is_left_out_is_no_problem(ended: list[Outcome]) -> None:
    found = tally("users", ended)

    assert {group.kind for group in found.left_out()} <= {OutcomeKind.LEFT_OUT.value}
    assert OutcomeKind.LEFT_OUT.value not in {problem.kind for problem in found.problems()}


@given(outcomes)
def test_a_notice_is_a_problem(ended: list[Outcome]) -> None:
    found = tally("users", ended)

    noticed = sum(outcome.kind is OutcomeKind.NOTICE and outcome.reason is not None for outcome in ended)
    assert sum(problem.count for problem in found.problems() if problem.kind == OutcomeKind.NOTICE) == noticed


@given(outcomes)
def test_a_group_shows_a_few_beginnings_of_digests_and_nothing_longer(ended: list[Outcome]) -> None:
    total = tally("users", ended)
    for problem in (*total.problems(), *total.left_out()):
        like = [o.digest[:10] for o in ended if (o.kind.value, o.reason) == (problem.kind, problem.reason)]
        assert list(problem.samples) == like[:5]


@given(outcomes, outcomes)
def test_the_parts_add_up_to_the_whole(some: list[Outcome], others: list[Outcome]) -> None:
    parts = add(tally("users", some).counts(), tally("users", others).counts())

    assert parts == tally("users", [*some, *others]).counts()


@given(counts, counts)
def test_sums_account_for_both_sides(left: Counts, right: Counts) -> None:
    assert accounted(add(left, right)) == accounted(left) + accounted(right)


@given(outcomes)
def test_a_tally_keeps_the_delays_that_are_known(ended: list[Outcome]) -> None:
    known = [outcome.delay for outcome in ended if outcome.delay is not None]

    assert list(tally("users", ended).delays) == pytest.approx(known)


@pytest.mark.parametrize(
    ("count", "p50", "p95"), [(1, 1, 1), (2, 1, 2), (3, 2, 3), (10, 5, 10), (19, 10, 19), (20, 10, 19), (100, 50, 95)]
)
def test_percentiles_are_delays_of_the_nearest_rank(count: int, p50: float, p95: float) -> None:
    assert freshness(range(1, count + 1)) == Freshness(count=count, p50=p50, p95=p95)


def test_without_delays_there_is_no_freshness() -> None:
    assert freshness([]) is None


@given(st.lists(seconds, min_size=1))
def test_half_and_nearly_all_changes_took_no_longer_than_said(delays: list[float]) -> None:
    found = freshness(delays)

    assert found
    assert found.count == len(delays)
    for said, percent in ((found.p50, 50), (found.p95, 95)):
        within = sum(delay <= said + 0.001 for delay in delays)
        shorter = sum(delay < said - 0.001 for delay in delays)
        assert within * 100 >= percent * len(delays) > shorter * 100


@given(st.lists(seconds, min_size=1), st.randoms())
def test_freshness_does_not_depend_on_the_order(delays: list[float], dice: Random) -> None:
    shuffled = dice.sample(delays, len(delays))

    assert freshness(shuffled) == freshness(delays)
