import pytest

from rollbook.model.changes import OutcomeKind
from rollbook.model.messages import Counts
from rollbook.model.ports import Match
from rollbook.model.runs import Status
from tests.unit.steps.register import FLOW, NAMELESS, Register, person, register


@pytest.fixture
def mixed() -> Register:
    """Return a register with one person of every kind: certain, likely, two in conflict, new, refused."""
    return register(
        sis=[
            person("p1", "1", "ann", "ann@x"),
            person("p2", "2", "bob", "bob@x"),
            person("p3", "3", "cy", "cy@x"),
            person("p4", "4", "di", "di@x"),
            person("p5", "5", "ed", "ed@x"),
            person("p6", "6", "flo", "flo@x", name=""),
        ],
        lms=[
            person("a1", "1", "ann", "other@y"),
            person("a2", "", "bob", "other@z"),
            person("a3", "", "di", "cy@x"),
            person("a9", "9", "zed", "zed@x"),
        ],
    )


def test_every_record_that_comes_in_is_accounted_for(mixed: Register) -> None:
    record = mixed.prepare()

    assert record.status is Status.PREVIEWED
    assert record.streams["people"] == Counts(unchanged=1, updated=1, held=2, created=1, refused=1)


def test_both_sides_are_read_and_nothing_is_sent_or_remembered_but_the_report(mixed: Register) -> None:
    before = [dict(row) for row in mixed.lms.rows]

    record = mixed.prepare()

    assert set(record.calls) == {"sis", "lms"}
    assert (mixed.lms.rows, mixed.lms.writes) == (before, 0)
    assert [mixed.mapping(f"p{number}") for number in range(1, 7)] == [None] * 6
    assert mixed.stores.baselines.manifest(FLOW.name, "people").entries == 0


def test_the_report_holds_what_flows_and_what_is_left_at_the_target(mixed: Register) -> None:
    found = mixed.findings(mixed.prepare())

    assert [(one.match, one.wanted and one.wanted.id, one.held and one.held.id) for one in found] == [
        (Match.CONFLICT, "p3", "a3"),
        (Match.CONFLICT, "p4", "a3"),
        (Match.LIKELY, "p2", "a2"),
        (Match.CERTAIN, "p1", "a1"),
        (Match.NEW, "p5", None),
        (Match.CANDIDATE, None, "a3"),
        (Match.UNMATCHED, None, "a9"),
    ]


def test_conflicts_and_refusals_are_told_with_their_reasons(mixed: Register) -> None:
    record = mixed.prepare()

    told = {(problem.kind, problem.reason.sentence, problem.count) for problem in record.problems}
    assert ("refused", NAMELESS.sentence, 1) in told
    assert sum(count for kind, _, count in told if kind == "held") == 2
    outcomes = list(mixed.stores.plans.outcomes(record.reference.run, "people"))
    assert {one.key for one in outcomes if one.kind is OutcomeKind.HELD} == {"p3", "p4"}
    assert not any(one.known for one in outcomes)


def test_the_account_of_somebody_who_is_refused_is_told_from_a_leftover(mixed: Register) -> None:
    mixed.lms.rows.append(person("a6", "6"))

    found = mixed.findings(mixed.prepare())

    (refused,) = [one for one in found if one.held and one.held.id == "a6"]
    assert (refused.match, refused.wanted) == (Match.UNMATCHED, None)
    assert refused.reason
    assert "refused" in refused.reason.sentence


def test_more_conflicts_than_one_file_holds_are_all_told() -> None:
    pairs = range(12)
    sis = [person(f"p{n}-{who}", f"{n}{who}", email=f"{n}@x") for n in pairs for who in "ab"]
    record = register(sis, [person(f"a{n}", email=f"{n}@x") for n in pairs]).prepare()

    assert record.streams["people"] == Counts(held=24)
    assert sum(problem.count for problem in record.problems) == 24


def test_a_stream_that_the_target_held_nothing_of_has_no_figures(mixed: Register) -> None:
    record = mixed.prepare()

    assert record.streams["seats"] == Counts()
    assert mixed.stores.reports.read(record.reference.run, "seats") is None


def test_a_single_stream_can_be_prepared_with_all_that_its_matching_looks_up(mixed: Register) -> None:
    mixed.sis.aliases = [{"person": "p5", "email": "zed@x"}]

    record = mixed.prepare(streams=("people",))

    assert list(record.streams) == ["people"]
    (found,) = [one for one in mixed.findings(record) if one.wanted and one.wanted.id == "p5"]
    assert (found.match, found.candidates) == (Match.CONFLICT, ("a9",))


def test_a_record_that_the_source_gives_twice_is_one() -> None:
    twice = [person("p1", "1"), person("p1", "1"), person("p2", name=""), person("p2", name="")]

    assert register(twice, []).prepare().streams["people"] == Counts(created=1, refused=1)


def test_what_is_left_out_is_no_record_of_the_report_and_its_account_stays_to_be_seen(mixed: Register) -> None:
    before = mixed.prepare()
    mixed.sis.rows.append(person("p7", "7") | {"away": True})
    mixed.lms.rows.append(person("a7", "7"))

    record = mixed.prepare()

    assert (record.streams, record.problems) == (before.streams, before.problems)
    found = [one for one in mixed.findings(record) if one not in mixed.findings(before)]
    assert [(one.match, one.wanted, one.held and one.held.id) for one in found] == [(Match.UNMATCHED, None, "a7")]


def test_a_row_without_an_id_ends_the_run_red() -> None:
    record = register([], [person("", "1")]).prepare()

    assert record.status is Status.FAILED
    assert "no id" in record.sentence


def test_it_can_be_repeated_and_says_the_same(mixed: Register) -> None:
    first, second = mixed.prepare(), mixed.prepare()

    assert mixed.findings(first) == mixed.findings(second)


def test_a_run_may_go_on_while_a_preparation_reads(mixed: Register) -> None:
    mixed.stores.registers.swap(
        f"lease/{FLOW.name}", None, {"holder": "other", "token": 1, "until": "2026-09-14T23:00:00+00:00"}
    )

    assert mixed.prepare().status is Status.PREVIEWED
