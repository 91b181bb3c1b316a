import pytest

from rollbook.admin.decisions import Decisions, Place
from rollbook.admin.mapping_report import Choice, Row
from rollbook.model.descriptors import Profile
from rollbook.model.ports import Finding, Match
from rollbook.model.records import Reason
from rollbook.steps.adopt import UNDECIDED, Decision

WHY = Reason(sentence="Two are like it.", remedy="Look at both.")


def profile(known_as: str, number: str = "") -> Profile:
    return Profile(id=known_as, marks=((number,) if number else (),))


P1, P2, P3, P4 = (profile(f"p{number}", str(number)) for number in range(1, 5))
A1, A2, A5, A9 = profile("a1", "1"), profile("a2"), profile("a5"), profile("a9", "9")
REPORT = [
    Finding(match=Match.CONFLICT, wanted=P3, candidates=("a5", "a9"), reason=WHY),
    Finding(match=Match.LIKELY, wanted=P2, held=A2, matched_by="e-mail"),
    Finding(match=Match.CERTAIN, wanted=P1, held=A1, matched_by="number"),
    Finding(match=Match.NEW, wanted=P4),
    Finding(match=Match.CANDIDATE, held=A5),
    Finding(match=Match.CANDIDATE, held=A9),
]


def decisions(*findings: Finding) -> Decisions:
    return Decisions(findings or REPORT, "number", "lms")


def row(key: str, choice: Choice, held: str = "", line: int = 7) -> Place:
    return Place("people.csv", Row(line, "people", key, choice, held))


def by_key(made: Decisions) -> dict[str, Decision]:
    return {one.wanted.id: one for one in made.made()}


def test_what_a_file_does_not_speak_of_is_as_the_report_proposes() -> None:
    made = decisions()

    assert made.take([]) == []
    assert by_key(made) == {
        "p1": Decision(P1, held=A1),
        "p2": Decision(P2, held=A2),
        "p3": Decision(P3, reason=WHY),
        "p4": Decision(P4),
    }


def test_a_file_may_decide_otherwise() -> None:
    made = decisions()

    assert made.take([row("p3", "link", "a5"), row("p2", "create"), row("p4", ""), row("p1", "link", "a1")]) == []
    assert by_key(made) == {
        "p1": Decision(P1, held=A1),
        "p2": Decision(P2),
        "p3": Decision(P3, held=A5),
        "p4": Decision(P4, reason=UNDECIDED),
    }


def test_an_id_that_is_not_in_the_report_is_a_mistake() -> None:
    (mistake,) = decisions().take([row("p3", "link", "a77")])
    assert mistake == (
        "people.csv, line 7, lms_id: 'a77' is no record of lms in the report; "
        "accepted is an id of the report, or the decision create"
    )


def test_a_link_without_an_id_is_a_mistake() -> None:
    (mistake,) = decisions().take([row("p3", "link")])
    assert "lms_id: ''" in mistake


def test_a_key_that_is_not_in_the_report_is_a_mistake() -> None:
    (mistake,) = decisions().take([row("p77", "create")])
    assert mistake.startswith("people.csv, line 7, sis_key: 'p77' is not in the report; accepted are the keys as they")


def test_a_key_twice_is_a_mistake() -> None:
    (mistake,) = decisions().take([row("p4", "create", line=3), row("p4", "create")])
    assert mistake.startswith("people.csv, line 7, sis_key: 'p4' stands in line 3 too")


def test_one_id_for_two_records_is_a_mistake_at_each_line_that_says_so() -> None:
    mistakes = decisions().take([row("p3", "link", "a5", line=3), row("p4", "link", "a5", line=4)])
    assert mistakes == [
        "people.csv, line 3, lms_id: 'a5' is linked to p4 too; accepted is one record for each",
        "people.csv, line 4, lms_id: 'a5' is linked to p3 too; accepted is one record for each",
    ]


def test_an_id_that_the_report_links_to_another_is_a_mistake_while_that_stands() -> None:
    (mistake,) = decisions().take([row("p4", "link", "a2")])
    assert mistake == "people.csv, line 7, lms_id: 'a2' is linked to p2 too; accepted is one record for each"
    assert decisions().take([row("p4", "link", "a2"), row("p2", "create")]) == []


def test_a_record_whose_natural_key_is_there_cannot_be_created_and_links_to_nothing_else() -> None:
    created, elsewhere = decisions().take([row("p1", "create", line=3)]), decisions().take([row("p1", "link", "a5")])

    words = (
        "people.csv, line 3, decision: "
        "'create' is not possible, because a run would change the record with its number; "
        "accepted are link with a1, or nothing"
    )
    assert created == [words]
    assert elsewhere == [
        "people.csv, line 7, lms_id: 'a5' is not the record that has its number; accepted is a1",
    ]
    assert decisions().take([row("p1", "")]) == []


def test_all_mistakes_are_told_at_once() -> None:
    assert len(decisions().take([row("p3", "link", "a77"), row("p77", ""), row("p1", "create")])) == 3


def test_what_a_run_has_sent_is_decided_no_more() -> None:
    made = decisions()
    made.leave_out({"p2": "a2", "p4": "made-1"})

    assert made.take([row("p2", "create"), row("p4", "link", "a77")]) == []
    assert sorted(by_key(made)) == ["p1", "p3"]
    assert made.sent == ("p2", "p4")


def test_the_id_of_what_a_run_has_sent_is_taken() -> None:
    made = decisions()
    made.leave_out({"p2": "a5"})

    (mistake,) = made.take([row("p3", "link", "a5")])
    assert "'a5' is linked to p2 too" in mistake


def test_a_report_that_a_run_has_overtaken_is_refused() -> None:
    made = decisions()
    made.leave_out({"p4": "a2"})

    (mistake,) = made.take([])
    assert mistake.startswith("the report is outdated: it links p4, p2 to 'a2'")


@pytest.mark.parametrize(("exported", "saved"), [("0012", "12"), ("000", "0"), ("0012", "0012"), ("0012", "012")])
def test_a_key_whose_zeros_a_spreadsheet_dropped_is_still_known(exported: str, saved: str) -> None:
    made = decisions(Finding(match=Match.NEW, wanted=profile(exported, "n")))

    assert made.take([row(saved, "")]) == []
    assert by_key(made) == {exported: Decision(profile(exported, "n"), reason=UNDECIDED)}


def test_a_key_that_may_be_two_without_its_zeros_is_not_guessed() -> None:
    made = decisions(
        Finding(match=Match.NEW, wanted=profile("0012")), Finding(match=Match.NEW, wanted=profile("00012"))
    )

    (mistake,) = made.take([row("12", "create")])
    assert "is not in the report" in mistake
