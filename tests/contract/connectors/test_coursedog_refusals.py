"""What Coursedog refuses, told plainly for each record; and writes whose answers fail, which are not sent twice."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rollbook.connectors import load
from rollbook.model.changes import Change
from rollbook.model.errors import (
    BatchRefusedError,
    ContractError,
    CredentialsError,
    OutcomeUnknownError,
    SystemUnavailableError,
)
from rollbook.model.records import Detail, Json
from tests.contract.connectors.scheduler import (
    COURSE,
    FIRST,
    PEOPLESOFT,
    SECOND,
    TERM,
    THIRD,
    Scheduler,
    codes,
    course,
    crosslist,
    meeting,
    only,
    professor,
    reason_of,
    removal,
    section,
    update,
)

REFUSED = [
    ("sections", section("009", of="CHM-999"), ("COURSE_UNKNOWN", "course", "CHM-999")),
    ("sections", section("009", term="209910"), ("TERM_UNKNOWN", "term", "209910")),
    ("sections", section("009", maxEnrollment=-1), ("INVALID", "maxEnrollment", "-1")),
    ("sections", section("009", title="Biology" * 50), ("INVALID", "title", "Biology" * 50)),
    ("sections", section("009", times=[meeting(days="XYZ")]), ("INVALID", "times", '"days": "XYZ"')),
    ("sections", section("009", professors=[professor(), professor()]), ("INVALID", "professors", "0012001")),
    ("courses", course("CHM-100", status="asleep"), ("INVALID", "status", "asleep")),
    ("relationships", crosslist("XL09", (FIRST, THIRD)), ("SECTION_UNKNOWN", "sections", THIRD)),
    ("relationships", crosslist("XL09", primary=THIRD), ("PRIMARY_UNKNOWN", "primary", THIRD)),
]


@pytest.mark.parametrize(("entity", "bad", "told"), REFUSED)
def test_what_coursedog_refuses_is_told_plainly_with_field_value_and_its_own_words(
    scheduler: Scheduler, entity: str, bad: Change, told: tuple[str, str, str]
) -> None:
    code, field, value = told
    scheduler.plan()
    scheduler.sends_rubbish = code == "INVALID"
    good = {"courses": course("CHM-101"), "sections": section("008"), "relationships": crosslist("XL08")}[entity]

    refused, taken = scheduler.write(entity, bad, good)

    assert taken.reason is None
    assert refused.reason
    (detail,) = refused.reason.details
    assert (detail.code, detail.field) == (code, field)
    assert value in detail.value
    assert detail.said.endswith(".")
    (entry,) = (one for one in load("coursedog").dictionary() if one["code"] == code)
    assert entry["plain"] in refused.reason.sentence
    assert refused.reason.remedy == entry["remedy"]
    assert value not in refused.reason.sentence + refused.reason.remedy


def test_with_peoplesoft_a_course_needs_its_sections_first(scheduler: Scheduler) -> None:
    scheduler.credentials["school"] = PEOPLESOFT

    assert codes(reason_of(scheduler.write("courses", course()))) == ["COMPONENTS_UNKNOWN"]
    assert only(scheduler.write("sections", section())).reason is None
    assert only(scheduler.write("courses", course())).reason is None


def test_what_is_no_crosslist_in_coursedog_is_left_alone(scheduler: Scheduler) -> None:
    scheduler.plan()
    scheduler.edit(f"{TERM}/ST01", action="create", value={"type": "stacked", "sections": [FIRST, SECOND]})
    shown = scheduler.current("relationships", f"{TERM}/ST01")

    for wish in (update(shown, waitlist="combined"), removal(shown)):
        assert codes(reason_of(scheduler.write("relationships", wish))) == ["TYPE_UNSUPPORTED"]


def test_a_code_that_nobody_knows_is_told_in_coursedogs_words_which_stay_with_the_record(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler.plan()
    answer = {"code": "MOON_FULL", "field": "maxEnrollment", "message": "Dr. Lovelace says no."}
    result = {"status": 422, "id": None, "version": None, "errors": [answer]}
    client = answering(scheduler, monkeypatch, [result])

    (written,) = client.write("sections", [update(scheduler.current("sections", FIRST), maxEnrollment=77)])

    assert written.reason
    assert written.reason.details == (
        Detail(field="maxEnrollment", value="77", code="MOON_FULL", said="Dr. Lovelace says no."),
    )
    assert "Lovelace" not in written.reason.sentence + written.reason.remedy
    assert "does not know" in written.reason.sentence


@pytest.mark.parametrize("entry", load("coursedog").dictionary(), ids=lambda entry: str(entry["code"]))
def test_every_code_has_a_meaning_and_something_to_do(entry: Json) -> None:
    assert entry["plain"]
    assert not entry["plain"].endswith(".")
    assert entry["remedy"].endswith(".")


# --------------------------------------------------------------------------------------------------- answers that fail


def answering(scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch, results: list[Json]) -> Any:
    """Return a client to whose writes Coursedog answers with these results, whatever it did."""
    client = scheduler.client()
    put = client.door.put
    content = json.dumps({"results": results}).encode()
    monkeypatch.setattr(client.door, "put", lambda *given: replace(put(*given), content=content))
    return client


ODD = [
    [],
    [{"status": 200, "id": "sec-000001", "version": 2, "errors": []}] * 2,
    [{"status": 200, "id": "another", "version": 2, "errors": []}],
    [{"status": 201, "id": "sec-000001", "version": 2, "errors": []}],
    [{"status": 500, "id": "sec-000001", "version": 2, "errors": []}],
    [{"status": "taken", "id": "sec-000001", "version": 2, "errors": []}],
    [{"status": 200}],
]


@pytest.mark.parametrize("results", ODD)
def test_results_that_are_not_those_of_the_items_leave_the_outcome_unknown(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch, results: list[Json]
) -> None:
    scheduler.plan()
    wish = update(scheduler.current("sections", FIRST), title="Biology")

    with pytest.raises(OutcomeUnknownError, match="read back"):
        answering(scheduler, monkeypatch, results).write("sections", [wish])


@pytest.mark.parametrize(
    "result", [{"status": 201, "id": None}, {"status": 200, "id": "x"}, {"status": 404, "id": None}]
)
def test_so_do_those_of_a_new_record_that_has_no_id_or_was_not_made(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch, result: Json
) -> None:
    scheduler.plan()
    odd = [{"version": None, "errors": [], **result}]

    with pytest.raises(OutcomeUnknownError):
        answering(scheduler, monkeypatch, odd).write("sections", [section("009")])


@pytest.mark.parametrize("kind", ["lost", "timeout", "500", "503", "malformed", "html"])
def test_a_write_without_an_answer_is_not_sent_twice_and_what_it_did_is_found(scheduler: Scheduler, kind: str) -> None:
    scheduler.plan()
    new, other = section("009"), update(scheduler.current("sections", FIRST), title="Biology")
    scheduler.forget()
    scheduler.fail(kind, "PUT")

    with pytest.raises(OutcomeUnknownError, match="read back"):
        scheduler.write("sections", new, other)

    assert sum(call.startswith("PUT") for call in scheduler.calls) <= 1
    scheduler.simulator.faults.clear()
    found = {one.digest: one.matches for one in scheduler.client().find("sections", [new, other])}
    arrived = kind in {"lost", "malformed"}
    assert found == ({new.digest: True, other.digest: True} if arrived else {other.digest: False})


def test_after_a_session_that_was_over_a_write_goes_once(scheduler: Scheduler) -> None:
    scheduler.plan()
    client = scheduler.client()
    client.check()
    scheduler.simulator.perform("end_sessions", {})
    scheduler.forget()

    (written,) = client.write("sections", [section("009")])

    assert written.reason is None
    assert scheduler.calls == ["PUT sections 401", "PUT sections 200"]


def test_a_write_that_coursedog_asks_to_wait_for_goes_when_it_may(scheduler: Scheduler) -> None:
    scheduler.plan()
    scheduler.fail("429", "PUT", times=2, seconds=3)

    assert only(scheduler.write("sections", section("009"))).reason is None
    assert scheduler.pace.penalties == [3, 3]


def test_a_coursedog_that_is_not_there_ends_the_step(scheduler: Scheduler) -> None:
    scheduler.credentials["base_url"] = "http://127.0.0.1:1/api/v1"

    with pytest.raises(SystemUnavailableError):
        scheduler.write("sections", section())


def test_an_account_that_is_not_accepted_is_no_matter_of_the_records(scheduler: Scheduler) -> None:
    scheduler.credentials["password"] = "a-wrong-password"

    with pytest.raises(CredentialsError):
        scheduler.write("sections", section())


def test_a_batch_that_is_refused_whole_says_so(scheduler: Scheduler) -> None:
    scheduler.plan()
    scheduler.fail("poison", "PUT", key=f"{TERM}/{COURSE}/009")

    with pytest.raises(BatchRefusedError, match="422"):
        scheduler.write("sections", section("008"), section("009"))

    assert only(scheduler.write("sections", section("008"))).reason is None


@pytest.mark.parametrize("entity", ["terms", "users", "classes"])
def test_what_is_only_read_is_not_written(scheduler: Scheduler, entity: str) -> None:
    for deed in (scheduler.client().write, scheduler.client().find):
        with pytest.raises(ContractError, match=f"The {entity} of Coursedog are only read; what can be written is"):
            deed(entity, [])
