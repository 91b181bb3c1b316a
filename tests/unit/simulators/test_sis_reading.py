from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.simulators.faults import Fault
from tests.unit.simulators.ethos import TERM, UNIVERSITY, VERSIONS, Ethos, media_type


@pytest.fixture(scope="module")
def ethos() -> Ethos:
    """Return a system that is only read."""
    return Ethos()


@pytest.mark.parametrize("resource", VERSIONS)
def test_every_resource_is_listed_and_shown_as_the_contract_says(ethos: Ethos, resource: str) -> None:
    found = ethos.every(resource)
    first = ethos.call("GET", f"{resource}/{found[0]['id']}")

    assert first.get_json(force=True) == found[0]
    assert first.headers["Content-Type"] == first.headers["x-media-type"] == media_type(resource)


def test_it_holds_all_of_the_university(ethos: Ethos) -> None:
    sizes = {resource: len(ethos.every(resource)) for resource in ("courses", "sections", "persons", "rooms")}

    assert sizes == {"courses": 120, "sections": 490, "persons": 60, "rooms": 30}
    assert {one["code"] for one in ethos.every("academic-periods")} == {one.code for one in UNIVERSITY.terms}


@settings(max_examples=15, deadline=None)
@given(limit=st.integers(60, 700))
def test_any_size_of_page_gives_the_same_list(ethos: Ethos, limit: int) -> None:
    found: list[dict[str, Any]] = []
    total = 1
    while len(found) < total:
        answer = ethos.call("GET", f"sections?offset={len(found)}&limit={limit}")
        total = int(answer.headers["x-total-count"])
        found += answer.get_json(force=True)

    assert found == ethos.every("sections")


def test_a_page_has_100_unless_asked_otherwise_and_never_more_than_500(ethos: Ethos) -> None:
    usual = ethos.call("GET", "instructional-events")

    assert (len(usual.get_json(force=True)), usual.headers["x-max-page-size"]) == (100, "500")
    assert len(ethos.call("GET", "section-instructors?limit=9999").get_json(force=True)) == 500


def test_sections_are_filtered_by_term_course_and_number_at_once(ethos: Ethos) -> None:
    term, course = ({"id": ethos.id_of(*one)} for one in (("academic-periods", TERM), ("courses", "BIO-102")))

    assert len(ethos.every("sections", academicPeriod=term)) == 400
    (one,) = ethos.every("sections", academicPeriod=term, course=course, number="002")
    assert one["id"] == ethos.fields(f"{TERM}/BIO-102/002")["id"]


@pytest.mark.parametrize("resource", ["instructional-events", "section-instructors"])
def test_what_belongs_to_a_section_is_filtered_by_it_and_by_its_term(ethos: Ethos, resource: str) -> None:
    section = {"id": ethos.fields(f"{TERM}/BIO-101/001")["id"]}
    term = {"id": ethos.id_of("academic-periods", UNIVERSITY.running.code)}
    running = {one["id"] for one in ethos.every("sections", academicPeriod=term)}

    assert [one["section"] for one in ethos.every(resource, section=section)] == [section]
    assert {one["section"]["id"] for one in ethos.every(resource, academicPeriod=term)} <= running


def test_crosslists_are_filtered_by_term_and_by_section(ethos: Ethos) -> None:
    term = {"id": ethos.id_of("academic-periods", TERM)}
    first = UNIVERSITY.crosslists[0]
    (one,) = ethos.every("section-crosslists", section={"id": ethos.fields(first.sections[1])["id"]})

    assert len(ethos.every("section-crosslists", academicPeriod=term)) == 20
    assert one["code"] == first.group


def test_people_are_filtered_by_role(ethos: Ethos) -> None:
    assert len(ethos.every("persons", roles=[{"role": "instructor"}])) == 60
    assert ethos.every("persons", roles=[{"role": "student"}]) == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=ten",
        "offset=-1",
        "criteria=[]",
        "criteria={",
        'criteria={"titles":"x"}',
        'criteria={"section":{"id":"x"}}',
        "sort=id",
    ],
)
def test_what_is_asked_badly_is_refused(ethos: Ethos, query: str) -> None:
    assert ethos.codes("GET", f"sections?{query}") == (400, ["Validation.Exception"])


def test_what_there_is_not_is_not_found(ethos: Ethos) -> None:
    assert ethos.codes("GET", "sections/11111111-1111-1111-1111-111111111111") == (404, ["GUID.Not.Found"])
    assert ethos.codes("GET", "unicorns") == (404, ["Resource.NotFound"])
    assert ethos.codes("DELETE", "courses/11111111-1111-1111-1111-111111111111") == (405, ["Method.NotAllowed"])


def test_pages_can_be_truncated_and_drift() -> None:
    ethos = Ethos()
    whole = ethos.call("GET", "sites").get_json(force=True)
    ethos.simulator.faults.add(Fault("truncated", path="sites", times=1))
    assert ethos.call("GET", "sites").get_json(force=True) == whole[:-1]

    ethos.simulator.faults.add(Fault("drift", path="offset=2", times=1))
    pages = [ethos.call("GET", f"sites?limit=2&offset={offset}").get_json(force=True) for offset in (0, 2)]
    assert [one["code"] for page in pages for one in page] == ["MAIN", "EAST", "EAST"]
