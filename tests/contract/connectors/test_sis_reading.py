"""Reading terms, courses, sections and crosslists of the SIS: completely, in people's codes, or not at all."""

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from werkzeug.wrappers import Response

from rollbook.connectors import load
from rollbook.model.errors import ContractError, IncompleteReadError
from rollbook.model.records import Json, Scope
from sandbox.institution.university import sample_university
from sandbox.simulators.serving import serving
from tests.contract.connectors.office import ENDED, FIRST, RUNNING, TERM, Office

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SAMPLE = sample_university(date(2026, 9, 14))
every_collection = pytest.mark.parametrize("entity", load("sis").reads)
COUNTS = {"terms": 3, "courses": 120, "sections": 400, "relationships": 20}


def without_ids(fields: Json) -> Json:
    """Return a section's fields without the ids of its meetings, which only the SIS gives."""
    return {**fields, "times": [{**time, "id": ""} for time in fields["times"]]}


@every_collection
@pytest.mark.parametrize("size", [7, 500])
def test_a_collection_is_read_whole_whatever_the_size_of_its_pages(office: Office, entity: str, size: int) -> None:
    keys = office.keys(entity, page_size=size)

    assert len(keys) == COUNTS[entity]
    assert len(set(keys)) == len(keys)
    assert office.witness.bad_answers == []


def test_terms_come_with_their_days(office: Office) -> None:
    assert [(one["key"], one["title"], one["startDate"], one["endDate"]) for one in office.read("terms")] == [
        (one.code, one.title, one.start.isoformat(), one.end.isoformat()) for one in SAMPLE.terms
    ]


def test_courses_come_in_the_codes_of_people(office: Office) -> None:
    read = office.read("courses")

    assert [(one["key"], one["from"], one["until"], one["fields"]) for one in read] == [
        (one.code, one.start.isoformat(), None, one.fields) for one in SAMPLE.courses
    ]
    assert {(one["sisId"], one["version"]) for one in read} == {(one["id"], "") for one in read}


def test_sections_come_with_meetings_and_instructors_in_the_codes_of_people(office: Office) -> None:
    sample = {one.key: one for one in SAMPLE.sections if one.term == TERM}

    read = {one["key"]: one for one in office.read("sections")}

    assert read.keys() == sample.keys()
    for key, one in sample.items():
        expected = {**one.fields, "callNumber": one.call_number, "enrollment": one.enrollment}
        assert without_ids(read[key]["fields"]) == expected
    first = read[FIRST]
    assert (first["term"], first["course"], first["number"]) == (TERM, "BIO-101", "001")
    assert (first["id"], first["sisId"], first["version"]) == (office.held(FIRST)["id"], first["id"], "")
    assert (first["lastEditedAt"], first["lastEditedBy"]) == (None, "")
    assert first["fields"]["times"] == office.held(FIRST)["times"]


def test_crosslists_come_with_the_keys_of_their_sections(office: Office) -> None:
    held = office.simulator.snapshot()["crosslists"]

    read = office.read("relationships")

    assert [(one["key"], one["group"], one["type"], one["fields"]["sections"]) for one in read] == [
        (f"{one.term}/{one.group}", one.group, "crosslist", sorted(one.sections)) for one in SAMPLE.crosslists
    ]
    assert [one["fields"] for one in read] == [{name: held[one["key"]][name] for name in one["fields"]} for one in read]


def test_whole_credit_hours_are_whole_numbers(office: Office) -> None:
    office.edit(FIRST, "maxCreditHours", 3.5)

    fields = office.section()["fields"]

    assert [repr(fields[name]) for name in ("minCreditHours", "maxCreditHours")] == ["3", "3.5"]


def test_what_a_section_does_not_have_is_none_or_empty(office: Office) -> None:
    for path in ("campus", "gradeMode", "instructionMode", "partOfTerm", "sectionType", "maxEnrollment", "endDate"):
        office.edit(FIRST, path, None)
    office.edit(FIRST, "times.0.room", "")
    office.edit(FIRST, "times.0.type", "")
    office.edit(FIRST, "professors", [])

    fields = office.section()["fields"]

    names = ("campus", "gradeMode", "instructionMode", "partOfTerm", "sectionType", "maxEnrollment", "endDate")
    assert {fields[name] for name in names} == {None}
    assert (fields["times"][0]["room"], fields["times"][0]["type"], fields["professors"]) == ("", "", [])


@pytest.mark.parametrize("profile", ["colleague", "peoplesoft"])
def test_instructors_are_known_by_the_number_of_each_system(office: Office, profile: str) -> None:
    office.become(profile)

    assert office.section()["fields"]["professors"][0]["id"] == "0012001"


def test_somebody_who_teaches_no_more_is_asked_for_alone(office: Office) -> None:
    person = office.simulator.holdings.id_of("persons", "0012001")
    office.simulator.holdings.tables["persons"][person]["roles"] = []

    (first, *_) = office.read("sections")

    assert first["fields"]["professors"][0]["id"] == "0012001"
    assert office.calls.count("GET persons 200") == 2


def test_an_instructor_without_a_number_is_known_by_the_id(office: Office) -> None:
    person = office.simulator.holdings.id_of("persons", "0012001")
    office.simulator.holdings.tables["persons"][person]["credentials"] = []

    assert office.section()["fields"]["professors"][0]["id"] == person


def test_a_period_that_is_no_term_is_left_out(office: Office) -> None:
    guid = office.simulator.holdings.id_of("academic-periods", ENDED)
    office.simulator.holdings.tables["academic-periods"][guid]["category"] = {"type": "year"}

    assert office.keys("terms") == [RUNNING, TERM]


# -------------------------------------------------------------------------------------------------------------- terms


@pytest.mark.parametrize("entity", ["sections", "relationships"])
def test_terms_narrow_what_belongs_to_one(office: Office, entity: str) -> None:
    keys = office.keys(entity, Scope(terms=(TERM, RUNNING, TERM)))

    assert {key.partition("/")[0] for key in keys} <= {TERM, RUNNING}
    assert keys == office.keys(entity, Scope(terms=(TERM,))) + office.keys(entity, Scope(terms=(RUNNING,)))


@pytest.mark.parametrize("entity", ["terms", "courses"])
def test_terms_and_parts_narrow_nothing_else(office: Office, entity: str) -> None:
    assert len(office.read(entity, Scope(terms=(), parts=()))) == COUNTS[entity]


def test_without_terms_those_come_that_are_not_over(office: Office) -> None:
    keys = office.keys("sections", Scope())

    assert {key.partition("/")[0] for key in keys} == {TERM, RUNNING}


@pytest.mark.parametrize("entity", ["sections", "relationships"])
def test_a_term_that_there_is_not_has_nothing(office: Office, entity: str) -> None:
    assert office.keys(entity, Scope(terms=("209910",))) == []


# ------------------------------------------------------------------------------------------------- it moves meanwhile


def test_a_list_that_moves_is_read_again(office: Office) -> None:
    office.meanwhile("sections.*offset=[1-9]", lambda: office.edit(FIRST, action="delete"))

    keys = office.keys("sections", page_size=100)

    assert len(keys) == 399
    assert FIRST not in keys


def test_a_list_that_never_stands_still_is_no_list(office: Office) -> None:
    deleted = iter(office.keys("sections"))
    office.meanwhile("sections.*offset=[1-9]", lambda: office.edit(next(deleted), action="delete"), times=10)

    with pytest.raises(IncompleteReadError, match="list of sections was not read completely"):
        office.read("sections", page_size=100)


def test_a_section_that_comes_while_its_term_is_read_waits_for_the_next_run(office: Office) -> None:
    rolled = office.held(FIRST) | {"times": [], "professors": []}
    office.meanwhile("instructional-events", lambda: office.edit(f"{TERM}/BIO-101/900", "", rolled, "create"))

    assert len(office.read("sections")) == 400
    assert len(office.read("sections")) == 401


def test_a_crosslist_whose_section_went_meanwhile_is_read_again(office: Office) -> None:
    before = office.crosslist("XL01")
    gone = before["fields"]["sections"][0]
    office.meanwhile("/sections", lambda: office.edit(gone, action="delete"))

    assert before["key"] not in office.keys("relationships")


@pytest.mark.parametrize("kind", ["truncated", "html", "malformed"])
@every_collection
def test_a_damaged_answer_is_never_taken_for_a_list(office: Office, entity: str, kind: str) -> None:
    office.fail(kind, "GET")

    with pytest.raises((IncompleteReadError, ContractError)):
        office.read(entity)


@pytest.mark.parametrize(
    ("entity", "scope"),
    [
        ("sections", Scope(terms=(TERM,))),
        ("sections", Scope(parts=(FIRST,))),
        ("relationships", Scope(terms=(TERM,))),
        ("relationships", Scope(parts=(FIRST,))),
    ],
)
def test_a_system_that_heeds_no_criteria_is_told(office: Office, entity: str, scope: Scope) -> None:
    def heedless(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        asked = re.sub("criteria=[^&]*&", "", environ["QUERY_STRING"])
        return office.simulator({**environ, "QUERY_STRING": asked}, start_response)

    with serving(heedless) as url:
        office.credentials["base_url"] = url
        with pytest.raises(ContractError, match=r"that it was not asked for\. Nothing of them is used"):
            office.read(entity, scope)


# ----------------------------------------------------------------------------------------------------- what is no read


def test_what_there_is_no_list_of_is_told(office: Office) -> None:
    with pytest.raises(ContractError, match=r"no list of users\. What can be read: terms, courses, sections"):
        office.read("users")


def test_no_field_narrows_a_list(office: Office) -> None:
    with pytest.raises(ContractError, match="cannot be narrowed by campus"):
        office.read("sections", Scope(where={"campus": "MAIN"}))


def test_a_reference_that_leads_nowhere_is_its_id_and_keeps_no_other_record_from_being_read(office: Office) -> None:
    site = office.simulator.holdings.id_of("sites", "MAIN")
    del office.simulator.holdings.tables["sites"][site]

    campuses = {one["fields"]["campus"] for one in office.read("sections")}
    assert site in campuses
    assert len(campuses) > 1


def test_a_list_without_its_total_proves_nothing(office: Office) -> None:
    def totals_lost(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = Response.from_app(office.simulator, environ, buffered=True)
        answer.headers.pop("x-total-count", None)
        return answer(environ, start_response)

    with serving(totals_lost) as url:
        office.credentials["base_url"] = url
        with pytest.raises(ContractError, match="x-total-count is missing, so nothing proves"):
            office.read("terms")
