"""Reading some sections of the SIS by their keys, and the crosslists that they stand in."""

import pytest

from rollbook.model.errors import ContractError
from rollbook.model.records import Scope
from tests.contract.connectors.office import FIRST, FREE, RUNNING, SECOND, TERM, Office

FEW, MANY = 3, 30


@pytest.mark.parametrize("count", [FEW, MANY])
def test_sections_by_keys_are_as_in_the_whole_term(office: Office, count: int) -> None:
    whole = office.read("sections")[:count]

    parts = office.read("sections", Scope(parts=tuple(one["key"] for one in whole)))

    assert parts == whole


@pytest.mark.parametrize("count", [FEW, MANY])
def test_crosslists_by_the_keys_of_sections_are_as_in_the_whole_term(office: Office, count: int) -> None:
    whole = office.read("relationships")
    keys = [key for one in whole for key in one["fields"]["sections"]][:count]

    parts = office.read("relationships", Scope(parts=tuple(keys)))

    assert parts == [one for one in whole if set(keys) & set(one["fields"]["sections"])]


def test_a_section_is_asked_for_by_itself_and_no_long_list_is_read(office: Office) -> None:
    office.read("sections", Scope(parts=(FIRST,)))

    asked = [one["path"] for one in office.simulator.calls.summary()["journal"]]
    assert {path for path in asked if path in {"/api/courses", "/api/rooms", "/api/persons"}} == {"/api/courses"}
    assert [office.calls.count(f"GET {name} 200") for name in ("courses", "sections", "rooms", "persons")] == [
        1,
        1,
        1,
        1,
    ]


def test_what_is_not_there_does_not_come(office: Office) -> None:
    keys = (FREE, FIRST, f"{TERM}/NOT-999/001", "209910/BIO-101/001", f"{TERM}/BIO-999/001", FIRST)

    assert office.keys("sections", Scope(parts=keys)) == [FIRST]
    assert office.keys("relationships", Scope(parts=keys)) == []


def test_parts_of_terms_that_are_not_wanted_do_not_come(office: Office) -> None:
    running = f"{RUNNING}/BIO-101/001"
    known = office.keys("sections", Scope(parts=(FIRST, running)))

    assert office.keys("sections", Scope(parts=(FIRST, running), terms=(TERM,))) == [FIRST]
    assert known[0] == FIRST


def test_no_parts_are_nothing(office: Office) -> None:
    for entity in ("sections", "relationships"):
        assert office.read(entity, Scope(parts=())) == []
    assert office.calls == []


def test_a_crosslist_of_two_parts_comes_once(office: Office) -> None:
    sections = office.crosslist("XL01")["fields"]["sections"]

    assert office.keys("relationships", Scope(parts=tuple(sections))) == [f"{TERM}/XL01"]


def test_a_key_that_is_none_is_told(office: Office) -> None:
    with pytest.raises(ContractError, match="named by its term, course and number"):
        office.read("sections", Scope(parts=("BIO-101",)))


def test_a_renumbered_section_is_known_by_its_new_key(office: Office) -> None:
    before = office.section(SECOND)
    office.edit(SECOND, value="777", action="renumber")

    assert office.keys("sections", Scope(parts=(SECOND, f"{TERM}/BIO-101/777"))) == [f"{TERM}/BIO-101/777"]
    assert office.section(f"{TERM}/BIO-101/777")["id"] == before["id"]
