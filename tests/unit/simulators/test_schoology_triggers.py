from typing import Any

import pytest

from sandbox.institution import Institution
from sandbox.simulators.schoology import Knobs
from tests.unit.simulators.callers import Schoology
from tests.unit.simulators.conftest import schoology_with

TARGETS = "/v1/triggers/targets"
SUBSCRIPTIONS = "/v1/triggers/subscriptions"
URL = "https://school.example/hooks/opensesame"
BOTH = ("grades", "grade_item")


def subscribe(schoology: Schoology, **wish: Any) -> Any:
    answer = schoology.call("PUT", SUBSCRIPTIONS, {"subscription": [wish]})
    assert answer.status_code == 200
    (entry,) = answer.get_json()["subscription"]
    return entry


def events(schoology: Schoology) -> list[dict[str, Any]]:
    return [letter["event"] for letter in schoology.script("outbox")]


def numbered(institution: Institution) -> Schoology:
    return schoology_with(institution, Knobs(rate_scale=1_000, event_ids="numbers"))


def test_a_target_is_created_listed_changed_and_deleted(schoology: Schoology) -> None:
    created = schoology.call("POST", TARGETS, {"target": URL, "description": "Grades"})
    target = created.get_json()

    assert (created.status_code, target) == (201, {"id": target["id"], "target": URL, "description": "Grades"})
    assert schoology.call("PUT", f"{TARGETS}/{target['id']}", {"description": ""}).status_code == 204
    assert schoology.get(TARGETS) == {"target": [{**target, "description": ""}]}
    assert schoology.call("DELETE", f"{TARGETS}/{target['id']}").status_code == 204
    assert schoology.get(TARGETS) == {"target": []}
    assert schoology.call("PUT", f"{TARGETS}/{target['id']}", {"target": URL}).status_code == 404


@pytest.mark.parametrize(
    "url", ["", "school.example", "ftp://school.example", "https://", "http://a:no/", "http://a/ b", "http://a/\u00e9"]
)
def test_a_target_must_be_a_web_address(schoology: Schoology, url: str) -> None:
    assert schoology.call("POST", TARGETS, {"target": url}).status_code == 400


def test_a_subscription_says_what_was_understood(schoology: Schoology) -> None:
    target = schoology.subscribe(URL)

    assert subscribe(schoology, target_id=target, trigger="grades", subscribed=1, include_object=1) == {
        "item": {
            "target_id": target,
            "trigger": "grades",
            "subscribed": 1,
            "target_url": URL,
            "version": "v1",
            "include_object": "1",
        },
        "status": 200,
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"trigger": "graduation"}, "The trigger with name graduation does not exist"),
        ({"trigger": None}, "trigger"),
        ({"target_id": 1}, "target_id"),
        ({"target_id": "that"}, "target_id"),
        ({"subscribed": "yes"}, "subscribed"),
        ({"version": "v2"}, "version"),
        ({"include_object": 2}, "include_object"),
    ],
)
def test_a_bad_subscription_is_refused_alone(schoology: Schoology, change: dict[str, Any], said: str) -> None:
    target = schoology.subscribe(URL)
    good = {"target_id": target, "trigger": "attendance", "subscribed": 1}

    answer = schoology.call("PUT", SUBSCRIPTIONS, {"subscription": [{**good, **change}, good]})

    refused, taken = answer.get_json()["subscription"]
    assert (answer.status_code, refused["status"], taken["status"]) == (200, 400, 200)
    assert said in refused["message"]
    assert (refused["item"]["target_url"], refused["item"]["version"]) == (None, None)
    assert schoology.http.get("/_control/calls").get_json()["items"][f"PUT {SUBSCRIPTIONS}"]["400"] == 1


def test_the_list_shows_who_is_subscribed_but_never_says_subscribed(schoology: Schoology) -> None:
    target = schoology.subscribe(URL, *BOTH)
    subscribe(schoology, target_id=target, trigger="grades", subscribed=1)
    subscribe(schoology, target_id=str(target), trigger="grade_item", subscribed="0")

    assert schoology.get(SUBSCRIPTIONS) == {
        "subscription": [
            {"target_id": target, "trigger": "grades", "subscribed": 0, "version": "v1", "include_object": "0"}
        ]
    }


def test_a_body_without_subscriptions_is_refused_whole(schoology: Schoology) -> None:
    bodies: list[Any] = [{}, {"subscription": {}}, {"subscription": ["grades"]}]
    for body in bodies:
        assert schoology.call("PUT", SUBSCRIPTIONS, body).status_code == 400


def test_a_deleted_target_takes_its_subscriptions_along(schoology: Schoology) -> None:
    target = schoology.subscribe(URL, *BOTH)
    schoology.call("DELETE", f"{TARGETS}/{target}")

    assert schoology.get(SUBSCRIPTIONS) == {"subscription": []}


def test_only_administrators_see_triggers(schoology: Schoology) -> None:
    schoology.open_section()
    teacher = next(row["id"] for row in schoology.state()["users"] if row["school_uid"] == "t1")
    headers = {"X-Schoology-Run-As": str(teacher)}

    for path in (TARGETS, SUBSCRIPTIONS):
        assert schoology.call("GET", path, headers=headers).status_code == 403


def test_one_save_of_grades_is_one_event_with_an_entry_for_each_that_was_taken(institution: Institution) -> None:
    schoology = numbered(institution)
    target = schoology.subscribe(URL, "grades")
    section = schoology.open_section()
    category = schoology.add_category(section)
    item = schoology.add_assignment(section, grading_category=category, max_points=40)
    ann, ben = (schoology.enrollment(section, uid) for uid in ("u1", "u2"))

    wishes = [{"assignment_id": item, "enrollment_id": one, "grade": 30} for one in (ann, 1, ben)]
    schoology.grade(section, *wishes)

    (letter,) = schoology.script("outbox")
    assert (letter["target_id"], letter["url"], letter["attempts"]) == (target, URL, 0)
    event = letter["event"]
    owner = schoology.state()["school"]["owner_id"]
    assert {name: event[name] for name in ("uid", "timestamp", "type")} == {
        "uid": owner,
        "timestamp": 1_000_000,
        "type": "grades.update",
    }
    number = int(section.rsplit("/", 1)[1])
    assert [entry["enrollment_id"] for entry in event["data"]] == [ann, ben]
    assert event["data"][0] == {
        "realm": "section",
        "section_id": number,
        "section_school_code": "s-1",
        "realm_id": number,
        "enrollment_id": ann,
        "school_uid": "u1",
        "updated_overall_grade": 75,
        "object": schoology.get(f"{section}/grades")["grades"]["grade"][0],
    }


def test_a_save_of_which_nothing_was_taken_is_no_event(schoology: Schoology) -> None:
    schoology.subscribe(URL, "grades")
    section = schoology.open_section()

    schoology.grade(section, {"assignment_id": 1, "enrollment_id": 1, "grade": 30})

    assert events(schoology) == []


def test_an_item_is_told_of_when_it_is_created_changed_and_deleted(institution: Institution) -> None:
    schoology = numbered(institution)
    schoology.subscribe(URL, "grade_item")
    section = schoology.open_section()
    item = schoology.add_assignment(section)
    shown = schoology.get(f"{section}/assignments/{item}")
    schoology.call("PUT", f"{section}/assignments/{item}", {"title": "Essay, again"})
    schoology.call("PUT", f"{section}/assignments/{item}", {"title": ""})
    schoology.call("DELETE", f"{section}/assignments/{item}")

    created, changed, deleted = events(schoology)
    assert [event["type"] for event in (created, changed, deleted)] == [
        "grade_item.update",
        "grade_item.update",
        "grade_item.delete",
    ]
    number = int(section.rsplit("/", 1)[1])
    assert created["data"] == [
        {
            "realm": "section",
            "section_id": number,
            "realm_id": number,
            "section_school_code": "s-1",
            "synced_section": "0",
            "id": item,
            "grade_item_type": "assignment",
            "object": shown,
        }
    ]
    assert changed["data"][0]["object"]["title"] == deleted["data"][0]["object"]["title"] == "Essay, again"


def test_the_object_is_left_out_where_it_was_not_asked_for(schoology: Schoology) -> None:
    schoology.subscribe("http://plain.example/", "grade_item", include_object=0)
    schoology.subscribe(URL, "grade_item")
    schoology.add_assignment(schoology.open_section())

    plain, full = events(schoology)
    assert "object" not in plain["data"][0]
    assert {**plain["data"][0], "object": full["data"][0]["object"]} == full["data"][0]


def test_nobody_is_told_of_what_he_did_not_subscribe_to(schoology: Schoology) -> None:
    schoology.subscribe(URL, "grades", "attendance")
    schoology.add_assignment(schoology.open_section())

    assert events(schoology) == []


@pytest.mark.parametrize(
    ("event_ids", "kinds"),
    [("numbers", [int, int, int]), ("strings", [str, str, str]), ("mixed", [int, str, int])],
)
def test_ids_go_out_as_numbers_or_texts_or_by_turns(
    institution: Institution, event_ids: Any, kinds: list[type]
) -> None:
    schoology = schoology_with(institution, Knobs(rate_scale=1_000, event_ids=event_ids))
    schoology.subscribe(URL, *BOTH)
    section = schoology.open_section()
    category = schoology.add_category(section)
    item = schoology.add_assignment(section, grading_category=category)
    wish = {"assignment_id": item, "enrollment_id": schoology.enrollment(section, "u1"), "grade": 1}
    for _ in kinds[1:]:
        schoology.grade(section, wish)

    told = events(schoology)

    for event, kind in zip(told, kinds, strict=True):
        (entry,) = event["data"]
        ids = [event["uid"], entry["section_id"], entry["realm_id"], entry.get("id", entry.get("enrollment_id"))]
        content = entry["object"]
        ids += [content[name] for name in ("id", "grade_item_id", "assignment_id", "timestamp") if name in content]
        assert {type(value) for value in ids} == {kind}
        assert type(event["timestamp"]) is int


def test_reset_forgets_targets_gradebooks_and_letters(schoology: Schoology) -> None:
    before = schoology.state()
    schoology.subscribe(URL, *BOTH)
    section = schoology.open_section()
    schoology.add_assignment(section, grading_category=schoology.add_category(section))
    schoology.script("reset")

    assert schoology.state() == before
    assert (events(schoology), schoology.get(TARGETS)) == ([], {"target": []})
