"""Reading back what the SIS holds, by the keys of sections and crosslists."""

import pytest

from rollbook.model.changes import Change, Operation
from tests.contract.connectors.office import FIRST, FREE, SECOND, Office, crosslist, meeting, removal, section, update


def found(office: Office, *changes: Change) -> list[tuple[str, str, bool]]:
    entity = "sections" if changes[0].key.count("/") > 1 else "relationships"
    held = office.client().find(entity, list(changes))
    return [(one.digest.removeprefix("digest-of-"), one.target, one.matches) for one in held]


def test_what_was_written_is_found_whatever_the_ids_of_its_meetings(office: Office) -> None:
    made = section(times=[meeting(), meeting(days="S")])
    both = crosslist(sections=(SECOND, FIRST))
    office.write(made)
    office.write(both)

    assert found(office, made) == [(FREE, office.held(FREE)["id"], True)]
    assert found(office, both) == [(both.key, office.held(both.key)["id"], True)]


def test_what_is_not_there_is_left_out(office: Office) -> None:
    assert found(office, section(), update(office.section())) == [(FIRST, office.held(FIRST)["id"], True)]
    assert found(office, crosslist(sections=(FIRST, SECOND))) == []


@pytest.mark.parametrize(
    "fields", [{"title": "x"}, {"times": []}, {"professors": []}, {"maxEnrollment": None}, {"times": [meeting()]}]
)
def test_what_is_otherwise_does_not_match(office: Office, fields: dict[str, object]) -> None:
    assert [one[2] for one in found(office, update(office.section(), **fields))] == [False]


def test_what_the_system_gives_is_not_compared(office: Office) -> None:
    assert [one[2] for one in found(office, update(office.section(), callNumber="1", enrollment=9))] == [True]


def test_what_is_to_go_never_matches_while_it_is_there(office: Office) -> None:
    assert [one[2] for one in found(office, removal(office.section(), "cancel"))] == [False]
    assert [one[2] for one in found(office, removal(office.crosslist()))] == [False]


@pytest.mark.parametrize(("profile", "way"), [("colleague", "cancel"), ("peoplesoft", "inactivate")])
def test_a_section_that_was_taken_out_is_as_good_as_not_there(office: Office, profile: str, way: str) -> None:
    office.become(profile)
    gone = removal(office.section(), way)
    office.write(gone)

    assert office.holds(FIRST)
    assert found(office, gone) == []


def test_a_crosslist_of_a_deleted_section_is_found_as_it_is(office: Office) -> None:
    change = update(office.crosslist())
    office.edit(change.key, "sections", [FIRST, SECOND])

    ((_, target, matches),) = found(office, change.model_copy(update={"operation": Operation.CREATE}))

    assert (target, matches) == (change.target, False)
