"""Adding course records to EthosCE: each has its own end, nothing is changed, nothing is there twice."""

import pytest

from rollbook.connectors.answers import Refused
from rollbook.connectors.ethosce.outcomes import refused as refused_by_words
from rollbook.connectors.ethosce.writables import MOST, WRITES
from rollbook.model.changes import Change, Operation, Resolved
from rollbook.model.errors import (
    ContractError,
    CredentialsError,
    OutcomeUnknownError,
    RateLimitedError,
    SystemUnavailableError,
)
from rollbook.model.records import Json, Reason
from tests.contract.connectors.learning import (
    DATA,
    DEMANDING,
    TABLES,
    UNDEMANDING,
    Learning,
    record,
    records,
    shell,
)

every_record = pytest.mark.parametrize("entity", DATA)
every_collection = pytest.mark.parametrize("entity", sorted(WRITES))

HELD: dict[str, Json] = {
    "enrollments": {
        "enrollment_start": 1788235200,
        "enrollment_end": None,
        "participant_category": "physician",
        "counts_for_pars": True,
    },
    "completions": {"complete": True, "date_completed": 1788352200, "attended": True},
    "credits": {"credit_type": "ANCC", "credits": "1.5", "credit_expiration": 1851465600},
}


def wanted(entity: str, count: int = 1) -> list[Change]:
    return [shell(f"OLD-{number}") for number in range(count)] if entity == "courses" else records(entity, count)


@every_record
def test_a_record_is_posted_about_the_person_in_the_course_of_that_external_id(learning: Learning, entity: str) -> None:
    (written,) = learning.client().write(entity, [record(entity, 2)])

    (held,) = learning.rows(entity)
    assert written.reason is None
    assert written.target == "1"
    assert (held["nid"], held["uid"]) == (2, 2)
    assert {name: held[name] for name in HELD[entity]} == HELD[entity]


def test_a_shell_is_imported_and_requires_nothing(learning: Learning) -> None:
    (written,) = learning.client().write("courses", [shell()])

    held = learning.rows("courses")[-1]
    assert (written.target, written.reason) == (str(held["nid"]), None)
    assert {name: held[name] for name in ("type", "title", "field_external_id", "field_imported")} == {
        "type": "course",
        "title": "Sepsis, 2019",
        "field_external_id": "OLD-1",
        "field_imported": True,
    }
    assert (held["field_required_objects"], held["field_credits"]) == (0, None)


@every_collection
def test_every_record_of_a_batch_is_a_call_and_a_course_is_looked_up_once(learning: Learning, entity: str) -> None:
    changes = wanted(entity, MOST)

    written = learning.client().write(entity, changes)

    assert [one.digest for one in written] == [change.digest for change in changes]
    assert all(one.target and one.reason is None for one in written)
    assert learning.calls.count(f"POST /{TABLES[entity]} 201") == MOST
    assert len(learning.calls) == MOST + (entity != "courses")


def test_a_client_remembers_a_course_from_one_batch_to_the_next(learning: Learning) -> None:
    client = learning.client()

    client.write("completions", [record("completions", 2)])
    client.write("enrollments", [record("enrollments", 2)])

    assert learning.calls.count("GET /node.json 200") == 1


def test_a_course_that_was_made_just_before_needs_no_look(learning: Learning) -> None:
    client = learning.client()
    (made,) = client.write("courses", [shell()])
    assert made.target
    change = record("completions", course="OLD-1").model_copy(
        update={"resolved": {"courses/OLD-1": Resolved(target=made.target, data={})}}
    )

    (written,) = client.write("completions", [change])

    assert written.reason is None
    assert [row["nid"] for row in learning.rows("completions")] == [int(made.target)]
    assert not any(call.startswith("GET") for call in learning.calls)


def test_more_than_a_batch_is_not_sent(learning: Learning) -> None:
    with pytest.raises(ContractError, match="50 credits at a time"):
        learning.client().write("credits", records("credits", MOST + 1))

    assert learning.calls == []


def test_what_may_be_empty_may_be_missing(learning: Learning) -> None:
    course = {"course": DEMANDING, "user": "2"}
    data = {"enrollments": {}, "completions": {}, "credits": {"type": "ANCC", "credits": "2"}}

    for entity, more in data.items():
        change = Change(operation=Operation.CREATE, key="k", digest="d", data={**course, **more})
        (written,) = learning.client().write(entity, [change])
        assert written.reason is None
        assert [found.matches for found in learning.client().find(entity, [change])] == [True]

    assert learning.rows("completions")[0]["date_completed"] is None
    assert learning.rows("enrollments")[0]["counts_for_pars"] is False


# ------------------------------------------------------------------------------------- nothing is ever changed (CR7)

ALREADY = "is already assigned in EthosCE, and an import never changes one."
HANDS = "If what EthosCE holds is wrong, correct it there by hand; otherwise there is nothing to do."


@every_record
@pytest.mark.parametrize("operation", [Operation.CREATE, Operation.UPDATE])
def test_what_is_there_already_is_refused_and_the_rest_goes_on(
    learning: Learning, entity: str, operation: Operation
) -> None:
    client = learning.client()
    client.write(entity, [record(entity, 3)])
    before = learning.rows(entity)
    again = record(entity, 3).model_copy(update={"operation": operation})

    written = client.write(entity, [record(entity, 2), again, record(entity, 4)])

    singular = entity.removesuffix("s")
    assert [one.reason for one in written] == [
        None,
        Reason(sentence=f"This {singular} {ALREADY}", remedy=HANDS),
        None,
    ]
    assert learning.rows(entity)[:1] == before
    assert len(learning.rows(entity)) == 3


@every_collection
def test_an_update_is_refused_without_a_call(learning: Learning, entity: str) -> None:
    (change,) = wanted(entity)

    (written,) = learning.client().write(entity, [change.model_copy(update={"operation": Operation.UPDATE})])

    assert written.reason
    assert ALREADY in written.reason.sentence
    assert learning.calls == []


@every_collection
def test_nothing_is_removed(learning: Learning, entity: str) -> None:
    (change,) = wanted(entity)
    leaving = change.model_copy(update={"operation": Operation.REMOVE, "before": change.data, "data": None})

    (written,) = learning.client().write(entity, [leaving])

    assert written.reason
    assert written.reason.sentence == f"An import removes no {entity.removesuffix('s')} from EthosCE."
    assert learning.calls == []


def test_a_credit_of_another_type_is_another_credit(learning: Learning) -> None:
    client = learning.client()

    written = client.write("credits", [record("credits"), record("credits", type="Attendance")])

    assert [one.reason for one in written] == [None, None]


def test_a_course_that_somebody_made_meanwhile_is_as_good_as_our_shell(learning: Learning) -> None:
    made = learning.simulator.perform("add_course", {"external_id": "OLD-1", "title": "Sepsis", "required_objects": 2})

    (written,) = learning.client().write("courses", [shell()])

    assert (written.target, written.reason) == (str(made["nid"]), None)
    assert learning.rows("courses")[-1]["title"] == "Sepsis"


# --------------------------------------------------------------------------- courses that require nothing (CR3's why)


def test_who_is_complete_is_not_touched_by_an_enrollment_that_would_complete(learning: Learning) -> None:
    client = learning.client()
    for entity in ("completions", "credits", "enrollments"):
        (written,) = client.write(entity, [record(entity, course=UNDEMANDING)])
        assert written.reason is None

    (report,), (credit,) = learning.rows("completions"), learning.rows("credits")
    assert report["date_completed"] == HELD["completions"]["date_completed"]
    assert (credit["credit_type"], credit["credits"]) == ("ANCC", "1.5")


def test_an_enrollment_alone_completes_and_what_comes_after_is_refused(learning: Learning) -> None:
    client = learning.client()
    client.write("enrollments", [record("enrollments", course=UNDEMANDING)])

    (written,) = client.write("completions", [record("completions", course=UNDEMANDING)])

    assert written.reason
    assert ALREADY in written.reason.sentence
    assert len(learning.rows("completions")) == len(learning.rows("credits")) == 1


# ---------------------------------------------------------------------------------------------------------- refusals


def refused(learning: Learning, change: Change, entity: str = "credits") -> Reason:
    """Write one record that is refused between two that are not, and return why."""
    before, after = record(entity, 90), record(entity, 91)

    written = learning.client().write(entity, [before, change, after])

    assert [one.reason is None for one in written] == [True, False, True]
    reason = written[1].reason
    assert reason
    values = [value for value in (change.data or {}).values() if isinstance(value, str) and len(value) > 3]
    assert not any(value in reason.sentence + reason.remedy for value in values)
    return reason


def test_a_record_in_a_course_that_is_not_there(learning: Learning) -> None:
    reason = refused(learning, record("credits", course="NO-SUCH-COURSE"))

    assert reason.sentence == "EthosCE has no course with this external id."
    assert "make the course in EthosCE" in reason.remedy


def test_a_record_in_a_course_that_is_not_there_any_more(learning: Learning) -> None:
    resolved = {"courses/GONE-1": Resolved(target="9999", data={})}

    reason = refused(learning, record("credits", course="GONE-1").model_copy(update={"resolved": resolved}))

    assert reason.sentence == "EthosCE has no course with this external id."


def test_a_record_in_one_of_two_courses_with_the_same_id(learning: Learning) -> None:
    for title in ("Sepsis", "Stroke"):
        learning.simulator.perform("add_course", {"external_id": "TWICE", "title": title, "required_objects": 1})

    reason = refused(learning, record("credits", course="TWICE"))

    assert reason.sentence.startswith("Several courses in EthosCE have this external id")
    assert [row["nid"] for row in learning.rows("credits")] == [2, 2]


def test_a_record_of_somebody_whose_account_is_gone(learning: Learning) -> None:
    reason = refused(learning, record("credits", 99999))

    assert reason.sentence == "EthosCE does not have this person's account any more."


def test_a_credit_of_a_type_that_the_site_does_not_have(learning: Learning) -> None:
    reason = refused(learning, record("credits", type="Golden Star"))

    assert reason.sentence == "EthosCE has no such credit type."


@pytest.mark.parametrize(
    ("entity", "more", "field"),
    [
        ("credits", {"credits": "12345.5"}, "credits"),
        ("credits", {"expiresAt": "in spring"}, "credit_expiration"),
        ("credits", {"expiresAt": "2028-09-02T00:00:00"}, "credit_expiration"),
        ("completions", {"attended": "maybe"}, "attended"),
        ("enrollments", {"participantCategory": "x" * 65}, "participant_category"),
    ],
)
def test_what_ethosce_finds_wrong_is_told_in_its_words_and_quotes_nothing(
    learning: Learning, entity: str, more: Json, field: str
) -> None:
    learning.sends_rubbish = True

    reason = refused(learning, record(entity, **more), entity)

    assert reason.sentence.startswith(f"EthosCE refused this {entity.removesuffix('s')} (422 {field} must be ")


def test_words_that_quote_the_record_are_shown_without_it() -> None:
    change = record("enrollments", participantCategory="chief surgeon")
    content = b'{"error": {"code": "invalid", "message": "The category Chief Surgeon is not one of ours."}}'

    written = refused_by_words("enrollments", change, Refused(422, content))

    assert written.reason
    assert written.reason.sentence == (
        "EthosCE refused this enrollment (422 The category [\u2026] is not one of ours.)."
    )


@pytest.mark.parametrize("content", [b"", b"422 Unprocessable Entity", b"<html>", b"{}"])
def test_a_refusal_without_a_word_is_told_by_its_status(content: bytes) -> None:
    written = refused_by_words("credits", record("credits"), Refused(422, content))

    assert written.reason
    assert written.reason.sentence == "EthosCE refused this credit (422)."


# ------------------------------------------------------------------------------------------------------ lost answers


@every_collection
@pytest.mark.parametrize("kind", ["lost", "timeout", "500", "503", "malformed", "html"])
def test_a_post_is_never_repeated_when_its_answer_does_not_come(learning: Learning, entity: str, kind: str) -> None:
    changes = wanted(entity, 3)
    learning.fail(kind, "POST", after=1, times=1)

    with pytest.raises(OutcomeUnknownError, match="read back"):
        learning.client().write(entity, changes)

    assert learning.posts == 2
    arrived = 2 if kind in {"lost", "malformed"} else 1
    found = learning.client().find(entity, changes)
    assert [(one.digest, one.matches) for one in found] == [(change.digest, True) for change in changes[:arrived]]


@every_collection
def test_a_post_that_was_told_to_wait_is_repeated(learning: Learning, entity: str) -> None:
    learning.fail("429", "POST", times=2, seconds=3)

    written = learning.client().write(entity, wanted(entity, 2))

    assert [one.reason for one in written] == [None, None]
    assert learning.pace.penalties == [3.0, 3.0]


def test_too_long_a_wait_ends_the_step(learning: Learning) -> None:
    learning.fail("429", "POST", seconds=600)

    with pytest.raises(RateLimitedError):
        learning.client().write("credits", records("credits", 1))


def test_an_ethosce_that_is_not_there_ends_the_step(learning: Learning) -> None:
    learning.credentials["base_url"] = "http://127.0.0.1:1"

    with pytest.raises(SystemUnavailableError):
        learning.client().write("courses", [shell()])


def test_a_wrong_password_is_no_matter_of_the_records(learning: Learning) -> None:
    learning.credentials["password"] = "wrong"

    with pytest.raises(CredentialsError):
        learning.client().write("courses", [shell()])


def test_what_is_only_read_is_not_written(learning: Learning) -> None:
    for deed in (learning.client().write, learning.client().find):
        with pytest.raises(ContractError, match="only read"):
            deed("users", [])
