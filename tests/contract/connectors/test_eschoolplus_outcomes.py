"""What eSchoolPLUS may say of a record that it does not take, and what an administrator reads of it."""

import json

import pytest

from rollbook.connectors.answers import Refused
from rollbook.connectors.eschoolplus.outcomes import refused
from rollbook.connectors.eschoolplus.translate import KINDS
from rollbook.model.changes import Written
from rollbook.model.records import Json, Reason
from tests.contract.connectors.school import change


def _envelope(description: object, code: str = "invaliddata") -> bytes:
    field = {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": code}
    envelope = {"imsx_description": description, "imsx_CodeMinor": {"imsx_codeMinorField": [field]}}
    return json.dumps(envelope).encode()


def _reason(entity: str, content: bytes, *, status: int = 400, data: Json | None = None) -> Reason:
    written = refused(KINDS[entity], change("k", data or {}), "schoology-1", Refused(status, content))
    assert isinstance(written, Written)
    assert written.target == "schoology-1"
    assert written.reason
    return written.reason


@pytest.mark.parametrize(
    ("words", "because", "remedy"),
    [
        ("The title is longer than 50 characters", "title", "Shorten"),
        ("Duplicate assignment title", "title", "rename one"),
        ("The class already has an item with the same title", "title", "rename one"),
        ("lineItem.title 'Category theory' is taken by 'schoology-2' of the same class.", "title", "rename one"),
        ("lineItem.dueDate is outside of every term of the class", "due date", "within the terms"),
        ("The due date of 'Title page' is not in a marking period", "due date", "within the terms"),
        ("Category 17 is not valid for this class", "category", "Give the class this category"),
    ],
)
def test_the_field_that_an_items_refusal_names_first_tells_what_to_do(words: str, because: str, remedy: str) -> None:
    reason = _reason("lineItems", _envelope(words))

    words = words.replace("schoology", "[…]")
    assert reason.sentence == f"eSchoolPLUS refused this lineItem because of its {because} (400: {words})"
    assert remedy in reason.remedy


@pytest.mark.parametrize(
    ("words", "because", "remedy"),
    [
        ("result.student names 'x', never a student of the class 'y'.", " because of its student", "enroll them there"),
        ("result.lineItem names the lineItem 'x', which is not there.", " because of its item", "run with --retry"),
        ("The student's score is above 100", " because of its score", "Correct the score"),
        ("No.", "", "Correct the grade at the source."),
    ],
)
def test_a_grades_refusal_is_told_without_the_systems_words(words: str, because: str, remedy: str) -> None:
    reason = _reason("results", _envelope(words))

    assert reason.sentence == f"eSchoolPLUS refused this result{because} (400: invaliddata)"
    assert remedy in reason.remedy


@pytest.mark.parametrize(
    ("entity", "code", "remedy"),
    [("lineItems", "deletefailure", "run again"), ("results", "unknownobject", "Change it at the source")],
)
def test_a_code_that_says_enough_tells_what_to_do(entity: str, code: str, remedy: str) -> None:
    assert remedy in _reason(entity, _envelope("The title", code)).remedy


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", _envelope(None), _envelope(7), b'{"imsx_description": ""}'])
@pytest.mark.parametrize("entity", ["lineItems", "results"])
def test_a_refusal_without_words_still_has_a_reason_and_a_remedy(entity: str, content: bytes) -> None:
    reason = _reason(entity, content, status=422)

    assert "(422" in reason.sentence
    assert reason.remedy.startswith("Correct the")


def test_no_person_is_named() -> None:
    said = _envelope("The title 'Zoë O'Neill: essay' of schoology-1 is too long; lineItem.title")
    item = _reason("lineItems", said, data={"title": "Zoë O'Neill: essay"})
    result = _reason("results", _envelope("Student Zoë O'Neill (00417) is not enrolled"), data={"student": "4be2"})

    for sentence in (item.sentence, result.sentence):
        assert not [token for token in ("Zoë", "Neill", "00417", "essay") if token in sentence]
    assert "because of its title" in item.sentence
    assert "because of its student" in result.sentence
