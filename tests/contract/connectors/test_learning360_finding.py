"""What is read back of contents and attempts, before anything is sent a second time."""

from typing import Any

import pytest

from rollbook.model.errors import ContractError
from tests.contract.connectors.catalogue import DELETED, INVITED, Catalogue, content, contents, removal


def test_contents_are_found_as_they_were_sent(catalogue: Catalogue) -> None:
    batch = contents(3)
    catalogue.write("contents", *batch)

    found = catalogue.client().find("contents", [*batch, content("c-9")])

    assert [(one.digest, one.target, one.matches) for one in found] == [
        (one.digest, catalogue.courses[one.key]["id"], True) for one in batch
    ]


@pytest.mark.parametrize(
    "edited",
    [{"name": "Renamed by hand"}, {"imageUrl": None}, {"duration": 99}, {"subjects": []}, {"sources": [{"name": "X"}]}],
)
def test_what_somebody_has_changed_by_hand_is_noticed(catalogue: Catalogue, edited: dict[str, object]) -> None:
    catalogue.write("contents", content())
    catalogue.do("edit_course", external_id="c-1", **edited)

    assert [one.matches for one in catalogue.client().find("contents", [content()])] == [False]


@pytest.mark.parametrize("added", [{"duration": 77}, {"difficultyLevel": "advanced"}, {"description": "By hand"}])
def test_what_somebody_has_added_by_hand_is_noticed(catalogue: Catalogue, added: dict[str, object]) -> None:
    bare = content()
    bare = bare.model_copy(update={"data": {name: it for name, it in (bare.data or {}).items() if name not in added}})
    catalogue.write("contents", bare)
    assert [one.matches for one in catalogue.client().find("contents", [bare])] == [True]

    catalogue.do("edit_course", external_id="c-1", **added)

    assert [one.matches for one in catalogue.client().find("contents", [bare])] == [False]


def test_a_field_that_is_not_ours_does_not_count(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.do("edit_course", external_id="c-1", mobileLaunchUrl="https://portal.example/m/c-1")

    assert [one.matches for one in catalogue.client().find("contents", [content()])] == [True]


def test_an_archived_course_is_not_there_until_it_is_sent_again(catalogue: Catalogue) -> None:
    catalogue.write("contents", *contents(2))
    before = catalogue.courses["c-1"]["id"]
    catalogue.do("archive_course", external_id="c-1")

    assert [one.digest for one in catalogue.client().find("contents", contents(2))] == ["digest-of-c-2"]
    assert catalogue.client().find("contents", [removal(content("c-1"))]) == []
    (written,) = catalogue.write("contents", content("c-1"))
    assert written.target == before
    assert [one.matches for one in catalogue.client().find("contents", contents(2))] == [True, True]


def test_a_removal_finds_what_is_there_and_never_matches(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())

    assert [one.matches for one in catalogue.client().find("contents", [removal(content())])] == [False]


def test_before_there_is_an_integration_nothing_is_found_and_none_is_made(catalogue: Catalogue) -> None:
    client = catalogue.client()

    assert client.find("contents", [content()]) == []
    assert client.find("attempts", [catalogue.attempt()]) == []
    assert catalogue.state["integrations"] == []


def test_the_list_of_archived_courses_is_read_once_and_only_if_anything_is_found(catalogue: Catalogue) -> None:
    catalogue.write("contents", *contents(3))
    catalogue.forget()

    catalogue.client().find("contents", contents(3))
    assert catalogue.calls.count("GET /courses 200") == 1
    catalogue.forget()
    catalogue.client().find("contents", [content("c-9")])
    assert catalogue.calls.count("GET /courses 200") == 0


def test_an_attempt_is_found_by_course_user_and_beginning(catalogue: Catalogue) -> None:
    catalogue.write("contents", *contents(2))
    attempt = catalogue.attempt()
    catalogue.write("attempts", attempt, catalogue.attempt(mail=INVITED))
    held = catalogue.state["attempts"]

    (found,) = catalogue.client().find("attempts", [attempt])
    assert (found.target, found.matches) == (held[0]["_id"], True)
    for other in (
        catalogue.attempt("c-2"),
        catalogue.attempt("c-9"),
        catalogue.attempt(mail=DELETED),
        catalogue.attempt(firstActivityAt="2026-09-10T09:00:01.000Z"),
    ):
        assert catalogue.client().find("attempts", [other]) == []


@pytest.mark.parametrize(
    "changed", [{"progress": 100}, {"timeSpent": 1}, {"lastActivityAt": "2099-01-01T00:00:00.000Z"}]
)
def test_an_attempt_that_stands_otherwise_does_not_match(catalogue: Catalogue, changed: dict[str, Any]) -> None:
    catalogue.write("contents", content())
    catalogue.write("attempts", catalogue.attempt())

    assert [one.matches for one in catalogue.client().find("attempts", [catalogue.attempt(**changed)])] == [False]


def test_an_attempt_is_the_same_one_to_the_millisecond(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.write("attempts", catalogue.attempt(firstActivityAt="2026-09-10T09:00:00.123Z"))

    alike = catalogue.attempt(firstActivityAt="2026-09-10T09:00:00.123456+00:00")
    assert [one.matches for one in catalogue.client().find("attempts", [alike])] == [True]


def test_the_course_of_several_attempts_is_asked_for_once(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    catalogue.forget()

    catalogue.client().find("attempts", [catalogue.attempt(), catalogue.attempt(mail=INVITED)])

    assert sum("/courses/c-1" in one for one in catalogue.calls) == 1


def test_a_completed_attempt_that_is_sent_again_stays_the_only_one(catalogue: Catalogue) -> None:
    catalogue.write("contents", content())
    for _ in range(2):
        catalogue.write("attempts", catalogue.attempt(progress=100))

    assert len(catalogue.state["attempts"]) == 1


def test_what_is_only_read_cannot_be_found(catalogue: Catalogue) -> None:
    with pytest.raises(ContractError, match="only read"):
        catalogue.client().find("users", [content()])
