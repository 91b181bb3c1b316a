"""Every case of what the mapping may know of a record that seems to have changed."""

import pytest

from rollbook.model.changes import Change, Mapping, Operation, Outcome, OutcomeKind
from rollbook.sync.decide import ADOPTED, decide, provisioned
from tests.unit.sync.samples import REASON, change, mapping

CREATE, UPDATE, REMOVE = Operation


def decided(wanted: Change, known: Mapping | None, *, suspect: bool = False) -> Change:
    found = decide(wanted, known, suspect=suspect)
    assert isinstance(found, Change)
    return found


def settled(wanted: Change, known: Mapping | None, *, suspect: bool = False) -> Outcome:
    found = decide(wanted, known, suspect=suspect)
    assert isinstance(found, Outcome)
    return found


@pytest.mark.parametrize(
    ("known", "operation", "held"),
    [
        (None, CREATE, None),
        (mapping("applied"), UPDATE, "c1"),
        (mapping("removed"), CREATE, None),
        (mapping("refused", refused="c1"), CREATE, None),
        (mapping("refused update", refused="c3"), UPDATE, "c1"),
    ],
    ids=["never sent", "applied otherwise", "removed", "refused otherwise", "update refused otherwise"],
)
def test_what_the_target_does_not_hold_as_wanted_is_sent(
    known: Mapping | None, operation: Operation, held: str | None
) -> None:
    sent = decided(change(), known)

    assert (sent.operation, sent.held) == (operation, held)
    assert sent.before == ({"name": "old"} if held else None)
    assert sent.target == ("t1" if held else None)
    assert (sent.content, sent.data, sent.suspect) == ("c2", {"name": "new"}, False)


def test_what_the_target_holds_as_wanted_is_unchanged() -> None:
    ended = settled(change(), mapping("applied", applied="c2"))

    assert (ended.kind, ended.content, ended.target) == (OutcomeKind.UNCHANGED, "c2", "t1")
    assert ended.reason is None


@pytest.mark.parametrize("state", ["refused", "refused update"])
def test_what_was_refused_as_it_stands_stays_refused_with_its_reason(state: str) -> None:
    ended = settled(change(), mapping(state))

    assert (ended.kind, ended.reason) == (OutcomeKind.REFUSED, REASON)


def test_what_was_refused_and_went_back_to_what_the_target_holds_is_unchanged() -> None:
    assert settled(change(content="c1"), mapping("refused update")).kind is OutcomeKind.UNCHANGED


@pytest.mark.parametrize(
    "known",
    [
        None,
        mapping("applied"),
        mapping("applied", applied="c2"),
        mapping("refused"),
        mapping("refused update"),
        mapping("removed"),
    ],
)
@pytest.mark.parametrize("wanted", [change(), change(operation=REMOVE)])
def test_a_suspect_is_always_read_back(wanted: Change, known: Mapping | None) -> None:
    assert decided(wanted, known, suspect=True).suspect


@pytest.mark.parametrize("state", ["applied", "refused update"])
def test_what_the_target_holds_is_removed_by_the_name_under_which_it_was_sent(state: str) -> None:
    known = mapping(state, refused="c3" if state == "refused update" else None)

    sent = decided(change(operation=REMOVE, key=""), known)

    assert (sent.operation, sent.key, sent.scope, sent.target) == (REMOVE, "key", "school", "t1")
    assert (sent.held, sent.before, sent.data, sent.content) == ("c1", {"name": "old"}, None, "")


@pytest.mark.parametrize("known", [None, mapping("removed"), mapping("refused")])
def test_a_removal_of_what_the_target_does_not_hold_is_unchanged(known: Mapping | None) -> None:
    ended = settled(change(operation=REMOVE), known)

    assert (ended.kind, ended.operation, ended.content) == (OutcomeKind.UNCHANGED, REMOVE, "")


def test_a_removal_that_was_refused_stays_refused_until_something_changes() -> None:
    known = mapping("refused update", refused="")

    assert settled(change(operation=REMOVE), known).kind is OutcomeKind.REFUSED


def test_a_record_whose_removal_was_refused_can_still_be_changed() -> None:
    assert decided(change(), mapping("refused update", refused="")).operation is UPDATE


def test_a_suspect_removal_keeps_what_was_sent_when_nothing_is_known_of_it() -> None:
    sent = decided(change(operation=REMOVE, before={"name": "sent"}, scope="school"), None, suspect=True)

    assert (sent.key, sent.before, sent.scope) == ("key", {"name": "sent"}, "school")


@pytest.mark.parametrize("content", ["c1", "c2", "c3"])
@pytest.mark.parametrize(("suspect", "retry"), [(False, False), (True, False), (False, True)])
def test_what_waits_for_a_persons_decision_is_held_whatever_becomes_of_it(
    content: str, suspect: bool, retry: bool
) -> None:
    ended = decide(change(content=content), mapping("withheld"), suspect=suspect, retry=retry)

    assert isinstance(ended, Outcome)
    assert (ended.kind, ended.operation, ended.reason) == (OutcomeKind.HELD, CREATE, REASON)


def test_what_waits_for_a_decision_and_leaves_the_source_is_settled() -> None:
    assert settled(change(operation=REMOVE), mapping("withheld")).kind is OutcomeKind.UNCHANGED


@pytest.mark.parametrize("content", ["c1", "c2"])
def test_what_was_adopted_is_updated_by_the_id_that_it_has_whatever_its_content(content: str) -> None:
    sent = decided(change(content=content), mapping("adopted"))

    assert (sent.operation, sent.target, sent.before, sent.held) == (UPDATE, "t1", {"uid": ""}, ADOPTED)


def test_an_update_of_what_was_adopted_that_was_refused_stays_refused_until_it_changes() -> None:
    known = mapping("refused adoption")

    assert settled(change(), known).kind is OutcomeKind.REFUSED
    assert decided(change(content="c3"), known).operation is UPDATE


@pytest.mark.parametrize(
    ("known", "sent"),
    [
        (None, False),
        (mapping("applied"), True),
        (mapping("refused update"), True),
        (mapping("refused"), False),
        (mapping("removed"), False),
        (mapping("withheld"), False),
        (mapping("adopted"), False),
        (mapping("refused adoption"), False),
    ],
)
def test_a_record_is_provisioned_once_a_run_has_sent_it(known: Mapping | None, sent: bool) -> None:
    assert provisioned(known) is sent


def test_what_the_target_refused_to_hold_again_is_not_taken_for_held() -> None:
    known = mapping("refused update", applied="c2", refused="c2")

    assert settled(change(), known).kind is OutcomeKind.REFUSED
    again = decide(change(), known, suspect=False, retry=True)
    assert isinstance(again, Change)
    assert (again.operation, again.suspect) == (UPDATE, True)
