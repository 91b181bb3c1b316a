"""Reading contents and statistics of an Edflex portal: completely, or not at all (EF7, EF8)."""

from typing import Any

import pytest
from werkzeug.wrappers import Response

from rollbook.connectors import load
from rollbook.model.errors import (
    ContractError,
    CredentialsError,
    IncompleteReadError,
    RateLimitedError,
    SystemUnavailableError,
)
from rollbook.model.records import Json, Scope
from sandbox.simulators.serving import serving
from tests.contract.connectors.library import CONTENTS, Library

every_collection = pytest.mark.parametrize("name", load("edflex").reads)


def size(library: Library, name: str) -> int:
    """Return how many there are of a collection."""
    return len(library.simulator.snapshot()[name])


@every_collection
@pytest.mark.parametrize("per_page", [49, 50])
def test_a_collection_is_read_whole_whatever_the_size_of_its_pages(library: Library, name: str, per_page: int) -> None:
    read = library.read(name, page_size=per_page)

    assert [one["id"] for one in read] == [one["id"] for one in library.simulator.snapshot()[name]]


def test_contents_come_as_the_portal_shows_them(library: Library) -> None:
    portal = library.simulator.portal

    read = library.read("contents")

    for one, content in zip(read, portal.contents.values(), strict=True):
        assert one == {
            "id": content.id,
            "title": content.title,
            "type": content.type,
            "status": content.status,
            "url": content.url,
            "language": content.language,
            "difficulty": content.difficulty,
            "duration": content.duration,
            "description": content.description,
            "syllabus": content.syllabus,
            "images": {"big": content.big_image, "medium": content.medium_image, "small": content.small_image},
            "categories": [{"id": key, "titles": dict(portal.categories[key].titles)} for key in content.categories],
            "authors": list(content.authors),
            "creator": content.creator,
            "platform": content.platform,
        }


def test_statistics_come_as_the_portal_shows_them(library: Library) -> None:
    portal = library.simulator.portal

    read = library.read("statistics")

    for one, attempt in zip(read, portal.attempts.values(), strict=True):
        assert one == {
            "id": attempt.id,
            "content": attempt.content,
            "learner": attempt.learner,
            "email": portal.learners[attempt.learner].email,
            "attempt": attempt.number,
            "status": attempt.status,
            "firstActivityAt": _iso(attempt.first),
            "lastActivityAt": _iso(attempt.last),
            "completedAt": _iso(attempt.completed),
            "timeSpent": attempt.time_spent,
        }


@every_collection
def test_each_page_declares_the_total_of_the_whole(library: Library, name: str) -> None:
    pages = list(library.client().read(name, Scope()))

    total = size(library, name)
    assert {page.declared for page in pages} == {total}
    assert [len(page.records) for page in pages[:-1]] == [50] * (len(pages) - 1)


# ------------------------------------------------------------------------------------------------------------- moving


def test_what_is_deleted_while_the_list_is_read_makes_it_incomplete(library: Library) -> None:
    first = next(iter(library.simulator.portal.contents))
    library.meanwhile("/resources", lambda: library.simulator.perform("remove", {"content_id": first}), after=2)

    with pytest.raises(IncompleteReadError, match="its total was 400 and became 399"):
        library.read("contents")


def test_what_learners_do_while_the_list_is_read_makes_it_incomplete(library: Library) -> None:
    total = size(library, "statistics")
    library.meanwhile("/statistics", lambda: library.simulator.perform("statistics_day", {}), after=2)

    with pytest.raises(IncompleteReadError, match=rf"its total was {total} and became {total + 10}"):
        library.read("statistics")


def test_a_content_that_was_passed_over_because_another_left_and_one_came_is_missed(library: Library) -> None:
    """The total stays, no content comes twice, and one that is still offered is on no page."""
    first = next(iter(library.simulator.portal.contents))

    def one_leaves_and_one_comes() -> None:
        library.simulator.perform("remove", {"content_id": first})
        library.simulator.perform("new_content", {})

    library.meanwhile("/resources", one_leaves_and_one_comes, after=2)

    with pytest.raises(IncompleteReadError, match="it was another one when it was read again"):
        library.read("contents")


@every_collection
def test_a_list_that_moved_is_incomplete(library: Library, name: str) -> None:
    library.fail("drift", "GET", times=1, after=1)

    with pytest.raises(IncompleteReadError, match="was not read completely"):
        library.read(name)


@every_collection
def test_a_page_that_was_cut_off_makes_its_list_incomplete(library: Library, name: str) -> None:
    library.fail("truncated", "GET", times=1, after=1)

    with pytest.raises(IncompleteReadError, match=r"it ended after \d+ of \d+ records"):
        library.read(name)


def test_a_link_that_never_ends_leads_nowhere(library: Library) -> None:
    body = '{"data": [], "links": {"next": true}, "meta": {"total": 0}}'

    with pytest.raises(IncompleteReadError, match="does not lead on"):
        _read_from(library, Response(body, content_type="application/json"))


# ------------------------------------------------------------------------------------------------------------- tokens


def test_one_token_is_good_for_a_whole_list(library: Library) -> None:
    library.read("contents")

    assert library.calls == ["POST token 200", *["GET resources 200"] * 2 * 8]


def test_a_token_that_ended_is_renewed_in_the_middle_of_a_list(library: Library) -> None:
    library.meanwhile("/resources", lambda: library.simulator.perform("revoke_tokens", {}), after=1)

    assert len(library.read("contents")) == CONTENTS
    assert library.calls[:5] == [
        "POST token 200",
        "GET resources 200",
        "GET resources 401",
        "POST token 200",
        "GET resources 200",
    ]


def test_tokens_count_as_calls(library: Library) -> None:
    client = library.client()

    next(iter(client.read("contents", Scope())))

    assert client.calls == len(library.calls) == 2


@pytest.mark.parametrize("more", [{"client_id": "another"}, {"client_secret": "wrong"}])
def test_wrong_credentials_are_told_without_them(library: Library, more: dict[str, str]) -> None:
    library.credentials |= more

    with pytest.raises(CredentialsError, match=r"POST /connect/v1/auth/token \(401: invalid_client\)") as refused:
        library.read("contents")

    assert not set(more.values()) & set(str(refused.value).split())


def test_an_error_in_the_place_of_a_token_is_told(library: Library) -> None:
    library.simulator.perform("hide_errors", {})

    with pytest.raises(CredentialsError, match="answered POST /connect/v1/auth/token without a token"):
        library.read("contents")


def test_a_token_that_is_refused_at_once_is_not_asked_for_again_and_again(library: Library) -> None:
    library.meanwhile("/resources", lambda: library.simulator.perform("revoke_tokens", {}), times=9)

    with pytest.raises(CredentialsError, match="GET /connect/v1/resources"):
        library.read("contents")
    assert library.calls.count("POST token 200") == 2


# ------------------------------------------------------------------------------------------------------------- errors


def test_an_error_inside_of_a_200_is_one(library: Library) -> None:
    library.meanwhile("/resources", lambda: library.simulator.perform("hide_errors", {}), after=1)

    with pytest.raises(SystemUnavailableError, match="answered GET /connect/v1/resources with the error 503 inside"):
        library.read("contents")


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        ('"401"', CredentialsError, "does not accept the credentials"),
        ('"403"', CredentialsError, "does not accept the credentials"),
        ('"400"', ContractError, "with 400"),
        ('"unknown_filter"', ContractError, "with 200: unknown_filter"),
        ("null", ContractError, "with 200"),
        ('"429"', SystemUnavailableError, "with the error 429"),
    ],
)
def test_what_an_error_inside_of_a_200_means_is_told_by_its_code(
    library: Library, code: str, error: type[Exception], words: str
) -> None:
    body = f'{{"access_token": "t", "errors": [{{"code": {code}, "title": "About Ada", "detail": "of Ada"}}]}}'

    with pytest.raises(error, match=words) as told:
        _read_from(library, Response(body, content_type="application/json"))

    assert "Ada" not in str(told.value)


@every_collection
@pytest.mark.parametrize("kind", ["500", "503", "timeout", "lost"])
def test_a_read_that_fails_is_repeated(library: Library, name: str, kind: str) -> None:
    library.fail(kind, "GET", times=2)

    assert len(library.read(name)) == size(library, name)
    assert library.pace.penalties == [1.0, 2.0]


def test_a_token_that_does_not_come_is_asked_for_again(library: Library) -> None:
    library.fail("lost", "POST", times=1)

    assert len(library.read("contents")) == CONTENTS


def test_a_portal_that_stays_away_ends_the_step(library: Library) -> None:
    library.fail("503")

    with pytest.raises(SystemUnavailableError):
        library.read("contents")


def test_a_demand_to_wait_is_obeyed(library: Library) -> None:
    library.fail("429", "GET", times=1, seconds=7)

    assert len(library.read("contents")) == CONTENTS
    assert library.pace.penalties == [7.0]


def test_a_portal_that_never_stops_asking_to_wait_ends_the_step(library: Library) -> None:
    library.fail("429", "GET")

    with pytest.raises(RateLimitedError):
        library.read("contents")


@every_collection
@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_an_answer_that_is_none_breaks_the_contract(library: Library, name: str, kind: str) -> None:
    library.fail(kind, "GET")

    with pytest.raises(ContractError, match=r"GET /connect/v1/(resources|statistics)"):
        library.read(name)


def test_a_page_without_its_total_breaks_the_contract(library: Library) -> None:
    body = '{"access_token": "t", "data": [], "links": {}, "meta": {}}'

    with pytest.raises(ContractError, match=r"meta.total is wrong \(missing\)"):
        _read_from(library, Response(body, content_type="application/json"))


# -------------------------------------------------------------------------------------------------------- not offered


def test_what_is_not_there_or_only_in_parts_is_not_read(library: Library) -> None:
    with pytest.raises(ContractError, match="no list of catalogs"):
        library.client().read("catalogs", Scope())
    for scope in (Scope(parts=("c-1",)), Scope(where={"type": "mooc"})):
        with pytest.raises(ContractError, match="cannot be read in parts"):
            library.client().read("contents", scope)


@every_collection
def test_nothing_is_written_and_nothing_of_ours_is_looked_for(library: Library, name: str) -> None:
    for call in (library.client().write, library.client().find):
        with pytest.raises(ContractError, match=f"Edflex is only read, its {name} too"):
            call(name, [])
    assert library.calls == []


def _iso(moment: Any) -> str:
    return moment.isoformat().replace("+00:00", "Z") if moment else ""


def _read_from(library: Library, answer: Response) -> list[Json]:
    """Read contents of a portal that answers every call with the same; a token is part of it or of another one."""
    if b"access_token" not in answer.get_data():
        answer.set_data(b'{"access_token": "t", ' + answer.get_data()[1:])
    with serving(answer) as url:
        library.credentials["base_url"] = url
        return library.read("contents")
