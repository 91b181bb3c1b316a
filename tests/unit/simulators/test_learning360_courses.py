from typing import Any

import pytest

from sandbox.simulators.learning360 import GROUP
from tests.unit.simulators.learning import GONE, LEARNER, Learning, course, portal


@pytest.fixture
def learning() -> Learning:
    return Learning.opened()


def test_a_course_is_made_for_the_integrations_group_and_author(learning: Learning) -> None:
    (result,) = learning.done("PUT", "courses", course(1))

    made = learning.get(f"/courses/{result['resourceId']}")
    author = learning.user(portal().author.mail)
    assert (made["groupId"], made["authorId"], made["externalPlatform"]) == (GROUP, author, "Edflex")
    assert (made["name"], made["status"], made["type"]) == (course(1)["name"], "published", "external")
    shown = learning.get(f"/integrations/{learning.integration}/courses/c-1")
    assert shown == {**course(1), "authorId": author, "courseId": made["_id"], "translations": []}


def test_a_course_is_replaced_whole_under_its_id(learning: Learning) -> None:
    results = [learning.done("PUT", "courses", one)[0] for one in (course(1, description="Old"), course(1, name="New"))]

    assert results[0]["resourceId"] == results[1]["resourceId"]
    shown = learning.get(f"/integrations/{learning.integration}/courses/c-1")
    assert (shown["name"], "description" in shown) == ("New", False)
    assert len(learning.get("/courses")) == 1


def test_a_course_may_have_an_author_of_its_own(learning: Learning) -> None:
    author = learning.user(LEARNER.mail)
    learning.done("PUT", "courses", course(1, authorId=author))

    assert learning.get(f"/courses/{learning.course_id('c-1')}")["authorId"] == author


def test_an_archived_course_keeps_all_that_it_has_and_comes_back_under_its_id(learning: Learning) -> None:
    (made,) = learning.done("PUT", "courses", course(1))
    learning.done("POST", "stats", learning.statistics())
    learning.script("tag_course", external_id="c-1", names=["by hand"])
    outcomes = [learning.done("DELETE", "courses", {"externalId": "c-1"}) for _ in range(2)]

    assert [one["resourceId"] for results in outcomes for one in results] == [made["resourceId"]] * 2
    assert learning.get(f"/courses/{made['resourceId']}")["status"] == "archived"
    assert learning.get("/courses?status[eq]=published") == []
    assert learning.done("PUT", "courses", course(1))[0]["resourceId"] == made["resourceId"]
    assert learning.get(f"/courses/{made['resourceId']}")["status"] == "published"
    assert len(learning.attempts()) == len(learning.get(f"/courses/{made['resourceId']}/tags")) == 1


def test_one_external_id_may_be_in_two_integrations(learning: Learning) -> None:
    first = learning.done("PUT", "courses", course(1))[0]["resourceId"]
    fields = {"externalPlatform": "Other", "authorId": learning.user(LEARNER.mail), "groupId": GROUP}
    learning.integration = learning.ask("POST", "/integrations", fields)["_id"]
    path = f"/integrations/{learning.integration}/courses/c-1"

    assert learning.code("GET", path) == (400, "courseNotBelongToIntegration")
    assert learning.outcomes("DELETE", "courses", {"externalId": "c-1"}) == ["courseNotFound"]
    assert learning.done("PUT", "courses", course(1))[0]["resourceId"] != first


@pytest.mark.parametrize(
    "bad",
    [
        *({"name": ""}, {"name": None}, {"defaultLang": "fr-FR"}, {"defaultLang": "EN"}, {"launchUrl": ""}),
        *({"sources": "Sparks"}, {"sources": [{"name": ""}]}, {"sources": [{}]}, {"subjects": [""]}),
        *({"contentType": "role-play"}, {"description": ""}, {"difficultyLevel": "expert"}, {"imageUrl": ""}),
        *({"duration": 0}, {"duration": 100_001}, {"duration": 1.5}, {"duration": "90"}, {"duration": True}),
        *({"authorId": "me"}, {"translations": [{"lang": "fr"}]}, {"title": "Welding"}, {"externalId": ""}),
    ],
)
def test_an_object_that_is_not_as_its_schema_says_fails_by_itself(learning: Learning, bad: dict[str, Any]) -> None:
    items = [course(1), course(2, **bad), course(3)]

    assert learning.outcomes("PUT", "courses", *items) == ["", "invalidInput", ""]
    assert set(learning.simulator.snapshot()["courses"]) == {"c-1", "c-3"}
    (bulk,) = [one for one in learning.witness.exchanges if one.method == "PUT"]
    assert bulk.request_faults


@pytest.mark.parametrize("name", ["defaultLang", "externalId", "launchUrl", "name", "sources", "subjects"])
def test_an_object_without_what_it_needs_fails(learning: Learning, name: str) -> None:
    item = {field: value for field, value in course(1).items() if field != name}

    assert learning.outcomes("PUT", "courses", item, 7, None) == ["invalidInput"] * 3


def test_an_author_whose_account_was_deleted_cannot_be_one(learning: Learning) -> None:
    gone = learning.get(f"/users?mail[eq]={GONE.mail}")[0]["_id"]

    assert learning.outcomes("PUT", "courses", course(1, authorId=gone), course(2)) == ["userNotFound", ""]
    learning.script("set_status", mail=portal().author.mail, status="deleted")
    assert learning.outcomes("PUT", "courses", course(1)) == ["userNotFound"]


def test_an_object_can_be_made_to_fail_in_the_vendors_words(learning: Learning) -> None:
    learning.script("reject", external_id="c-2", message="The launch URL is on the deny list")
    results = learning.done("PUT", "courses", course(1), course(2))

    assert [one.get("errorMessage") for one in results] == [None, "The launch URL is on the deny list"]
    learning.script("reject", external_id="c-2")
    assert learning.outcomes("PUT", "courses", course(2)) == [""]


def test_people_change_courses_by_hand(learning: Learning) -> None:
    learning.done("PUT", "courses", course(1))
    made = learning.course_id("c-1")
    assert learning.script("edit_course", external_id="c-1", name="By hand", duration=None)["name"] == "By hand"
    learning.script("archive_course", external_id="c-1")

    assert learning.get(f"/courses/{made}")["status"] == "archived"
    learning.script("archive_course", external_id="c-1", archived=False)
    assert learning.get(f"/courses/{made}")["status"] == "published"
    shown = learning.get(f"/integrations/{learning.integration}/courses/c-1")
    assert (shown["name"], "duration" in shown) == ("By hand", False)


def test_people_tag_courses_by_hand(learning: Learning) -> None:
    learning.done("PUT", "courses", course(1))

    assert learning.script("tag_course", external_id="c-1", names=["a", "b"]) == ["a", "b"]
    assert learning.script("tag_course", external_id="c-1", names=["b", "c"]) == ["a", "b", "c"]
    learning.script("rename_tag", name="a", new_name="A")
    assert learning.simulator.snapshot()["courses"]["c-1"]["tags"] == ["A", "b", "c"]
    learning.script("untag_course", external_id="c-1")
    assert learning.simulator.snapshot()["courses"]["c-1"]["tags"] == []
    assert [one["isMain"] for one in learning.get("/tags")] == [False] * 3


def test_people_change_accounts_by_hand(learning: Learning) -> None:
    learning.script("set_role", mail=LEARNER.mail, role="admin")
    roles = {one["userId"]: one["role"] for one in learning.get(f"/groups/{GROUP}/roles")}
    assert roles[learning.user(LEARNER.mail)] == "admin"
    assert roles[learning.user(portal().author.mail)] == "editor"
    learning.script("set_role", mail=LEARNER.mail)
    assert learning.user(LEARNER.mail) not in {one["userId"] for one in learning.get(f"/groups/{GROUP}/roles")}
    learning.script("rename_user", mail=LEARNER.mail, new_mail="ada@new.example")
    assert learning.user("ada@new.example")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("edit_course", {"external_id": "none"}),
        ("set_status", {"mail": LEARNER.mail, "status": "asleep"}),
        ("set_status", {"mail": "none@maple-ridge.example", "status": "active"}),
        ("begin_other", {"operation_type": "importExternalCourses"}),
    ],
)
def test_a_script_about_nothing_says_so(learning: Learning, name: str, arguments: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"There is no|Nobody can be|There is nobody"):
        learning.script(name, **arguments)
