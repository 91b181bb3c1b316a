from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sandbox.institution.portal import ODD, REFUSED, Content
from sandbox.simulators.faults import Fault
from tests.contract.apis.wire import document
from tests.unit.simulators.edflex import PORTAL, Edflex

CATALOG = PORTAL.catalogs[0].id
CATEGORY = next(iter(PORTAL.categories))
CONTENTS = list(PORTAL.contents)


@pytest.fixture
def edflex() -> Iterator[Edflex]:
    caller = Edflex.opened()
    yield caller
    assert caller.witness.bad_answers == []


def ids(found: Any) -> list[str]:
    return [one["id"] for one in found]


def test_all_operations_are_asked_and_answered_as_agreed_in_every_record(edflex: Edflex) -> None:
    assert ids(edflex.all("resources")) == CONTENTS
    assert ids(edflex.all("statistics")) == list(PORTAL.attempts)
    assert ids(edflex.all("catalogs")) == [one.id for one in PORTAL.catalogs]
    categories = [key for one in PORTAL.catalogs for key in ids(edflex.all(f"catalogs/{one.id}/categories"))]

    assert sorted(categories) == sorted(PORTAL.categories)
    assert edflex.witness.operations == {one.id for one in document("edflex").operations}
    assert edflex.witness.bad_requests == []


def test_a_token_is_good_for_an_hour(edflex: Edflex) -> None:
    answer = edflex.ask_for_token().get_json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)
    edflex.clock.now += 3599
    assert edflex.call("catalogs").status_code == 200
    edflex.clock.now += 1

    assert edflex.call("catalogs").status_code == 401
    edflex.token = edflex.ask_for_token().get_json()["access_token"]
    assert edflex.call("catalogs").status_code == 200
    edflex.script("revoke_tokens")
    assert edflex.call("catalogs").status_code == 401


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "somebody"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"client_secret": "wröng"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
    ],
)
def test_another_client_gets_no_token(edflex: Edflex, form: dict[str, str], status: int, code: str) -> None:
    answer = edflex.ask_for_token(**form)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)
    assert "access_token" not in answer.get_json()


@pytest.mark.parametrize("form", [{"grant_type": "password"}, {"client_id": ""}, {"scope": "all"}])
def test_a_form_that_is_not_as_agreed_breaks_the_contract(edflex: Edflex, form: dict[str, str]) -> None:
    assert edflex.witness.bad_requests == []
    edflex.ask_for_token(**form)

    assert len(edflex.witness.bad_requests) == 1


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer none", "Basic none", "bearer "])
@pytest.mark.parametrize("path", ["resources", "statistics", "catalogs", "nothing"])
def test_without_a_token_nothing_is_told(edflex: Edflex, path: str, authorization: str) -> None:
    answer = edflex.call(path, authorization=authorization)

    assert (answer.status_code, answer.get_json()["errors"][0]["code"]) == (401, "401")


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("nothing", {}, 404),
        ("catalogs/none/categories", {}, 404),
        ("resources", {"page[size]": "51"}, 400),
        ("resources", {"page[size]": "0"}, 400),
        ("resources", {"page[number]": "0"}, 400),
        ("resources", {"page[number]": "-1"}, 400),
        ("resources", {"page[number]": "two"}, 400),
        ("resources", {"page[number]": "²"}, 400),
        ("resources", {"page": "1"}, 400),
        ("resources", {"filter[status]": "opened"}, 400),
        ("resources", {"filter[type]": ""}, 400),
        ("resources", {"filter[contentIds]": ",".join(["c"] * 51)}, 400),
        ("statistics", {"filter[query]": "a"}, 400),
        ("catalogs", {"filter[nestingLevel]": "1"}, 400),
    ],
)
def test_what_is_asked_badly_is_refused(edflex: Edflex, path: str, query: dict[str, str], status: int) -> None:
    answer = edflex.call(path, **query)

    assert answer.status_code == status
    assert answer.get_json()["errors"][0]["detail"]


def test_a_parameter_that_is_given_twice_is_refused(edflex: Edflex) -> None:
    assert edflex.call("resources?page[size]=1&page[size]=2").status_code == 400


@pytest.mark.parametrize("path", ["resources", "auth/token"])
def test_what_only_is_read_is_not_written(edflex: Edflex, path: str) -> None:
    answer = edflex.call(path, "DELETE")

    assert answer.status_code == 405
    assert answer.headers["Allow"]


def test_pages_point_to_the_next_with_all_that_was_asked_and_the_last_one_to_none(edflex: Edflex) -> None:
    german = [key for key, one in PORTAL.contents.items() if one.language == "de"]
    first = edflex.get("resources", **{"page[size]": 20, "filter[language]": "de"})

    assert (ids(first["data"]), first["meta"]["total"]) == (german[:20], len(german))
    assert first["links"]["next"].startswith("http://localhost/connect/v1/resources?")
    assert ids(edflex.get(first["links"]["next"])["data"]) == german[20:40]
    last = edflex.get(
        "resources", **{"page[size]": 20, "page[number]": -(-len(german) // 20), "filter[language]": "de"}
    )
    assert last["links"]["next"] is False
    assert edflex.get("resources", **{"page[number]": 99})["data"] == []


def test_the_last_of_full_pages_points_to_none(edflex: Edflex) -> None:
    page = edflex.get("resources", **{"page[number]": 60, "page[size]": 50})

    assert (len(page["data"]), page["links"]["next"]) == (50, False)


@pytest.mark.parametrize(
    ("name", "value", "passes"),
    [
        ("filter[type]", "podcast", lambda one: one.type == "podcast"),
        ("filter[language]", "it", lambda one: one.language == "it"),
        ("filter[categoryId]", CATEGORY, lambda one: CATEGORY in one.categories),
        ("filter[query]", "CYBER", lambda one: "cyber" in f"{one.title} {one.description}".casefold()),
        ("filter[contentIds]", ",".join([*CONTENTS[5:8], "none"]), lambda one: one.id in CONTENTS[5:8]),
    ],
)
def test_a_filter_lets_through_what_it_names(
    edflex: Edflex, name: str, value: str, passes: Callable[[Content], bool]
) -> None:
    expected = [key for key, one in PORTAL.contents.items() if passes(one)]

    assert expected
    assert ids(edflex.all("resources", **{name: value})) == expected


def test_several_filters_let_through_what_all_of_them_name(edflex: Edflex) -> None:
    both = edflex.all("resources", **{"filter[type]": "video", "filter[language]": "it"})

    assert {(one["attributes"]["type"], one["attributes"]["language"]) for one in both} == {("video", "it")}


def test_categories_stand_on_the_first_level(edflex: Edflex) -> None:
    path = f"catalogs/{CATALOG}/categories"

    assert edflex.get(path, **{"filter[nestingLevel]": 1, "page[size]": 16})["meta"]["total"] == 30
    assert edflex.get(path, **{"filter[nestingLevel]": 2})["meta"]["total"] == 0


def test_a_content_is_shown_with_all_that_it_has(edflex: Edflex) -> None:
    content = PORTAL.contents[PORTAL.corners["two authors"]]
    category = PORTAL.categories[content.categories[0]]

    shown = edflex.content(content.id)

    assert {name: shown[name] for name in ("title", "type", "status", "url", "language")} == {
        name: getattr(content, name) for name in ("title", "type", "status", "url", "language")
    }
    assert shown["image"]["bigUrl"] == content.big_image
    assert shown["categories"][0] == {"id": category.id, "title": dict(category.titles)}
    assert shown["author"] == shown["authors"][0] == {"fullName": "Amara Okafor"}


@pytest.mark.parametrize(
    ("corner", "name"),
    [
        *(
            (corner, name)
            for corner in REFUSED
            for name in ("title", "url", "type", "status")
            if REFUSED[corner].get(name) == ""
        ),
        ("no image", "image"),
        ("no language", "language"),
        ("no duration", "duration"),
        ("no difficulty", "difficulty"),
        ("neither creator nor platform", "creator"),
        ("neither creator nor platform", "platform"),
        ("no authors", "author"),
    ],
)
def test_what_a_content_does_not_have_is_null(edflex: Edflex, corner: str, name: str) -> None:
    assert edflex.content(PORTAL.corners[corner])[name] is None


def test_only_a_small_image_is_shown_without_the_others(edflex: Edflex) -> None:
    image = edflex.content(PORTAL.corners["only a small image"])["image"]

    assert (image["bigUrl"], image["mediumUrl"]) == (None, None)
    assert image["smallUrl"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_difficulty_may_be_a_number(edflex: Edflex, number: int) -> None:
    assert edflex.content(PORTAL.corners[f"difficulty {number}"])["difficulty"] == number
    assert ODD[f"difficulty {number}"] == {"difficulty": number}


def test_an_attempt_is_shown_with_its_learner_and_moments_in_utc(edflex: Edflex) -> None:
    attempt = next(one for one in PORTAL.attempts.values() if one.completed)
    never = next(one for one in PORTAL.attempts.values() if not one.first)
    shown = {one["id"]: one["attributes"] for one in edflex.all("statistics")}

    assert attempt.first
    assert shown[attempt.id] | {"lastActivityAt": None, "completedAt": None} == {
        "content": {"id": attempt.content},
        "learner": {"id": attempt.learner, "email": PORTAL.learners[attempt.learner].email},
        "attempt": 1,
        "status": "completed",
        "firstActivityAt": f"{attempt.first:%Y-%m-%dT%H:%M:%SZ}",
        "lastActivityAt": None,
        "completedAt": None,
        "timeSpent": attempt.time_spent,
    }
    assert (shown[never.id]["firstActivityAt"], shown[never.id]["timeSpent"]) == (None, 0)


def test_errors_inside_of_a_200_are_shown_as_often_as_asked(edflex: Edflex) -> None:
    edflex.script("hide_errors", count=2)

    assert edflex.get("resources")["errors"][0]["code"] == "503"
    desk = edflex.ask_for_token()
    assert (desk.status_code, desk.get_json()["error"]["code"]) == (200, "unavailable")
    assert edflex.get("resources")["meta"]["total"] == 3_000


def test_calls_over_a_limit_are_told_how_long_to_wait() -> None:
    edflex = Edflex.opened(calls_per_window=2, window_seconds=4)
    edflex.get("catalogs")

    refused = edflex.call("catalogs")

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    edflex.clock.now += 2
    edflex.get("catalogs")
    assert edflex.witness.bad_answers == []


@pytest.mark.parametrize("kind", ["429", "500", "503"])
def test_faults_answer_as_agreed(edflex: Edflex, kind: str) -> None:
    edflex.simulator.faults.add(Fault(kind, seconds=2))

    answer = edflex.call("resources")

    assert (answer.status_code, answer.headers["Retry-After"]) == (int(kind), "2")


def test_pages_may_be_cut_short_or_move_with_the_same_total(edflex: Edflex) -> None:
    whole = ids(edflex.get("resources")["data"])
    for kind, expected in {"truncated": whole[:-1], "drift": [CONTENTS[-1], *whole[:-1]]}.items():
        edflex.simulator.faults.add(Fault(kind, times=1))
        page = edflex.get("resources")
        assert (ids(page["data"]), page["meta"]["total"]) == (expected, 3_000)
