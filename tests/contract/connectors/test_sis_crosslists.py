"""Writing relationships to the SIS, which are its crosslists."""

from rollbook.connectors.sis.dictionary import UNKNOWN_CODE
from rollbook.model.changes import Change, Resolved
from tests.contract.apis.wire import document
from tests.contract.connectors.office import (
    FIRST,
    FREE,
    SECOND,
    TERM,
    Office,
    crosslist,
    meeting,
    professor,
    removal,
    section,
    update,
)

THIRD = f"{TERM}/BIO-101/003"
NEW = f"{TERM}/XL80"


def test_a_new_crosslist_has_its_sections_and_one_is_primary(office: Office) -> None:
    change = crosslist(sections=(SECOND, FIRST))

    (written,) = office.write(change)

    assert written.reason is None
    shown = office.crosslist("XL80")
    assert (written.target, shown["key"]) == (shown["id"], NEW)
    assert shown["fields"] == (change.data or {})["fields"]
    assert shown["fields"]["primary"] == SECOND
    assert office.writes == ["POST section-crosslists 201"]


def test_a_section_that_was_made_just_before_is_not_looked_for(office: Office) -> None:
    made = {key: office.held(key)["id"] for key in (FIRST, SECOND)}
    resolved = {f"sections/{key}": Resolved(target=guid, data={}) for key, guid in made.items()}

    (written,) = office.write(crosslist(sections=(FIRST, SECOND)).model_copy(update={"resolved": resolved}))

    assert written.reason is None
    assert office.calls == ["POST section-crosslists 201"]


def test_a_crosslist_whose_primary_section_nobody_named_has_one_all_the_same(office: Office) -> None:
    office.write(crosslist(sections=(FIRST, SECOND), primary=None))

    assert office.crosslist("XL80")["fields"]["primary"] == FIRST


def test_the_members_go_together_and_nothing_else_does(office: Office) -> None:
    office.write(crosslist(sections=(FIRST, SECOND)))
    before = office.crosslist("XL80")

    (written,) = office.write(update(before, sections=[FIRST, SECOND, THIRD]))

    assert written.reason is None
    assert office.crosslist("XL80")["fields"] == {**before["fields"], "sections": [FIRST, SECOND, THIRD]}
    assert office.writes == ["PUT section-crosslists 200"]


def test_another_primary_section_a_waitlist_and_seats(office: Office) -> None:
    office.write(crosslist(sections=(FIRST, SECOND)))
    before = office.crosslist("XL80")
    others = {"primary": SECOND, "waitlist": "separate", "maxEnrollment": None}

    for name, value in others.items():
        (written,) = office.write(update(before, **{name: value}))
        assert written.reason is None

    assert office.crosslist("XL80")["fields"] == {**before["fields"], **others}


def test_a_crosslist_that_is_as_it_should_be_needs_no_call(office: Office) -> None:
    (written,) = office.write(update(office.crosslist()))

    assert written.reason is None
    assert office.calls == []


def test_a_crosslist_is_taken_out_and_may_be_gone_already(office: Office) -> None:
    gone = removal(office.crosslist("XL01"))

    for _ in range(2):
        (written,) = office.write(gone)
        assert (written.target, written.reason) == (gone.target, None)

    assert not office.holds(gone.key)


def reasons(office: Office, change: Change) -> tuple[str, list[tuple[str, str, str]]]:
    reason = office.refused(change)
    return reason.sentence, [(one.code, one.field, one.value) for one in reason.details]


def test_a_crosslist_of_a_section_that_there_is_not(office: Office) -> None:
    sentence, details = reasons(office, crosslist(sections=(FIRST, FREE)))

    assert sentence == "The SIS did not take this relationship: the SIS has no such code."
    assert details == [(UNKNOWN_CODE, "sections", FREE)]
    assert office.writes == []


def test_a_crosslist_of_a_section_that_has_another(office: Office) -> None:
    taken = office.crosslist("XL01")["fields"]["sections"][0]

    sentence, ((code, field, _),) = reasons(office, crosslist(sections=(taken, FIRST)))

    assert sentence.endswith("one of its sections stands in another crosslist.")
    assert (code, field) == ("SectionCrosslist.Section.InUse", "sections")


def test_a_code_that_the_term_has_already(office: Office) -> None:
    sentence, details = reasons(office, crosslist("XL01", sections=(FIRST, SECOND)))

    assert sentence.endswith("the SIS has a crosslist with this code in the term already.")
    assert details == [("SectionCrosslist.Duplicate", "group", "XL01")]


def test_a_crosslist_that_is_not_there_any_more(office: Office) -> None:
    change = update(office.crosslist("XL01"), maxEnrollment=3)
    office.edit(change.key, action="delete")

    sentence, _ = reasons(office, change)

    assert "is not in the SIS any more" in sentence


def test_all_that_is_written_is_asked_and_answered_as_the_contract_says(office: Office) -> None:
    office.become("colleague")
    office.write(section())
    shown = office.section(FREE)
    office.write(update(shown, title="x", times=[], professors=[professor("0012001", "secondary", 5)]))
    office.write(update(office.section(FREE), times=[meeting()], professors=[]))
    office.write(update(office.section(FREE), times=[{**office.held(FREE)["times"][0], "days": "F"}]))
    office.write(removal(office.section(FREE)))
    office.write(crosslist(sections=(FIRST, SECOND)))
    office.write(update(office.crosslist("XL80"), maxEnrollment=None))
    office.write(removal(office.crosslist("XL80")), crosslist("XL01", sections=(FIRST, SECOND)))
    office.client().check()

    operations = document("sis").operations
    written = {one.id for one in operations if one.method != "get"}
    lists = {one.id for one in operations if one.method == "get" and "{" not in one.template}
    assert written | lists <= office.witness.operations
    assert office.witness.bad_answers == []


def test_a_crosslist_of_new_sections_follows_them(office: Office) -> None:
    other = f"{FREE[:-3]}801"
    office.write(section(times=[]), section(other, times=[]))

    (written,) = office.write(crosslist(sections=(FREE, other)))

    assert written.reason is None
    assert office.crosslist("XL80")["fields"]["sections"] == [FREE, other]
