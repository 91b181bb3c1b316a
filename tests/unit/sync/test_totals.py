from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.changes import Operation, Outcome, OutcomeKind
from rollbook.model.messages import Counts
from rollbook.model.records import Reason
from rollbook.sync.totals import accounted, add, tally

reasons = st.none() | st.builds(
    Reason, sentence=st.sampled_from(["Why?", "How?"]), remedy=st.sampled_from(["So.", "Thus."])
)
outcomes = st.lists(
    st.builds(
        Outcome,
        kind=st.sampled_from(OutcomeKind),
        operation=st.sampled_from(Operation),
        digest=st.integers(0, 10**12).map("{:032x}".format),
        reason=reasons,
    ),
    max_size=40,
)
figures = st.integers(0, 1_000)
counts = st.builds(Counts, **dict.fromkeys(Counts.model_fields, figures))


@given(outcomes)
def test_every_outcome_counts_in_one_figure(ended: list[Outcome]) -> None:
    assert accounted(tally("users", ended).counts()) == len(ended)


@given(outcomes)
def test_each_figure_counts_the_outcomes_of_its_name(ended: list[Outcome]) -> None:
    found = tally("users", ended).counts()

    kinds = Counter((outcome.kind, outcome.operation) for outcome in ended)
    applied = {operation: kinds[OutcomeKind.APPLIED, operation] for operation in Operation}
    assert (found.created, found.updated, found.removed) == tuple(applied.values())
    for kind in set(OutcomeKind) - {OutcomeKind.APPLIED}:
        assert getattr(found, kind.value) == sum(kinds[kind, operation] for operation in Operation)
    assert found.departed == kinds[OutcomeKind.UNCHANGED, Operation.REMOVE]


@given(outcomes)
def test_every_outcome_with_a_reason_is_in_one_problem(ended: list[Outcome]) -> None:
    problems = tally("users", ended).problems()

    expected = Counter((outcome.kind.value, outcome.reason) for outcome in ended if outcome.reason)
    assert {(problem.kind, problem.reason): problem.count for problem in problems} == expected
    assert [problem.count for problem in problems] == sorted(expected.values(), reverse=True)


@given(outcomes)
def test_a_problem_shows_a_few_beginnings_of_digests_and_nothing_longer(ended: list[Outcome]) -> None:
    for problem in tally("users", ended).problems():
        like = [o.digest[:10] for o in ended if (o.kind.value, o.reason) == (problem.kind, problem.reason)]
        assert list(problem.samples) == like[:5]


@given(outcomes, outcomes)
def test_the_parts_add_up_to_the_whole(some: list[Outcome], others: list[Outcome]) -> None:
    parts = add(tally("users", some).counts(), tally("users", others).counts())

    assert parts == tally("users", [*some, *others]).counts()


@given(counts, counts)
def test_sums_account_for_both_sides(left: Counts, right: Counts) -> None:
    assert accounted(add(left, right)) == accounted(left) + accounted(right)
