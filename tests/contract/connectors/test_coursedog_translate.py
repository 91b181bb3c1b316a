"""Between Coursedog's words and those of all who keep schedules: pure, back as sent, and nothing bent on the way."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rollbook.connectors import load
from rollbook.connectors.coursedog.translate import names, record, sent, word
from rollbook.connectors.coursedog.wire import LISTS, read_results, read_terms
from rollbook.model.changes import Change
from rollbook.model.records import Json
from tests.contract.apis.wire import document
from tests.contract.connectors.scheduler import COURSE, FIRST, SECOND, TERM, change, course, crosslist, section

CODES = st.text("ABC123", min_size=1, max_size=5)
TEXT = st.none() | st.text(min_size=1, max_size=20)
CODE = st.none() | CODES
DAY = st.none() | st.dates().map(str)
COUNT = st.none() | st.integers(0, 999)
HOURS = st.none() | st.integers(0, 99) | st.just(1.5)
TIME_OF_DAY = st.none() | st.times().map(lambda time: f"{time:%H:%M}")
PROFESSOR = st.fixed_dictionaries(
    {"id": CODES, "role": st.sampled_from(["primary", "secondary"]), "percentage": st.none() | st.integers(0, 100)}
)
MEETING = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["", "e7e4"]),
        "days": st.sampled_from(["", "MWF", "TR", "MTWRFSU"]),
        **dict.fromkeys(("startTime", "endTime"), TIME_OF_DAY),
        **dict.fromkeys(("startDate", "endDate"), DAY),
        "room": st.sampled_from(["", "SCI/101"]),
        "type": st.sampled_from(["", "lecture"]),
    }
)
SECTION = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["active", "pending", "cancelled", "inactive"]),
        "title": TEXT,
        **dict.fromkeys(("sectionType", "campus", "instructionMode", "partOfTerm", "gradeMode", "callNumber"), CODE),
        **dict.fromkeys(("startDate", "endDate"), DAY),
        **dict.fromkeys(("minCreditHours", "maxCreditHours"), HOURS),
        **dict.fromkeys(("maxEnrollment", "maxWaitlist", "enrollment"), COUNT),
        "professors": st.lists(PROFESSOR, max_size=3, unique_by=lambda one: one["id"]),
        "times": st.lists(MEETING, max_size=3),
    }
)
COURSE_FIELDS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("title", "longTitle", "description"), TEXT),
        "status": st.sampled_from(["active", "inactive"]),
        **dict.fromkeys(("minCreditHours", "maxCreditHours"), HOURS),
        **dict.fromkeys(("departments", "campuses"), st.lists(CODES, max_size=3, unique=True)),
    }
)
GROUP = st.fixed_dictionaries(
    {
        "sections": st.just([FIRST, SECOND]),
        "primary": st.sampled_from([None, FIRST, SECOND]),
        "waitlist": st.sampled_from([None, "combined", "separate"]),
        "maxEnrollment": COUNT,
    }
)
KINDS: dict[str, tuple[Change, st.SearchStrategy[Any], str]] = {
    "courses": (course(), COURSE_FIELDS, "NewCourse"),
    "sections": (section(), SECTION, "NewSection"),
    "relationships": (crosslist(), GROUP, "NewRelationship"),
}
SHOWN: dict[str, Json] = {
    "courses": {"effectiveStartDate": None, "effectiveEndDate": None},
    "sections": {"lastEditedAt": None, "lastEditedBy": None},
    "relationships": {"type": "crosslist", "lastEdited": None, "lastEditedBy": None},
}
of_each_kind = pytest.mark.parametrize("entity", sorted(KINDS))


def page(entity: str, *rows: Json) -> bytes:
    records, total = ("data", "listLength") if entity == "courses" else ("items", "total")
    return json.dumps({records: rows, total: len(rows)}).encode()


def shown(entity: str, fields: Json, **more: Any) -> Json:
    """Return a record as Coursedog shows it that holds these fields."""
    made = names(KINDS[entity][0])
    return {"id": "1", "version": 1, "sisId": "", **SHOWN[entity], **made, **sent(entity, fields), **more}


@of_each_kind
@given(data=st.data())
def test_whatever_is_sent_obeys_the_contract_and_comes_back_as_it_was(entity: str, data: st.DataObject) -> None:
    sample, strategy, schema = KINDS[entity]
    fields: Json = data.draw(strategy)

    item = {"operation": "create", "data": {**names(sample), **sent(entity, fields)}}
    (row,) = LISTS[entity](page(entity, shown(entity, fields))).records

    assert document("coursedog").faults_of(schema, item) == []
    assert record(entity, row)["key"] == sample.key
    assert json.dumps(record(entity, row)["fields"], sort_keys=True) == json.dumps(fields, sort_keys=True)


def test_an_empty_text_is_no_value_and_an_empty_code_in_an_item_stays_one() -> None:
    times = [{"id": "", "days": "", "room": "", "type": ""}]

    assert sent("sections", {"title": "", "times": times}) == {
        "sectionName": None,
        "times": [{"id": "", "days": "", "classroom": "", "meetingType": ""}],
    }


def test_instructors_are_named_twice_and_alike() -> None:
    people = [{"id": "2", "role": "primary", "percentage": 60}, {"id": "1", "role": "secondary", "percentage": 40}]

    found = sent("sections", {"professors": people})

    assert found.keys() == {"professors", "professorsMeta"}
    assert found["professors"] == ["2", "1"] == [one["instructorId"] for one in found["professorsMeta"]]


def test_fields_are_called_as_people_call_them() -> None:
    assert word("sections", "sectionName") == "title"
    assert word("sections", "professorsMeta") == "professors"
    assert word("sections", "courseCode") == "course"
    assert word("relationships", "combinedMaxEnrollment") == "maxEnrollment"
    assert word("courses", "sectionName") == "sectionName"


def test_the_names_of_a_new_record_are_its_key() -> None:
    assert names(section()) == {"termCode": TERM, "courseCode": COURSE, "sectionNumber": "001"}
    assert names(crosslist()) == {"termCode": TERM, "groupId": "XL01"}
    assert names(course()) == names(change(COURSE, {})) == {"code": COURSE}


def test_the_dictionary_has_every_code_of_the_contract_and_no_other() -> None:
    told = document("coursedog").at(
        "/components/schemas/Results/properties/results/items/properties/errors/description"
    )
    codes = [entry["code"] for entry in load("coursedog").dictionary()]

    assert len(set(codes)) == len(codes)
    assert set(codes) == set(re.findall(r"`([A-Z_]+)`", told))


# ------------------------------------------------------------------------------- a record that is not as it was agreed


@pytest.mark.parametrize(
    ("entity", "field", "value"),
    [
        ("sections", "id", ""),
        ("sections", "version", "1"),
        ("sections", "version", 0),
        ("sections", "termCode", "2027/10"),
        ("sections", "sectionNumber", ""),
        ("sections", "status", "asleep"),
        ("sections", "sectionName", 7),
        ("sections", "maxEnrollment", -1),
        ("sections", "maxEnrollment", "many"),
        ("sections", "minCreditHours", "three"),
        ("sections", "startDate", "soon"),
        ("sections", "startDate", "2027-02-30"),
        ("sections", "times", None),
        ("sections", "times", [{"days": "MWF"}]),
        ("sections", "professorsMeta", [{"instructorId": "1", "role": "friend", "percentage": 1}]),
        ("sections", "lastEditedAt", "2026-09-14T12:00:00"),
        ("courses", "code", None),
        ("courses", "departments", "BIO"),
        ("relationships", "sections", None),
        ("relationships", "waitlist", "long"),
        ("relationships", "groupId", "XL/01"),
    ],
)
def test_a_record_that_is_not_as_agreed_spoils_its_page(entity: str, field: str, value: Any) -> None:
    fields = (KINDS[entity][0].data or {})["fields"]
    good = shown(entity, fields)
    read = LISTS[entity]

    assert read(page(entity, good)).declared == 1
    for bad in ({**good, field: value}, {name: one for name, one in good.items() if name != field}):
        with pytest.raises(ValidationError):
            read(page(entity, good, bad))


@pytest.mark.parametrize("entity", sorted(LISTS))
@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"items": [], "data": []}', b'{"total": 0, "listLength": 0}'])
def test_what_is_no_page_is_none(entity: str, content: bytes) -> None:
    with pytest.raises(ValidationError):
        LISTS[entity](content)


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"terms": [{"id": "202710"}]}', b'{"results": {}}'])
def test_what_are_no_terms_and_no_results_are_none(content: bytes) -> None:
    for read in (read_terms, read_results):
        with pytest.raises(ValidationError):
            read(content)
