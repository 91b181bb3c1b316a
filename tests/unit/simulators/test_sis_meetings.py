from typing import Any

import pytest

from tests.unit.simulators.ethos import TERM, Ethos

SECTION, OTHER = f"{TERM}/BIO-101/001", f"{TERM}/BIO-102/001"
CONFLICT = (400, ["InstructionalEvent.Location.RoomScheduleConflict"])


def section_of(ethos: Ethos, key: str = SECTION) -> str:
    guid: str = ethos.fields(key)["id"]
    return guid


def test_a_new_event_is_a_time_of_its_section() -> None:
    ethos = Ethos()
    made = ethos.make("instructional-events", ethos.new_event(section_of(ethos), "SCI/210"))

    assert ethos.fields(SECTION)["times"][1] == {
        "id": made["id"],
        "days": "F",
        "startTime": "19:00",
        "endTime": "20:15",
        "startDate": "2027-01-01",
        "endDate": "2027-04-30",
        "room": "SCI/210",
        "type": "",
    }


@pytest.mark.parametrize(
    ("hours", "taken"),
    [("19:30-20:00", True), ("20:15-21:00", True), ("20:16-21:00", False), ("18:00-18:59", False)],
)
def test_a_room_is_taken_while_others_meet_in_it(hours: str, taken: bool) -> None:
    ethos = Ethos()
    ethos.make("instructional-events", ethos.new_event(section_of(ethos), "SCI/210"))
    body = ethos.new_event(section_of(ethos, OTHER), "SCI/210", hours)

    assert (ethos.codes("POST", "instructional-events", body) == CONFLICT) == taken


def test_other_days_rooms_and_weeks_are_no_conflict() -> None:
    ethos = Ethos()
    ethos.make("instructional-events", ethos.new_event(section_of(ethos), "SCI/210"))
    body = ethos.new_event(section_of(ethos, OTHER), "SCI/210")
    weekend = {"type": "weekly", "interval": 1, "daysOfWeek": ["saturday"]}
    early, late = ({**body["recurrence"]["timePeriod"]} for _ in range(2))
    early["endOn"], late["startOn"] = "2027-02-01T20:15:00", "2027-02-02T19:00:00"

    ethos.make("instructional-events", ethos.new_event(section_of(ethos, OTHER), "MED/210"))
    ethos.make("instructional-events", ethos.new_event(section_of(ethos, OTHER)))
    first = ethos.make("instructional-events", body | {"recurrence": {**body["recurrence"], "repeatRule": weekend}})
    ethos.call(
        "PUT",
        f"instructional-events/{first['id']}",
        {"recurrence": body["recurrence"] | {"timePeriod": early, "repeatRule": weekend}},
    )
    ethos.make("instructional-events", body | {"recurrence": {"timePeriod": late, "repeatRule": weekend}})


def test_a_cancelled_section_leaves_its_room_to_others() -> None:
    ethos = Ethos("colleague")
    ethos.make("instructional-events", ethos.new_event(section_of(ethos), "SCI/210"))
    body = ethos.new_event(section_of(ethos, OTHER), "SCI/210")

    assert ethos.codes("POST", "instructional-events", body) == CONFLICT
    ethos.call("PUT", ethos.path_of(SECTION), {"status": {"category": "cancelled"}})
    ethos.make("instructional-events", body)


def test_an_event_is_in_nobodys_way_but_others() -> None:
    ethos = Ethos()
    event = ethos.fields(SECTION)["times"][0]["id"]
    held = ethos.call("GET", f"instructional-events/{event}").get_json(force=True)

    assert ethos.call("PUT", f"instructional-events/{event}", held).status_code == 200


def test_a_room_holds_the_section_or_is_refused() -> None:
    ethos = Ethos()
    small = ethos.new_event(section_of(ethos), "SCI/110")

    assert ethos.fields(SECTION)["maxEnrollment"] == 40
    assert ethos.codes("POST", "instructional-events", small) == (400, ["InsufficientRoomCapacity"])
    ethos.call("PUT", ethos.path_of(SECTION), {"maxEnrollment": 24})
    ethos.make("instructional-events", small)
    assert ethos.codes("PUT", ethos.path_of(SECTION), {"maxEnrollment": 25}) == (400, ["InsufficientRoomCapacity"])


def event_with(period: dict[str, str] | None = None, **rule: Any) -> dict[str, Any]:
    usual = {"startOn": "2027-01-04T09:00:00", "endOn": "2027-04-30T10:00:00"}
    weekly = {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"]}
    return {"recurrence": {"timePeriod": usual | (period or {}), "repeatRule": weekly | rule}}


def test_events_stay_within_the_term_whatever_the_offset() -> None:
    ethos = Ethos()
    body = ethos.new_event(section_of(ethos))

    outside = (400, ["InstructionalEvent.Date.OutOfRange"])
    assert ethos.codes("POST", "instructional-events", body | event_with({"endOn": "2027-05-01T10:00:00"})) == outside
    assert ethos.codes("POST", "instructional-events", body | event_with({"startOn": "2026-12-31T09:00:00"})) == outside
    made = ethos.make("instructional-events", body | event_with({"endOn": "2027-04-30T23:30:00-05:00"}))
    assert made["recurrence"]["timePeriod"]["endOn"] == "2027-04-30T23:30:00-05:00"


@pytest.mark.parametrize(
    "wrong",
    [
        event_with({"endOn": "2027-04-30T09:00:00"}),
        event_with({"startOn": "2027-01-04 09:00"}),
        event_with(ends={"date": "2027-04-01"}),
        event_with(type="daily"),
        event_with(daysOfWeek=[]),
        {"recurrence": {"timePeriod": {}}},
        {"locations": [{"location": {"type": "room"}}]},
    ],
)
def test_an_event_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    ethos = Ethos()
    body = ethos.new_event(section_of(ethos)) | wrong

    assert ethos.codes("POST", "instructional-events", body) == (400, ["Global.SchemaValidation.Error"])


@pytest.mark.parametrize("resource", ["instructional-events", "section-instructors"])
def test_what_belongs_to_a_section_stays_with_it(resource: str) -> None:
    ethos = Ethos()
    (one,) = ethos.every(resource, section={"id": section_of(ethos)})
    body = {"section": {"id": section_of(ethos, OTHER)}}

    assert ethos.codes("PUT", f"{resource}/{one['id']}", body) == (400, ["Global.SchemaValidation.Error"])


def test_instructors_come_change_and_go() -> None:
    ethos = Ethos()
    section, person = {"id": section_of(ethos)}, {"id": ethos.id_of("persons", "0012005")}
    body = {"section": section, "instructor": person, "instructorRole": "secondary", "responsibilityPercentage": 30}
    made = ethos.make("section-instructors", body)

    assert ethos.codes("POST", "section-instructors", body) == (400, ["SectionInstructor.Duplicate"])
    assert ethos.fields(SECTION)["professors"][1] == {"id": "0012005", "role": "secondary", "percentage": 30}
    ethos.call("PUT", f"section-instructors/{made['id']}", {"responsibilityPercentage": 50})
    assert ethos.fields(SECTION)["professors"][1]["percentage"] == 50
    assert ethos.call("DELETE", f"section-instructors/{made['id']}").status_code == 204
    assert len(ethos.fields(SECTION)["professors"]) == 1


def test_somebody_unknown_cannot_teach() -> None:
    ethos = Ethos()
    body = {"section": {"id": section_of(ethos)}, "instructor": {"id": section_of(ethos)}}

    assert ethos.codes("POST", "section-instructors", body) == (400, ["GUID.Not.Found"])


def test_a_section_that_was_overfilled_by_other_hands_can_still_change_its_hours() -> None:
    ethos = Ethos()
    ethos.script("edit", section=SECTION, path="maxEnrollment", value=500)
    (event,) = ethos.every("instructional-events", section={"id": section_of(ethos)})
    body = event_with({"startOn": "2027-01-04T08:00:00", "endOn": "2027-04-30T08:30:00"})

    assert ethos.call("PUT", f"instructional-events/{event['id']}", body).status_code == 200
