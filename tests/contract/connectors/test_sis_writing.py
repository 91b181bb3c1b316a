"""Writing sections to the SIS: only what differs, in an order that it can take, each with its own end."""

from typing import Any

import pytest

from rollbook.connectors.sis.writables import MOST
from rollbook.model.changes import Change, Operation
from rollbook.model.errors import ContractError
from rollbook.model.records import Json
from tests.contract.connectors.office import FIRST, FREE, Office, meeting, professor, section, update

THERE = f"{FREE.rpartition('/')[0]}/801"


def in_words(shown: Json) -> Json:
    """Return a section's fields but for what the SIS gives, which nobody who sends them can know."""
    fields = {name: value for name, value in shown["fields"].items() if name not in ("callNumber", "enrollment")}
    return {**fields, "times": [{**time, "id": ""} for time in fields["times"]]}


def wanted(change: Change) -> Json:
    return in_words(change.data or {})


def test_a_new_section_comes_with_its_meetings_and_instructors(office: Office) -> None:
    change = section()

    (written,) = office.write(change)

    assert written.reason is None
    shown = office.section(FREE)
    assert written.target == shown["id"]
    assert in_words(shown) == wanted(change)
    assert (shown["fields"]["callNumber"], shown["fields"]["enrollment"]) == ("50001", 0)
    assert office.writes == [
        "POST sections 201",
        "POST instructional-events 201",
        "POST section-instructors 201",
        "POST section-instructors 201",
    ]


def test_a_new_section_may_have_next_to_nothing(office: Office) -> None:
    fields: Json = dict.fromkeys((section().data or {})["fields"])
    change = section(**fields | {"title": "Reading", "startDate": "2027-01-01", "times": [], "professors": []})

    (written,) = office.write(change)

    assert written.reason is None
    shown = office.section(FREE)["fields"]
    assert (shown["title"], shown["status"], shown["campus"], shown["minCreditHours"]) == (
        "Reading",
        "active",
        None,
        None,
    )


def test_only_the_fields_that_are_configured_are_sent(office: Office) -> None:
    change = section()
    data = change.data or {}
    few = {name: data["fields"][name] for name in ("title", "startDate", "maxEnrollment")}

    (written,) = office.write(change.model_copy(update={"data": {**data, "fields": few}}))

    assert written.reason is None
    shown = office.section(FREE)["fields"]
    assert (shown["title"], shown["maxEnrollment"], shown["gradeMode"], shown["times"]) == (
        "Evening Biology",
        20,
        None,
        [],
    )


NEW_VALUES = {
    "status": "pending",
    "title": "Biology at Night",
    "sectionType": "lab",
    "campus": "ONL",
    "instructionMode": "hybrid",
    "startDate": "2027-01-04",
    "endDate": "2027-04-23",
    "minCreditHours": 2,
    "maxCreditHours": 6,
    "gradeMode": "pass",
    "maxEnrollment": 12,
    "maxWaitlist": 7,
}


@pytest.mark.parametrize("field", NEW_VALUES)
def test_a_field_that_changed_is_all_that_changes(office: Office, field: str) -> None:
    before = office.section()

    (written,) = office.write(update(before, **{field: NEW_VALUES[field]}))

    assert (written.target, written.reason) == (before["id"], None)
    assert office.section()["fields"] == {**before["fields"], field: NEW_VALUES[field]}
    assert office.writes == ["PUT sections 200"]


@pytest.mark.parametrize(
    "field", ["sectionType", "campus", "instructionMode", "endDate", "gradeMode", "maxEnrollment", "maxWaitlist"]
)
def test_a_field_can_be_emptied(office: Office, field: str) -> None:
    before = office.section()

    (written,) = office.write(update(before, **{field: None}))

    assert written.reason is None
    assert office.section()["fields"] == {**before["fields"], field: None}


def test_a_part_of_term_can_be_emptied_where_nobody_teaches(office: Office) -> None:
    before = office.section()

    (written,) = office.write(update(before, partOfTerm=None, professors=[]))

    assert written.reason is None
    assert office.section()["fields"] == {**before["fields"], "partOfTerm": None, "professors": []}
    assert office.writes == ["DELETE section-instructors 204", "PUT sections 200"]


def test_what_the_system_itself_gives_is_never_sent(office: Office) -> None:
    before = office.section()

    (written,) = office.write(update(before, callNumber="99999", enrollment=7))

    assert written.reason is None
    assert office.calls == []
    assert office.section() == before


def test_what_somebody_changed_meanwhile_in_another_field_stays(office: Office) -> None:
    before = office.section()
    office.edit(FIRST, "title", "Biology, Renamed")

    office.write(update(before, maxEnrollment=12))

    fields = office.section()["fields"]
    assert (fields["title"], fields["maxEnrollment"]) == ("Biology, Renamed", 12)


def test_the_measure_of_credits_and_other_titles_stay(office: Office) -> None:
    held = office.simulator.holdings
    long = held.id_of("section-title-types", "long")
    mine = held.tables["sections"][office.held(FIRST)["id"]]
    mine["titles"] = [*mine["titles"], {"type": {"id": long}, "value": "The Long One"}]
    mine["credits"] = [{"measure": "ceu", "minimum": 3}]

    office.write(update(office.section(), title="Short", minCreditHours=1))

    mine = held.tables["sections"][mine["id"]]
    assert [one["value"] for one in mine["titles"]] == ["The Long One", "Short"]
    assert mine["credits"] == [{"measure": "ceu", "minimum": 1, "maximum": 3}]


# ----------------------------------------------------------------------------------------------------------- meetings


def times_of(shown: Json, **changes: Any) -> list[Json]:
    (time,) = shown["fields"]["times"]
    return [{**time, **changes}]


@pytest.mark.parametrize(
    "changes",
    [
        {"days": "TR"},
        {"startTime": "06:00", "endTime": "07:15"},
        {"endDate": "2027-04-01"},
        {"room": "SCI/201", "startTime": "06:00", "endTime": "07:15"},
        {"room": ""},
        {"type": "lab"},
        {"type": ""},
    ],
)
def test_a_meeting_that_changed_keeps_its_id(office: Office, changes: Json) -> None:
    before = office.section()
    times = times_of(before, **changes)

    (written,) = office.write(update(before, times=times))

    assert written.reason is None
    assert office.section()["fields"]["times"] == times
    assert office.writes == ["PUT instructional-events 200"]


def test_meetings_come_and_go(office: Office) -> None:
    before = office.section()

    (written,) = office.write(update(before, times=[meeting(), meeting(days="S", room="")]))

    assert written.reason is None
    after = office.section()["fields"]["times"]
    assert [{**time, "id": ""} for time in after] == [meeting(), meeting(days="S", room="")]
    assert office.writes == [
        "DELETE instructional-events 204",
        "POST instructional-events 201",
        "POST instructional-events 201",
    ]


def test_a_meeting_that_is_there_already_is_not_made_again(office: Office) -> None:
    before = office.section()
    again = {**before["fields"]["times"][0], "id": ""}

    (written,) = office.write(update(before, times=[again, meeting()]))

    assert written.reason is None
    assert len(office.section()["fields"]["times"]) == 2
    assert office.writes == ["POST instructional-events 201"]


def test_a_meeting_that_came_only_now_stays_and_so_do_the_others(office: Office) -> None:
    before = office.section()
    office.write(update(before, times=[*before["fields"]["times"], meeting()]))

    (written,) = office.write(update(before, times=[]))

    assert written.reason
    assert [(one.code, one.field) for one in written.reason.details] == [("Rollbook.Saved.Meanwhile", "times")]
    assert len(office.section()["fields"]["times"]) == 2


@pytest.mark.parametrize(("path", "now"), [("title", "By a Registrar"), ("times.0.room", "SCI/202")])
def test_what_a_registrar_saved_meanwhile_is_not_overwritten(office: Office, path: str, now: str) -> None:
    before = office.section()
    office.edit(FIRST, path, now)
    wanted = {"title": "By a Scheduler", "times": [{**before["fields"]["times"][0], "room": "SCI/201"}]}

    (written,) = office.write(update(before, **wanted))

    assert written.reason
    assert "while the run was going on" in written.reason.sentence
    assert office.section()["fields"]["title"] != "By a Scheduler"
    assert office.section()["fields"]["times"][0]["room"] != "SCI/201"


def test_what_a_registrar_saved_meanwhile_in_another_field_is_no_hindrance(office: Office) -> None:
    before = office.section()
    office.edit(FIRST, "maxWaitlist", 1)

    (written,) = office.write(update(before, title="By a Scheduler"))

    assert written.reason is None
    assert (office.section()["fields"]["title"], office.section()["fields"]["maxWaitlist"]) == ("By a Scheduler", 1)


def test_what_is_as_it_should_be_already_was_not_saved_by_somebody_else(office: Office) -> None:
    change = update(office.section(), title="By a Scheduler", maxWaitlist=2)
    office.write(change)

    (written,) = office.write(change)

    assert written.reason is None


def test_a_meeting_that_somebody_removed_meanwhile_is_gone(office: Office) -> None:
    before = office.section()
    office.meanwhile("instructional-events/", office.simulator.holdings.tables["instructional-events"].clear)

    (written,) = office.write(update(before, times=[]))

    assert written.reason is None
    assert office.writes == ["DELETE instructional-events 404"]


def test_more_seats_come_after_the_larger_room(office: Office) -> None:
    before = office.section()

    (written,) = office.write(update(before, times=times_of(before, room="SCI/210"), maxEnrollment=100))

    assert written.reason is None
    assert office.writes == ["PUT instructional-events 200", "PUT sections 200"]


def test_fewer_seats_come_before_the_smaller_room(office: Office) -> None:
    before = office.section()
    times = times_of(before, room="SCI/110", startTime="06:00", endTime="07:15")

    (written,) = office.write(update(before, times=times, maxEnrollment=24))

    assert written.reason is None
    assert office.writes == ["PUT sections 200", "PUT instructional-events 200"]


def test_a_section_whose_meetings_go_can_be_cancelled_in_banner(office: Office) -> None:
    before = office.section()

    (written,) = office.write(update(before, times=[], status="cancelled"))

    assert written.reason is None
    assert office.writes == ["DELETE instructional-events 204", "PUT sections 200"]


# -------------------------------------------------------------------------------------------------------- instructors


def test_instructors_come_change_and_go(office: Office) -> None:
    office.write(section())
    before = office.section(FREE)
    wanted = [professor("0012002", "primary", 60), professor("0012003", "secondary", 40)]

    (written,) = office.write(update(before, professors=wanted))

    assert written.reason is None
    assert office.section(FREE)["fields"]["professors"] == wanted
    assert office.writes == [
        "DELETE section-instructors 204",
        "PUT section-instructors 200",
        "POST section-instructors 201",
    ]


# -------------------------------------------------------------------------------------------------------------- batch


def test_one_that_is_refused_does_not_keep_the_others_back(office: Office) -> None:
    written = office.write(section(), section(FIRST), section(THERE, times=[]))

    assert [one.reason is None for one in written] == [True, False, True]
    assert [one.digest for one in written] == [f"digest-of-{key}" for key in (FREE, FIRST, THERE)]


def test_more_than_a_batch_is_not_sent(office: Office) -> None:
    with pytest.raises(ContractError, match="25 sections at a time"):
        office.write(*(section(f"{FREE[:-3]}{number}") for number in range(800, 801 + MOST)))

    assert office.calls == []


def test_what_is_only_read_is_not_written(office: Office) -> None:
    for deed in (office.client().write, office.client().find):
        with pytest.raises(ContractError, match="only read"):
            deed("courses", [])


def test_an_update_of_what_is_not_there_any_more_is_refused(office: Office) -> None:
    change = update(office.section(), title="Too Late")
    office.edit(FIRST, action="delete")

    reason = office.refused(change)

    assert reason.sentence.startswith("The SIS did not take this section: it, or something that it refers to, is not")
    assert office.writes == []


def test_a_section_that_was_found_again_is_sent_whole(office: Office) -> None:
    office.write(section(times=[]))
    again = section(title="Evening Biology II")
    found = again.model_copy(update={"operation": Operation.UPDATE, "target": office.held(FREE)["id"]})

    (written,) = office.write(found)

    assert written.reason is None
    assert in_words(office.section(FREE)) == wanted(again)
