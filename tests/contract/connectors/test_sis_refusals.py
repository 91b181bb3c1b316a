"""Why the SIS has not taken a section: in plain words with a remedy, and in the details what it said of which value."""

import json

import pytest

from rollbook.connectors import load
from rollbook.connectors.answers import Refused
from rollbook.connectors.sis.dictionary import EMPTY, UNKNOWN_CODE
from rollbook.connectors.sis.outcomes import details, not_taken
from rollbook.model.changes import Change
from rollbook.model.records import Detail, Json
from tests.contract.apis.wire import document
from tests.contract.connectors.office import FIRST, FREE, SECOND, Office, meeting, professor, removal, section, update

REPEATED = "A part of it was taken already; the next run reads what the SIS holds then, and sends what is missing."


def refused(office: Office, change: Change) -> tuple[str, list[tuple[str, str, str]]]:
    """Send a change and return in which words it was refused, and code, field and value of the details."""
    reason = office.refused(change)
    return reason.sentence, [(one.code, one.field, one.value) for one in reason.details]


@pytest.mark.parametrize(
    ("field", "value"),
    [("campus", "MOON"), ("gradeMode", "stars"), ("sectionType", "party"), ("instructionMode", "dreaming")],
)
def test_a_code_that_the_system_does_not_have_is_told_and_nothing_is_sent(
    office: Office, field: str, value: str
) -> None:
    sentence, told = refused(office, update(office.section(), **{field: value}))

    assert sentence == "The SIS did not take this section: the SIS has no such code."
    assert told == [(UNKNOWN_CODE, field, value)]
    assert office.writes == []


@pytest.mark.parametrize(
    ("fields", "code", "field", "value"),
    [
        ({"status": "postponed"}, UNKNOWN_CODE, "status", "postponed"),
        ({"times": [meeting(room="MOON/1")]}, UNKNOWN_CODE, "times.$.room", "MOON/1"),
        ({"times": [meeting(type="party")]}, UNKNOWN_CODE, "times.$.type", "party"),
        ({"times": [meeting(days="MX")]}, UNKNOWN_CODE, "times.$.days", "X"),
        ({"times": [meeting(startTime=None)]}, EMPTY, "times.$.startTime", ""),
        ({"times": [meeting(days="")]}, EMPTY, "times.$.days", ""),
        ({"professors": [professor("0099999")]}, UNKNOWN_CODE, "professors.$.id", "0099999"),
        ({"title": None}, EMPTY, "title", ""),
        ({"startDate": ""}, EMPTY, "startDate", ""),
        ({"status": None}, EMPTY, "status", ""),
        ({"minCreditHours": None}, EMPTY, "minCreditHours", ""),
    ],
)
def test_what_cannot_be_said_in_the_words_of_the_system_is_not_sent(
    office: Office, fields: Json, code: str, field: str, value: str
) -> None:
    _, told = refused(office, update(office.section(), **fields))

    assert told == [(code, field, value)]
    assert office.writes == []


@pytest.mark.parametrize(
    ("key", "fields", "code", "field"),
    [
        (FREE.replace("BIO-101", "BIO-999"), {}, UNKNOWN_CODE, "course"),
        (FREE.replace("BIO-101", "NOT-101"), {}, UNKNOWN_CODE, "course"),
        (FREE.replace("202710", "209910"), {}, UNKNOWN_CODE, "term"),
        (FREE, {"title": None}, EMPTY, "title"),
        (FREE, {"startDate": None}, EMPTY, "startDate"),
    ],
)
def test_a_new_section_that_cannot_be_is_not_sent(
    office: Office, key: str, fields: Json, code: str, field: str
) -> None:
    _, told = refused(office, section(key, **fields))

    assert [(one[0], one[1]) for one in told] == [(code, field)]
    assert office.writes == []


def test_a_number_that_is_there_already(office: Office) -> None:
    sentence, told = refused(office, section(FIRST))

    assert sentence.endswith("the SIS has a section of this course and term with the same number already.")
    assert told == [("Section.Duplicate", "number", "001")]


def test_a_room_that_is_taken_leaves_the_section_and_says_so(office: Office) -> None:
    taken = office.section(SECOND)["fields"]["times"][0]

    (written,) = office.write(section(times=[{**taken, "id": ""}], maxEnrollment=1))

    assert written.target == office.held(FREE)["id"]
    assert written.reason
    assert written.reason.sentence == f"The SIS did not take this section: the room is taken at that time. {REPEATED}"
    (detail,) = written.reason.details
    assert (detail.field, detail.value) == ("times.$.room", taken["room"])
    assert detail.said == f"Room {taken['room']} is taken by section {SECOND}."


def test_more_seats_than_the_room_has(office: Office) -> None:
    sentence, told = refused(office, update(office.section(), maxEnrollment=500))

    assert sentence.endswith("more students may enroll than the room holds.")
    assert told == [("InsufficientRoomCapacity", "maxEnrollment", "500")]


def test_dates_outside_of_the_term(office: Office) -> None:
    sentence, told = refused(office, update(office.section(), startDate="2026-01-01"))

    assert sentence.endswith("its dates are outside of the term.")
    assert told == [("Section.StartDate.OutOfRange", "startDate", "2026-01-01")]


def test_a_meeting_outside_of_the_term(office: Office) -> None:
    sentence, told = refused(office, update(office.section(), times=[meeting(endDate="2027-12-01")]))

    assert "a meeting is outside of the term" in sentence
    assert [(code, field) for code, field, _ in told] == [("InstructionalEvent.Date.OutOfRange", "times.$.startDate")]


def test_everything_that_is_wrong_is_told(office: Office) -> None:
    sentence, told = refused(office, update(office.section(), startDate="2026-01-01", maxEnrollment=500))

    assert "its dates are outside of the term; more students may enroll than the room holds" in sentence
    assert len(told) == 2


@pytest.mark.parametrize(
    ("profile", "way", "words"),
    [
        ("banner", "delete", "the SIS deletes no sections."),
        ("peoplesoft", "delete", "the SIS deletes no sections."),
        ("peoplesoft", "cancel", "the SIS does not know this status."),
    ],
)
def test_a_section_that_cannot_be_taken_out_in_this_way_stays(
    office: Office, profile: str, way: str, words: str
) -> None:
    office.become(profile)

    sentence, _ = refused(office, removal(office.section(), way))

    assert sentence == f"The SIS did not take this section: {words}"
    assert office.held(FIRST)["status"] == "active"


def test_a_section_with_students_stays(office: Office) -> None:
    office.become("colleague")
    office.simulator.perform("register", {"section": FIRST, "count": 3})

    sentence, told = refused(office, removal(office.section()))

    assert sentence.endswith("students are registered in it.")
    assert told == [("Section.Delete.StudentsRegistered", "", "")]


def test_a_part_of_term_while_somebody_teaches(office: Office) -> None:
    sentence, told = refused(office, update(office.section(), partOfTerm="H1"))

    assert sentence.endswith("its part of term cannot change while an instructor is assigned.")
    assert told == [("Section.PartOfTerm.InstructorAssigned", "partOfTerm", "H1")]


def test_the_same_instructor_twice(office: Office) -> None:
    twice = [professor("0012005"), professor("0012005", "secondary", 0)]

    sentence, told = refused(office, update(office.section(), professors=twice))

    assert "an instructor is assigned to it twice" in sentence
    assert told == [("SectionInstructor.Duplicate", "professors.$.id", "0012005")]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "x" * 101}, "title"),
        ({"maxEnrollment": 10_000}, "maxEnrollment"),
        ({"endDate": "in spring"}, "endDate"),
        ({"times": [meeting(endTime="25:00")]}, "times.$.endDate"),
        ({"professors": [professor("0012005", percentage=300)]}, "professors.$.percentage"),
    ],
)
def test_a_form_that_the_system_does_not_accept_is_told_with_its_field(
    office: Office, fields: Json, field: str
) -> None:
    office.sends_rubbish = True

    sentence, ((code, named, _),) = refused(office, update(office.section(), **fields))

    assert "a field does not have the form that the SIS accepts" in sentence
    assert (code, named) == ("Global.SchemaValidation.Error", field)


# ------------------------------------------------------------------------------------------------- the dictionary (CD8)


def test_every_code_of_the_contract_that_a_write_can_meet_is_in_the_dictionary() -> None:
    rows = (line.split("|") for line in document("sis").content["info"]["description"].splitlines())
    refusals = {row[2].split()[0] for row in rows if len(row) > 3 and row[1].strip() in {"400", "404"}}

    known = {one["code"] for one in load("sis").dictionary()}

    assert refusals - known == {"Resource.NotFound", "Validation.Exception"}


def test_an_entry_is_a_clause_and_a_remedy_of_whole_sentences() -> None:
    for one in load("sis").dictionary():
        assert one.keys() == {"code", "plain", "remedy"}
        assert not one["plain"].endswith(".")
        assert one["remedy"].endswith(".")


@pytest.mark.parametrize("content", [b"", b"<html>", b"{}", b'{"errors": []}'])
def test_a_refusal_without_a_word_says_so(content: bytes) -> None:
    change = section()

    written = not_taken("sections", change, None, details(Refused(400, content), {}), in_part=False)

    assert written.reason
    assert "it gives a reason that Rollbook does not know" in written.reason.sentence
    assert written.reason.details == ()


def test_a_code_that_nobody_knows_stays_in_the_details_with_the_words() -> None:
    content = json.dumps({"errors": [{"code": "Section.Cursed", "title": "It is.", "description": ""}]}).encode()

    (detail,) = details(Refused(400, content), {"title": "x"})

    assert detail == Detail(code="Section.Cursed", said="It is.")
