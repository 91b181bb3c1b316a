from typing import Any

import pytest

from sandbox.simulators.faults import Fault
from sandbox.simulators.learning360 import GROUP
from sandbox.simulators.learning360.fields import CONTENT_TYPES
from sandbox.simulators.learning360.languages import LANGUAGES
from tests.contract.apis.wire import document
from tests.unit.simulators.learning import CLIENT, GONE, INVITED, LEARNER, TWINS, Learning, course, portal

NOBODY = "0" * 24


@pytest.fixture
def learning() -> Learning:
    return Learning.opened()


def test_every_operation_of_the_contract_is_asked_and_answered_as_agreed(learning: Learning) -> None:
    learning.done("PUT", "courses", course(1))
    learning.done("POST", "stats", learning.statistics(progress=100, score=80))
    learning.done("DELETE", "courses", {"externalId": "c-1"})
    made, tag = learning.course_id("c-1"), learning.ask("POST", "/tags", {"isMain": False, "name": "Metal"})["_id"]
    learning.ask("PUT", f"/tags/{tag}", {"isMain": False, "name": "Metals", "externalId": "edflex:7"})
    assert learning.ask("PUT", f"/courses/{made}/tags", {"tagIds": [tag]}) == [tag]
    assert learning.get(f"/courses/{made}/tags") == [{"tagId": tag, "source": "native"}]
    assert learning.get(f"/courses/{made}")["status"] == "archived"
    assert learning.ask("PUT", f"/courses/{made}/archive", {"archived": False})["status"] == "published"
    for path in ("/users?status[ne]=deleted", "/courses", "/courses/stats", "/tags", f"/groups/{GROUP}/roles"):
        assert learning.get(path)
    assert learning.get(f"/groups/{GROUP}")["name"] == "Maple Ridge catalogue"
    learning.ask("PATCH", f"/integrations/{learning.integration}", {"noGroupPropagation": True})
    assert learning.get("/integrations")[0]["noGroupPropagation"] is True
    learning.status(learning.begin("PUT", "courses"))
    learning.get("/bulk/operations")
    learning.ask("DELETE", f"/tags/{tag}")
    learning.ask("DELETE", f"/integrations/{learning.integration}")

    assert learning.witness.operations == {one.id for one in document("learning360").operations}
    assert learning.witness.bad_requests == []
    assert learning.witness.bad_answers == []


def test_what_may_be_sent_is_listed_alike_in_the_contract() -> None:
    schemas = document("learning360").content["components"]["schemas"]

    assert set(schemas["Language"]["enum"]) == set(LANGUAGES)
    assert schemas["ExternalCourse"]["properties"]["contentType"]["enum"] == list(CONTENT_TYPES)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({**CLIENT, "client_secret": "wrong"}, (401, "invalid_client")),
        ({**CLIENT, "grant_type": "password"}, (400, "unsupported_grant_type")),
        ({**CLIENT, "user_id": NOBODY}, (400, "non_existing_user")),
        ({**CLIENT, "scope": "all"}, (400, "invalid_request")),
        ({"grant_type": "client_credentials"}, (400, "invalid_request")),
        ([], (400, "invalid_request")),
        (None, (400, "invalid_request")),
    ],
)
def test_a_token_is_refused_with_a_word(learning: Learning, body: Any, refusal: tuple[int, str]) -> None:
    assert learning.code("POST", "/oauth2/token", body) == refusal
    assert learning.witness.bad_answers == []


def test_a_token_lives_for_an_hour(learning: Learning) -> None:
    learning.clock.now += 3_599
    learning.get("/tags")
    learning.clock.now += 1

    assert learning.code("GET", "/tags") == (401, "invalid_token")


def test_a_token_that_was_revoked_or_never_issued_is_refused(learning: Learning) -> None:
    assert learning.code("GET", "/tags", Authorization="Bearer guess") == (401, "invalid_token")
    learning.script("revoke_tokens")

    assert learning.code("GET", "/tags") == (401, "invalid_token")
    assert learning.witness.bad_answers == []


@pytest.mark.parametrize("version", ["", "v1.0", "2.0"])
def test_every_call_names_the_version(learning: Learning, version: str) -> None:
    assert learning.code("GET", "/tags", **{"360-api-version": version}) == (400, "invalidApiVersion")


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("integrations:bulk", "PUT", "/bulk/integrations/{0}/courses"),
        ("bulkOperations:read", "GET", "/bulk/operations"),
        ("courseStats:read", "GET", "/courses/stats"),
        ("courses:write", "PUT", "/courses/{0}/tags"),
        ("tags:read", "GET", "/courses/{0}/tags"),
        ("users:read", "GET", "/users"),
        ("integrations:write", "POST", "/integrations"),
    ],
)
def test_a_call_needs_its_scope(learning: Learning, scope: str, method: str, path: str) -> None:
    learning.script("forbid", scopes=[scope])

    assert learning.code(method, path.format(NOBODY), {} if method != "GET" else None) == (403, "invalid_scope")


@pytest.mark.parametrize(("method", "path", "most"), [("GET", "/tags", 50), ("POST", "/tags", 10)])
def test_reads_and_writes_have_rates_of_their_own(method: str, path: str, most: int) -> None:
    learning = Learning.opened(rate_scale=1)
    learning.clock.now += 1
    body: dict[str, str] | None = None if method == "GET" else {}
    statuses = [learning.call(method, path, body).status_code for _ in range(most + 1)]

    assert statuses.count(429) == 1
    refused = learning.call(method, path, body)
    assert (refused.status_code, refused.get_json()) == (429, {"error": "tooManyRequests"})
    assert "Retry-After" not in refused.headers
    learning.clock.now += 1
    assert learning.call(method, path, body).status_code != 429


@pytest.mark.parametrize(
    ("method", "path", "refusal"),
    [
        ("GET", "/nothing", (404, "notFound")),
        ("DELETE", "/users", (405, "methodNotAllowed")),
        ("GET", f"/groups/{NOBODY}", (404, "groupNotFound")),
        ("GET", f"/groups/{NOBODY}/roles", (404, "groupNotFound")),
        ("GET", "/groups/none", (404, "groupNotFound")),
        ("GET", f"/courses/{NOBODY}", (404, "courseNotFound")),
        ("GET", f"/courses/{NOBODY}/tags", (404, "courseNotFound")),
        ("GET", f"/integrations/{NOBODY}/courses/c-1", (404, "integrationNotFound")),
        ("GET", f"/bulk/operations/{NOBODY}", (404, "bulkOperationNotFound")),
        ("GET", f"/bulk/operations/{NOBODY}/results", (404, "bulkOperationNotFound")),
        ("GET", "/bulk/operations/1", (404, "bulkOperationNotFound")),
        ("GET", "/users?limit=5", (400, "invalidRequest")),
        ("GET", "/users?mail=a", (400, "invalidRequest")),
        ("GET", "/users?mail[gte]=a", (400, "invalidRequest")),
        ("GET", "/users?status[eq]=asleep", (400, "invalidRequest")),
        ("GET", "/users?mail[eq]=a&mail[eq]=b", (400, "invalidRequest")),
        ("GET", "/users?next=guess", (400, "invalidRequest")),
        ("GET", "/users?next=e30=", (400, "invalidRequest")),
        ("GET", "/courses/stats?courseId[eq]=1", (400, "invalidRequest")),
        ("GET", "/bulk/operations?createdAt[gte]=yesterday", (400, "invalidRequest")),
        ("GET", "/tags?isMain[eq]=maybe", (400, "invalidRequest")),
    ],
)
def test_what_is_not_there_or_not_good_is_refused(
    learning: Learning, method: str, path: str, refusal: tuple[int, str]
) -> None:
    assert learning.code(method, path) == refusal
    assert learning.witness.bad_answers == []


@pytest.mark.parametrize(
    ("kind", "code"), [("429", "tooManyRequests"), ("500", "internalServerError"), ("503", "bulkAPIDisabled")]
)
def test_faults_answer_as_agreed_too(learning: Learning, kind: str, code: str) -> None:
    learning.simulator.faults.add(Fault(kind, times=1))

    assert learning.code("GET", "/tags") == (int(kind), code)
    assert learning.witness.bad_answers == []


def test_users_are_found_by_mail_and_status(learning: Learning) -> None:
    everybody = {portal().author.mail, LEARNER.mail, INVITED.mail, *(one.mail for one in TWINS)}

    assert {one["mail"] for one in learning.get("/users?status[ne]=deleted")} == everybody
    assert [one["mail"] for one in learning.get("/users?status[eq]=deleted")] == [GONE.mail]
    others = learning.get(f"/users?status[ne]=deleted&mail[ne]={LEARNER.mail}")
    assert {one["mail"] for one in others} == everybody - {LEARNER.mail}
    assert [one["lang"] for one in learning.get(f"/users?mail[eq]={portal().author.mail}")] == ["fr"]


def test_everybody_of_the_sample_is_read_in_pages_of_500() -> None:
    learning = Learning.opened(sample=True)
    first = learning.call("GET", "/users?status[ne]=deleted")
    rest = learning.get(first.headers["Link"].partition("<")[2].partition(">")[0])

    accounts = [one.mail for one in portal(whole=True).accounts if one.status != "deleted"]
    assert [one["mail"] for one in [*first.get_json(), *rest]] == accounts
    assert (len(first.get_json()), learning.witness.bad_answers) == (500, [])


@pytest.mark.parametrize(("kind", "first"), [("truncated", 0), ("drift", -1)])
def test_a_page_can_be_spoiled(learning: Learning, kind: str, first: int) -> None:
    whole = learning.get("/users")
    learning.simulator.faults.add(Fault(kind, path="/users", times=1))
    spoiled = learning.get("/users")

    assert spoiled[0] == whole[first]
    assert len(spoiled) == len(whole) - (kind == "truncated")


def test_the_control_door_tells_all_that_is_held(learning: Learning) -> None:
    learning.done("PUT", "courses", course(1), course(2, name=""))
    learning.done("POST", "stats", learning.statistics())
    learning.script("tag_course", external_id="c-1", names=["by hand"])
    state = learning.simulator.snapshot()

    told = state["courses"]["c-1"]
    assert (told["status"], told["fields"], told["tags"]) == ("published", course(1), ["by hand"])
    assert [one["externalId"] for one in state["attempts"]] == ["c-1"]
    assert [(one["items"], one["outcomes"]) for one in state["operations"]] == [
        (2, {"success": 1, "error": 1}),
        (1, {"success": 1}),
    ]
    assert state["integrations"] == [{**learning.get("/integrations")[0], "active": True}]
    assert state["most_at_once"] == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"externalPlatform": "edFLEX"}, (400, "duplicateExternalPlatform")),
        ({"externalPlatform": "linkedin learning"}, (400, "reservedPlatformName")),
        ({"externalPlatform": "Other", "groupId": NOBODY}, (404, "groupNotFound")),
        ({"externalPlatform": "Other", "authorId": NOBODY}, (404, "userNotFound")),
        ({"externalPlatform": ""}, (400, "invalidRequest")),
        ({"externalPlatform": "Other", "name": "Other"}, (400, "invalidRequest")),
    ],
)
def test_an_integration_that_cannot_be_is_refused(
    learning: Learning, fields: dict[str, str], refusal: tuple[int, str]
) -> None:
    body = {"externalPlatform": "Edflex", "authorId": learning.user(LEARNER.mail), "groupId": GROUP, **fields}

    assert learning.code("POST", "/integrations", body) == refusal
    assert len(learning.get("/integrations")) == 1


def test_integrations_are_found_by_their_platform(learning: Learning) -> None:
    found = [len(learning.get(f"/integrations?externalPlatform[{way}]=Edflex")) for way in ("eq", "ne")]

    assert found == [1, 0]


def test_there_are_so_many_integrations_at_most() -> None:
    learning = Learning.opened(most_integrations=1)
    body = {"externalPlatform": "Other", "authorId": learning.user(LEARNER.mail), "groupId": GROUP}

    assert learning.code("POST", "/integrations", body) == (400, "integrationsLimitReached")


def test_a_deleted_integration_is_gone_and_its_courses_are_archived_for_good(learning: Learning) -> None:
    learning.done("PUT", "courses", course(1))
    made = learning.course_id("c-1")
    learning.ask("DELETE", f"/integrations/{learning.integration}")

    assert learning.get("/integrations") == []
    assert learning.get(f"/courses/{made}")["status"] == "archived"
    assert learning.code("PUT", f"/courses/{made}/archive", {"archived": False}) == (400, "integrationInactive")
    path = f"/bulk/integrations/{learning.integration}/courses"
    assert learning.code("PUT", path, {"input": []}) == (404, "integrationNotFound")


def test_a_tags_name_is_its_own(learning: Learning) -> None:
    first, second = (learning.ask("POST", "/tags", {"isMain": False, "name": name}) for name in ("Metal", "Wood"))

    assert learning.code("POST", "/tags", {"isMain": False, "name": "Metal"}) == (400, "tagNameNotAvailable")
    path = f"/tags/{second['_id']}"
    assert learning.code("PUT", path, {"isMain": False, "name": "Metal"}) == (400, "tagNameNotAvailable")
    learning.ask("PUT", f"/tags/{first['_id']}", {"isMain": True, "name": "Metal", "externalId": "edflex:1"})
    kept = learning.ask("PUT", f"/tags/{first['_id']}", {"isMain": True, "name": "Metals"})
    assert (kept["name"], kept["externalId"]) == ("Metals", "edflex:1")
    assert [one["name"] for one in learning.get("/tags?isMain[eq]=true")] == ["Metals"]


def test_a_course_has_just_the_tags_that_were_set_last(learning: Learning) -> None:
    learning.done("PUT", "courses", course(1))
    path = f"/courses/{learning.course_id('c-1')}/tags"
    tags = [learning.ask("POST", "/tags", {"isMain": False, "name": f"tag {number}"})["_id"] for number in range(3)]
    learning.script("tag_course", external_id="c-1", names=["by hand"])
    learning.ask("PUT", path, {"tagIds": tags})
    learning.ask("DELETE", f"/tags/{tags[1]}")

    assert [one["tagId"] for one in learning.get(path)] == [tags[0], tags[2]]
    assert learning.code("PUT", path, {"tagIds": [tags[0], tags[1]]}) == (404, "tagNotFound")
    assert learning.code("PUT", path, {"tagIds": [tags[0]] * 101}) == (400, "invalidRequest")
    assert len(learning.get(path)) == 2


def test_the_control_door_resets_everything(learning: Learning) -> None:
    learning.done("PUT", "courses", course(1))
    learning.script("reset")

    state = learning.simulator.snapshot()
    assert (state["courses"], state["operations"], state["integrations"], state["most_at_once"]) == ({}, [], [], 0)
