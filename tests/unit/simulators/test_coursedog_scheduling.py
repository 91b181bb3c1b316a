from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.institution.university import Edit, crosslist_edit, edits
from tests.unit.simulators.scheduling import COURSE, NOON, TERM, TIME, Coursedog, create, university

FIRST, SECOND = f"{TERM}/{COURSE}/001", f"{TERM}/{COURSE}/002"
GROUP = f"{TERM}/XL01"
SCHEDULER = "u-scheduler-sci"
SINCE = "/changes?since=2026-01-01T00:00:00Z&limit=200"


@pytest.fixture
def coursedog() -> Iterator[Coursedog]:
    caller = Coursedog.opened()
    caller.fill()
    yield caller
    assert caller.witness.bad_answers == []


def changes(coursedog: Coursedog) -> list[tuple[str, str]]:
    """Return what was told, with the last part of the key."""
    found = coursedog.get(SINCE)["items"]
    return [(one["type"], one["data"].get("sectionNumber") or one["data"]["groupId"]) for one in found]


@pytest.mark.parametrize(
    ("path", "value", "field", "shown"),
    [
        ("title", "Cells", "sectionName", "Cells"),
        ("maxEnrollment", 24, "maxEnrollment", 24),
        ("campus", "", "campus", None),
        ("status", "cancelled", "status", "cancelled"),
        ("times.0.room", "LIB/201", "times", [{**TIME, "classroom": "LIB/201"}]),
        ("times", [], "times", []),
        (
            "professors.0.percentage",
            50,
            "professorsMeta",
            [{"instructorId": "0012001", "role": "primary", "percentage": 50}],
        ),
        ("professors", [{"id": "7", "role": "secondary", "percentage": None}], "professors", ["7"]),
    ],
)
def test_what_a_scheduler_saves_is_shown_in_the_wires_words_with_who_and_when(
    coursedog: Coursedog, path: str, value: Any, field: str, shown: Any
) -> None:
    before = coursedog.sections()[0]
    coursedog.clock.now += 60
    told = coursedog.edit(FIRST, path, value)

    after = coursedog.sections()[0]
    assert after == told
    assert after[field] == shown
    assert (after["version"], after["lastEditedBy"], after["lastEditedAt"]) == (
        2,
        SCHEDULER,
        "2026-09-16T12:01:00+00:00",
    )
    assert after["lastSyncedAt"] == before["lastSyncedAt"]


def test_a_time_that_is_written_anew_keeps_the_id_of_the_one_in_its_place(coursedog: Coursedog) -> None:
    (section, _) = coursedog.sections()
    synced = [{**TIME, "id": "e1"}, {**TIME, "id": "e2"}]
    item = {"operation": "update", "id": section["id"], "version": 1, "data": {"times": synced}}
    coursedog.put("sections", item)
    time: dict[str, Any] = {
        "id": "",
        "room": "",
        "type": "",
        **{name: TIME[name] for name in ("days", "startTime", "endTime")},
    }
    time |= {"startDate": None, "endDate": None}

    assert [one["id"] for one in coursedog.edit(FIRST, "times", [time] * 3)["times"]] == ["e1", "e2", ""]


def test_what_is_written_over_the_api_is_nobodys_edit_and_is_not_told(coursedog: Coursedog) -> None:
    coursedog.edit(FIRST, "title", "Cells")
    section = coursedog.sections()[0]
    coursedog.clock.now += 60
    update = {"operation": "update", "id": section["id"], "version": 2, "data": {"maxWaitlist": 9}}
    coursedog.put("sections", update, create("sections", sectionNumber="003"))

    after, _, new = coursedog.sections()
    assert (after["version"], after["lastEditedBy"], after["lastEditedAt"]) == (3, SCHEDULER, section["lastEditedAt"])
    assert (new["lastEditedBy"], new["lastEditedAt"]) == (None, None)
    assert after["lastSyncedAt"] == new["lastSyncedAt"] == "2026-09-16T12:01:00+00:00"
    assert changes(coursedog) == [("section.saved", "001")]


def test_who_saves_in_between_wins_over_a_write(coursedog: Coursedog) -> None:
    section = coursedog.sections()[0]
    coursedog.edit(FIRST, "maxEnrollment", 24)
    update = {"operation": "update", "id": section["id"], "version": 1, "data": {"maxEnrollment": 20}}

    assert coursedog.code("sections", update) == (409, "VERSION", "version")
    assert coursedog.sections()[0]["maxEnrollment"] == 24


def test_all_that_was_saved_can_be_read_from_a_moment_on(coursedog: Coursedog) -> None:
    for number, title in enumerate("abc"):
        coursedog.clock.now = NOON + number
        coursedog.edit(FIRST, "title", title)
    page = coursedog.get("/changes?since=2026-09-16T14:00:01%2B02:00&limit=1")

    assert page["total"] == 2
    assert page["items"] == [
        {
            "type": "section.saved",
            "timestamp": "2026-09-16T12:00:01+00:00",
            "data": {
                "termCode": TERM,
                "courseCode": COURSE,
                "sectionNumber": "001",
                "savedAt": "2026-09-16T12:00:01+00:00",
            },
        }
    ]


def test_a_new_section_was_never_synced(coursedog: Coursedog) -> None:
    coursedog.edit(f"{TERM}/{COURSE}/700", value={"title": "Evening", "callNumber": ""}, action="create")

    new = coursedog.sections()[-1]
    assert (new["sectionName"], new["callNumber"], new["sisId"], new["lastSyncedAt"]) == ("Evening", None, "", None)
    assert changes(coursedog) == [("section.saved", "700")]


def test_a_crosslist_is_made_and_changed_in_peoples_words(coursedog: Coursedog) -> None:
    value = {"sections": [FIRST, SECOND], "primary": SECOND, "waitlist": "separate", "maxEnrollment": 30}
    made = coursedog.edit(f"{TERM}/XL90", value=value, action="crosslist")
    changed = coursedog.edit(f"{TERM}/XL90", "maxEnrollment", 31)

    assert (made["type"], made["primarySection"], made["combinedMaxEnrollment"]) == ("crosslist", SECOND, 30)
    assert (changed["combinedMaxEnrollment"], changed["lastEditedBy"]) == (31, SCHEDULER)
    assert changes(coursedog) == [("relationship.saved", "XL90")] * 2


def test_a_relationship_tells_of_the_sections_that_it_had_too(coursedog: Coursedog) -> None:
    third = coursedog.edit(f"{TERM}/{COURSE}/003", value={}, action="create")["sectionNumber"]
    coursedog.edit(GROUP, "primary", None)
    coursedog.edit(GROUP, "sections", [SECOND, f"{TERM}/{COURSE}/{third}"])

    last = coursedog.get(SINCE)["items"][-1]["data"]
    assert last["sections"] == [FIRST, SECOND, f"{TERM}/{COURSE}/003"]


def test_a_section_that_is_deleted_takes_its_crosslist_along_and_both_are_told(coursedog: Coursedog) -> None:
    gone = coursedog.edit(FIRST, action="delete")

    assert gone["sectionNumber"] == "001"
    assert [one["sectionNumber"] for one in coursedog.sections()] == ["002"]
    assert changes(coursedog) == [("section.deleted", "001"), ("relationship.deleted", "XL01")]
    assert coursedog.get(SINCE)["items"][1]["data"]["sections"] == [FIRST, SECOND]


def test_a_relationship_can_be_deleted(coursedog: Coursedog) -> None:
    coursedog.edit(GROUP, action="delete")

    assert coursedog.relationships() == []
    assert changes(coursedog) == [("relationship.deleted", "XL01")]


def test_a_section_can_get_another_number(coursedog: Coursedog) -> None:
    before = coursedog.sections()[0]
    after = coursedog.edit(FIRST, value="009", action="renumber")

    assert (after["id"], after["sisId"], after["version"]) == (before["id"], before["sisId"], 2)
    relationship = coursedog.relationships()[0]
    assert (relationship["sections"], relationship["primarySection"]) == (
        [f"{TERM}/{COURSE}/009", SECOND],
        f"{TERM}/{COURSE}/009",
    )
    assert [one["sectionNumber"] for one in coursedog.sections()] == ["009", "002"]
    assert coursedog.get(f"/sections?keys={FIRST}")["total"] == 0
    assert changes(coursedog) == [("section.deleted", "001"), ("section.saved", "009")]
    with pytest.raises(ValueError, match="EXISTS"):
        coursedog.edit(SECOND, value="009", action="renumber")


def test_a_course_is_changed_and_nobody_is_told(coursedog: Coursedog) -> None:
    assert coursedog.edit(COURSE, "title", "Cells")["name"] == "Cells"

    assert changes(coursedog) == []


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"section": f"{TERM}/{COURSE}/999", "path": "title"}, "There is no '202710/BIO-101/999'"),
        ({"section": FIRST, "path": "name"}, "There is no 'name' of sections"),
        ({"section": FIRST, "path": "times.7.room"}, "nothing at '7'"),
        ({"section": FIRST, "path": "times.0.shape"}, "nothing at 'shape'"),
        ({"section": FIRST, "path": "maxEnrollment", "value": -1}, "INVALID"),
        ({"section": FIRST, "action": "create", "value": {}}, "EXISTS"),
        ({"section": COURSE, "action": "delete"}, "COURSE_IN_USE"),
        ({"section": GROUP, "action": "renumber", "value": "1"}, "Only sections"),
        ({"section": FIRST, "action": "burn"}, "There is no action 'burn'"),
        ({"section": FIRST, "path": "title", "by": "nobody"}, "There is no user 'nobody'"),
        ({"section": FIRST, "path": "title", "school": "other"}, "There is no school 'other'"),
    ],
)
def test_what_cannot_be_saved_is_refused_and_changes_nothing(
    coursedog: Coursedog, wish: dict[str, Any], words: str
) -> None:
    before = coursedog.simulator.snapshot()

    with pytest.raises(ValueError, match=words):
        coursedog.script("edit", **{"by": SCHEDULER, **wish})
    assert coursedog.simulator.snapshot() == before


def test_the_edits_of_the_sample_can_all_be_done() -> None:
    coursedog = Coursedog.opened()
    whole = university()
    coursedog.put("courses", *(create("courses", code=one.code) for one in whole.courses[:100]))
    coursedog.put("courses", *(create("courses", code=one.code) for one in whole.courses[100:]))
    for section in whole.sections_of(whole.rolled):
        edit = Edit(section.key, value=section.fields, action="create", by=SCHEDULER)
        coursedog.script("edit", **edit.as_json)
    asked = [*edits(whole, 40), crosslist_edit(whole)]
    done = [coursedog.script("edit", **one.as_json) for one in asked]

    assert [one["lastEditedBy"] for one in done] == [one.by for one in asked]
    assert coursedog.get(f"/sections?term={TERM}")["total"] == 400 + sum(one.action == "create" for one in asked)
    assert coursedog.witness.bad_answers == []
