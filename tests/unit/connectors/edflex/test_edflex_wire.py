"""The answers of Edflex: what is taken of each resource, and what is no answer at all."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from rollbook.connectors.edflex.wire import READERS, has_errors, read_token, words_of
from rollbook.model.records import Json

CONTENT: Json = {
    "title": "Écrire pour le web",
    "type": "mooc",
    "status": "opened",
    "url": "https://portal.example/c-1",
    "language": "fr",
    "difficulty": "introductive",
    "duration": "PT1H30M",
    "description": "Une description.",
    "syllabus": "Un programme.",
    "image": {"bigUrl": "https://i.example/b", "mediumUrl": "https://i.example/m", "smallUrl": None},
    "categories": [{"id": 7, "title": {"default": "Web", "fr": "Toile", "de": None}, "position": 3}],
    "authors": [{"fullName": "Ada Lovelace"}, {"fullName": None}],
    "creator": {"name": "An academy"},
    "platform": {"name": "A platform"},
}
STATISTIC: Json = {
    "content": {"id": "c-1"},
    "learner": {"id": 12, "email": "ada@academy.example"},
    "attempt": 1,
    "status": "completed",
    "firstActivityAt": "2026-09-01T08:00:00Z",
    "lastActivityAt": "2026-09-01T09:00:00Z",
    "completedAt": None,
    "timeSpent": 0,
}
EVERY = {"contents": CONTENT, "statistics": STATISTIC}
every_collection = pytest.mark.parametrize("name", EVERY)


def page(*attributes: Json, **more: Any) -> bytes:
    data = [{"id": f"r-{number}", "type": "any", "attributes": one} for number, one in enumerate(attributes)]
    return json.dumps({"data": data, "links": {"next": False}, "meta": {"total": len(data)}, **more}).encode()


def test_a_content_is_told_in_the_words_of_a_flow() -> None:
    (record,) = READERS["contents"](page(CONTENT)).records

    assert record == {
        **{name: CONTENT[name] for name in ("title", "type", "status", "url", "language", "difficulty", "duration")},
        "id": "r-0",
        "description": "Une description.",
        "syllabus": "Un programme.",
        "images": {"big": "https://i.example/b", "medium": "https://i.example/m", "small": ""},
        "categories": [{"id": "7", "titles": {"default": "Web", "fr": "Toile"}}],
        "authors": ["Ada Lovelace"],
        "creator": "An academy",
        "platform": "A platform",
    }


@pytest.mark.parametrize("attributes", [{}, dict.fromkeys(CONTENT)])
def test_of_a_content_nothing_is_needed_and_what_is_empty_is_told_as_such(attributes: Json) -> None:
    (record,) = READERS["contents"](page(attributes)).records

    assert record.pop("id") == "r-0"
    assert record.pop("images") == {"big": "", "medium": "", "small": ""}
    assert (record.pop("categories"), record.pop("authors")) == ([], [])
    assert set(record) == set(CONTENT) - {"image", "categories", "authors"}
    assert set(record.values()) == {""}


def test_the_one_author_that_the_vendor_shows_counts_where_no_list_of_them_comes() -> None:
    author = {"fullName": "Ada Lovelace"}

    told = [READERS["contents"](page(one)).records[0] for one in ({"author": author}, {**CONTENT, "author": None})]

    assert [one["authors"] for one in told] == [["Ada Lovelace"]] * 2
    assert not any("author" in one for one in told)


def test_a_difficulty_is_told_as_it_came() -> None:
    told = [READERS["contents"](page({"difficulty": one})).records[0]["difficulty"] for one in (1, "1", "advanced")]

    assert told == [1, "1", "advanced"]


def test_statistics_are_told_in_the_words_of_a_flow() -> None:
    (record,) = READERS["statistics"](page(STATISTIC)).records

    assert record == {
        **STATISTIC,
        "id": "r-0",
        "content": "c-1",
        "learner": "12",
        "email": "ada@academy.example",
        "completedAt": "",
    }


@pytest.mark.parametrize(("given", "told"), [(None, 0), (0, 0), (90, 90), (90.0, 90), (1.5, 1.5), (-5, 0)])
def test_time_is_told_in_seconds_a_whole_number_as_one(given: float | None, told: float) -> None:
    (record,) = READERS["statistics"](page({**STATISTIC, "timeSpent": given})).records

    assert (record["timeSpent"], type(record["timeSpent"])) == (told, type(told))


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": None},
        {"content": {"id": ""}},
        {"learner": {"email": "ada@academy.example"}},
        {"attempt": 0},
        {"attempt": "first"},
        {"timeSpent": "long"},
        {"firstActivityAt": 1_700_000_000},
    ],
)
def test_statistics_that_are_not_as_agreed_spoil_their_page(wrong: Json) -> None:
    with pytest.raises(ValidationError):
        READERS["statistics"](page(STATISTIC, {**STATISTIC, **wrong}))


@every_collection
@pytest.mark.parametrize(
    ("following", "has_next"), [(False, False), (None, False), (True, True), ("https://portal.example/?page=2", True)]
)
def test_whether_a_page_follows_is_told_in_several_ways(name: str, following: Any, *, has_next: bool) -> None:
    listed = READERS[name](page(EVERY[name], links={"next": following}, meta={"total": 51}))

    assert (listed.total, listed.has_next) == (51, has_next)


@every_collection
def test_without_links_no_page_follows(name: str) -> None:
    assert not READERS[name](page(EVERY[name], links={})).has_next


@every_collection
@pytest.mark.parametrize("more", [{"meta": {}}, {"meta": {"total": -1}}, {"meta": {"total": None}}, {"data": None}])
def test_a_page_without_its_total_proves_nothing(name: str, more: Json) -> None:
    with pytest.raises(ValidationError):
        READERS[name](page(EVERY[name], **more))


# ------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"errors": [{"code": "invalid_page", "title": "Wrong page", "detail": "of somebody"}]}, "invalid_page"),
        ({"errors": [{"code": 422, "title": "Wrong page"}]}, "422"),
        ({"errors": [{"title": "Wrong page"}, {"code": "second"}]}, "Wrong page"),
        ({"error": {"message": "No such client", "code": "invalid_client"}}, "invalid_client"),
        ({"error": {"message": "No such client"}}, "No such client"),
        ({"error": "invalid_client"}, "invalid_client"),
        ({"errors": [{}]}, ""),
        ({"errors": "many"}, ""),
        ({}, ""),
        ([], ""),
    ],
)
def test_what_went_wrong_is_told_by_its_code(body: Any, words: str) -> None:
    assert words_of(json.dumps(body).encode()) == words


def test_an_answer_that_holds_errors_is_none() -> None:
    assert has_errors(page(CONTENT, errors=[{"code": "partial"}]))
    assert not has_errors(page(CONTENT, errors=[]))
    assert not has_errors(page(CONTENT))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"access_token": ""},
        {"access_token": None},
        {"error": {"message": "no", "code": 1}},
        {"access_token": "t", "error": "invalid_client"},
    ],
)
def test_a_token_that_is_none_is_noticed(body: Json) -> None:
    assert read_token(json.dumps(body).encode()) is None


def test_a_token_is_kept_secret() -> None:
    token = read_token(b'{"access_token": "abc", "expires_in": 3600}')

    assert token is not None
    assert "abc" not in repr(token)
    assert token.get_secret_value() == "abc"
