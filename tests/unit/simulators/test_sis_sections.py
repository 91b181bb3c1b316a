from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.simulators.sis.schemas import FORMS, Form
from tests.contract.apis.wire import document
from tests.unit.simulators.ethos import TERM, Ethos

SECTION = f"{TERM}/BIO-101/001"
ONLINE = f"{TERM}/BIO-110/003"
NOBODY = {"id": "11111111-1111-1111-1111-111111111111"}
PROFILES = ("banner", "colleague", "peoplesoft")
SCHEMAS = {
    "sections": "ChangedSection",
    "instructional-events": "ChangedEvent",
    "section-instructors": "ChangedSectionInstructor",
    "section-crosslists": "ChangedCrosslist",
}
ODD: Any = st.sampled_from(
    [
        *(None, True, 0, 1, -1, 1.5, 10_000, "", "x", "x" * 101, "2027-01-04", "2027-02-30", [], {}, [None], [{}]),
        *(NOBODY, [NOBODY], {"id": "x"}, {"id": NOBODY["id"], "more": 1}, "primary", "combined", "H1", "HALF"),
        *(
            {"category": "open"},
            {"category": "over"},
            {"waitlistMaximum": None},
            {"waitlistMaximum": 5},
            {"eligible": 1},
        ),
        *(
            [{"measure": "credit", "minimum": 1.5}],
            [{"measure": "credit", "minimum": 1, "maximum": None}],
            [{"minimum": 1}],
        ),
        *(
            [{"type": NOBODY, "value": "T"}],
            [{"type": NOBODY, "value": ""}],
            [{"section": NOBODY, "type": "primary"}] * 2,
        ),
        *([{"location": {"type": "room", "room": NOBODY}}], [{"location": {"type": "site"}}], NOBODY["id"]),
    ]
)
PERIODS: Any = st.sampled_from(
    ["2027-01-04T09:00:00", "2027-01-04T09:00:00-05:00", "2027-01-04T24:00:00", "2027-01-04"]
)
RECURRENCES: Any = st.fixed_dictionaries(
    {
        "timePeriod": st.fixed_dictionaries({"startOn": PERIODS}, optional={"endOn": PERIODS}),
        "repeatRule": st.fixed_dictionaries(
            {
                "type": st.sampled_from(["weekly", "daily"]),
                "interval": st.sampled_from([1, 2]),
                "daysOfWeek": st.sampled_from([["monday"], [], ["monday", "monday"], ["Monday"], "monday"]),
            },
            optional={"ends": st.sampled_from([{"date": "2027-01-04"}, {"date": "soon"}, {}, None])},
        ),
    }
)


@settings(max_examples=400, deadline=None)
@given(data=st.data(), resource=st.sampled_from(list(SCHEMAS)))
def test_simulator_and_contract_think_the_same_of_every_property(data: st.DataObject, resource: str) -> None:
    names = st.sampled_from([*FORMS[resource].properties, "code", "enrollment"])
    body = data.draw(st.dictionaries(names, ODD, max_size=1) | st.fixed_dictionaries({"recurrence": RECURRENCES}))

    good = not document("sis").faults_of(SCHEMAS[resource], body)
    assert (not Form(FORMS[resource].properties).words(body)) == good, body


def test_a_new_section_gets_its_call_number_and_is_open() -> None:
    ethos = Ethos()
    made = ethos.make("sections", ethos.new_section(id="00000000-0000-0000-0000-000000000000"))
    other = ethos.make("sections", ethos.new_section("801"))

    assert made["status"] == {"category": "open"}
    assert (made["code"], other["code"], made["enrollment"]) == ("50001", "50002", 0)
    assert ethos.fields(f"{TERM}/BIO-101/800")["title"] == "Evening Biology"


@pytest.mark.parametrize("missing", ["titles", "number", "academicPeriod", "course", "startOn"])
def test_a_new_section_needs_what_names_it(missing: str) -> None:
    ethos = Ethos()
    body = {name: value for name, value in ethos.new_section().items() if name != missing}
    code = "Section.Course.NotSpecified" if missing == "course" else "Missing.Required.Property"

    assert ethos.codes("POST", "sections", body) == (400, [code])


def test_a_put_changes_what_it_holds_and_nothing_else() -> None:
    ethos = Ethos()
    before = ethos.fields(SECTION)
    answer = ethos.call("PUT", ethos.path_of(SECTION), {"maxEnrollment": 12, "waitlist": None, "site": None})

    assert answer.status_code == 200
    assert ethos.fields(SECTION) == before | {"maxEnrollment": 12, "maxWaitlist": None, "campus": None}


@pytest.mark.parametrize(
    "body",
    [{"code": "1"}, {"enrollment": 1}, {"id": NOBODY["id"]}, {"titles": None}, {"number": ""}, [], "{", {"x": 1}],
)
def test_a_body_that_is_not_as_its_schema_says_changes_nothing(body: Any) -> None:
    ethos = Ethos()
    before = ethos.simulator.snapshot()

    assert ethos.codes("PUT", ethos.path_of(SECTION), body) == (400, ["Global.SchemaValidation.Error"])
    assert ethos.simulator.snapshot() == before


def test_all_that_is_wrong_is_told_together() -> None:
    ethos = Ethos()
    body = {"startOn": "2020-01-01", "maxEnrollment": 500}

    assert ethos.codes("PUT", ethos.path_of(SECTION), body) == (
        400,
        ["Section.StartDate.OutOfRange", "InsufficientRoomCapacity"],
    )
    body = ethos.new_section(course="BIO-101") | {"course": NOBODY, "site": NOBODY, "gradeSchemes": [NOBODY]}
    assert ethos.codes("POST", "sections", body) == (400, ["GUID.Not.Found"] * 3)


def test_a_section_keeps_its_course_and_term_but_not_its_number() -> None:
    ethos = Ethos()
    path = ethos.path_of(SECTION)

    for name, other in (("course", "BIO-102"), ("academicPeriod", "202640")):
        resource = {"course": "courses", "academicPeriod": "academic-periods"}[name]
        body = {name: {"id": ethos.id_of(resource, other)}}
        assert ethos.codes("PUT", path, body) == (400, ["Global.SchemaValidation.Error"])
    assert ethos.codes("PUT", path, {"number": "002"}) == (400, ["Section.Duplicate"])
    assert ethos.call("PUT", path, {"number": "009"}).status_code == 200


def test_a_number_is_there_once_in_a_course_and_term() -> None:
    ethos = Ethos()

    assert ethos.codes("POST", "sections", ethos.new_section("001")) == (400, ["Section.Duplicate"])


@pytest.mark.parametrize(
    "dates", [("2026-12-31", "2027-04-30"), ("2027-01-01", "2027-05-01"), ("2027-03-01", "2027-02-01")]
)
def test_dates_are_in_order_and_within_the_term(dates: tuple[str, str]) -> None:
    ethos = Ethos()
    body = {"startOn": dates[0], "endOn": dates[1]}

    assert ethos.codes("PUT", ethos.path_of(SECTION), body) == (400, ["Section.StartDate.OutOfRange"])


def test_a_term_that_was_shortened_does_not_lock_the_other_fields() -> None:
    ethos = Ethos()
    ethos.script("end_term", term=TERM, on="2027-02-01")

    assert ethos.call("PUT", ethos.path_of(SECTION), {"maxEnrollment": 5}).status_code == 200


@pytest.mark.parametrize("profile", PROFILES)
def test_each_system_takes_sections_out_in_its_own_way(profile: str) -> None:
    ethos = Ethos(profile)
    cancelled, closed = ({"status": {"category": one}} for one in ("cancelled", "closed"))
    outcomes = {
        "cancel with a meeting": ethos.codes("PUT", ethos.path_of(SECTION), cancelled)[1],
        "cancel without": ethos.codes("PUT", ethos.path_of(ONLINE), cancelled)[1],
        "close": ethos.codes("PUT", ethos.path_of(SECTION), closed)[1],
        "delete": ethos.codes("DELETE", ethos.path_of(SECTION))[1],
    }

    assert {what: codes for what, codes in outcomes.items() if codes} == {
        "banner": {
            "cancel with a meeting": ["Section.Status.MeetingsExist"],
            "delete": ["Section.Delete.NotAllowed"],
        },
        "colleague": {},
        "peoplesoft": {
            "cancel with a meeting": ["Section.Status.NotAllowed"],
            "cancel without": ["Section.Status.NotAllowed"],
            "delete": ["Section.Delete.NotAllowed"],
        },
    }[profile]


def test_in_banner_a_section_can_be_cancelled_when_its_meeting_is_gone() -> None:
    ethos = Ethos()
    ethos.call("DELETE", f"instructional-events/{ethos.fields(SECTION)['times'][0]['id']}")

    answer = ethos.call("PUT", ethos.path_of(SECTION), {"status": {"category": "cancelled"}})
    assert answer.status_code == 200


@pytest.mark.parametrize("profile", PROFILES)
def test_the_part_of_term_waits_in_banner_until_nobody_is_assigned(profile: str) -> None:
    ethos = Ethos(profile)
    path, codes = ethos.path_of(SECTION), ["Section.PartOfTerm.InstructorAssigned"]

    assert ethos.codes("PUT", path, {"partOfTerm": "H2"})[1] == (codes if profile == "banner" else [])
    ethos.script("edit", section=SECTION, path="professors", value=[])
    assert ethos.codes("PUT", path, {"partOfTerm": "H1"})[1] == []


def test_in_colleague_a_section_with_students_is_not_deleted_and_one_without_goes_with_all_it_has() -> None:
    ethos = Ethos("colleague")
    guid = ethos.fields(SECTION)["id"]
    ethos.script("register", section=SECTION, count=2)
    assert ethos.codes("DELETE", f"sections/{guid}") == (400, ["Section.Delete.StudentsRegistered"])

    ethos.script("register", section=SECTION, count=-2)
    assert ethos.call("DELETE", f"sections/{guid}").status_code == 204
    assert ethos.codes("DELETE", f"sections/{guid}") == (404, ["GUID.Not.Found"])
    assert not ethos.every("instructional-events", section={"id": guid})
    assert not ethos.every("section-instructors", section={"id": guid})


def test_a_cancelled_section_that_got_a_meeting_by_other_hands_can_still_be_changed() -> None:
    ethos = Ethos()
    ethos.script("edit", section=SECTION, path="status", value="cancelled")

    body = {"maxEnrollment": 5, "status": {"category": "cancelled"}}
    assert ethos.call("PUT", ethos.path_of(SECTION), body).status_code == 200


def test_a_change_that_names_nothing_says_which_section_it_was_about() -> None:
    ethos = Ethos()
    answer = ethos.call("PUT", ethos.path_of(SECTION), {"site": NOBODY})
    (error,) = answer.get_json(force=True)["errors"]

    assert (answer.status_code, error["code"], error["id"]) == (400, "GUID.Not.Found", ethos.fields(SECTION)["id"])
    assert "site" in error["description"]
