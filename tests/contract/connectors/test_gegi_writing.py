"""Writing attendance to GEGI: each item has its own end, and GEGI's journal has an entry for each that was new."""

import pytest

from rollbook.connectors.gegi.outcomes import VERDICTS
from rollbook.connectors.gegi.writables import MOST, WRITES
from rollbook.model.changes import Operation
from rollbook.model.errors import (
    BatchRefusedError,
    ContractError,
    CredentialsError,
    OutcomeUnknownError,
    SystemUnavailableError,
)
from tests.contract.connectors.registrar import VALUES, Registrar, attendance

ENTITIES = sorted(WRITES)
every_kind = pytest.mark.parametrize("entity", ENTITIES)


@every_kind
def test_attendance_is_written_in_one_call_and_journalled_with_where_it_comes_from(
    registrar: Registrar, entity: str
) -> None:
    changes = registrar.changes(entity, 5)

    written = registrar.client().write(entity, changes)

    assert [(one.digest, one.target, one.reason) for one in written] == [
        (change.digest, change.key, None) for change in changes
    ]
    assert registrar.calls == [f"PUT /api/v1/{entity} 200"]
    ((field, value),) = VALUES[entity].items()
    held = {row["id"]: row for row in registrar.records(entity)}
    assert [held[change.key][field] for change in changes] == [value] * len(changes)
    journal = registrar.records("journal")
    assert [(entry["about"], entry["old"], entry["new"], entry["source"]) for entry in journal] == [
        (
            change.key,
            None,
            value,
            {"system": "CourseKey", "reference": f"att-{change.key}", "reason": "in at 9:02 and out at 11:00"},
        )
        for change in changes
    ]


@every_kind
def test_writing_the_same_once_more_is_fine_and_makes_no_entry(registrar: Registrar, entity: str) -> None:
    changes = registrar.changes(entity, 3)
    first = registrar.client().write(entity, changes)

    assert registrar.client().write(entity, changes) == first
    assert len(registrar.records("journal")) == len(changes)


def test_a_reason_that_is_too_long_for_the_journal_is_cut_and_stays_found(registrar: Registrar) -> None:
    (class_id, student), *_ = registrar.seats("attendance")
    change = attendance("attendance", class_id, student, reason="left and came back; " * 50)

    (written,) = registrar.client().write("attendance", [change])

    assert written.reason is None
    assert len(registrar.records("journal")[0]["source"]["reason"]) == 500
    assert [found.matches for found in registrar.client().find("attendance", [change])] == [True]


def test_a_whole_batch_goes_out_at_once_and_no_more_than_that(registrar: Registrar) -> None:
    changes = registrar.changes("attendance", MOST + 1)
    assert len(changes) == MOST + 1

    assert len(registrar.client().write("attendance", changes[:MOST])) == MOST
    with pytest.raises(ContractError, match="100 items of attendance"):
        registrar.client().write("attendance", changes)


@every_kind
@pytest.mark.parametrize("kind", ["lost", "timeout", "500", "503"])
def test_an_answer_that_was_lost_is_made_good_by_sending_again(registrar: Registrar, entity: str, kind: str) -> None:
    changes = registrar.changes(entity, 3)
    registrar.fail(kind, "PUT", times=2)

    written = registrar.client().write(entity, changes)

    assert [one.target for one in written] == [change.key for change in changes]
    assert len(registrar.records("journal")) == len(changes), "a second sending makes no second entry"


@pytest.mark.parametrize("kind", ["malformed", "html"])
def test_an_answer_that_cannot_be_read_leaves_the_outcome_unknown(registrar: Registrar, kind: str) -> None:
    changes = registrar.changes("attendance", 3)
    registrar.fail(kind, "PUT", times=1)

    with pytest.raises(OutcomeUnknownError, match="read back"):
        registrar.client().write("attendance", changes)

    found = registrar.client().find("attendance", changes)
    assert [one.matches for one in found] == [True] * (3 if kind == "malformed" else 0)


def test_a_gegi_that_stays_away_ends_the_step(registrar: Registrar) -> None:
    registrar.fail("503", "PUT")

    with pytest.raises(SystemUnavailableError):
        registrar.client().write("attendance", registrar.changes("attendance"))


def test_a_wrong_key_is_no_matter_of_the_records(registrar: Registrar) -> None:
    registrar.credentials["api_key"] = "a-wrong-key"

    with pytest.raises(CredentialsError):
        registrar.client().write("attendance", registrar.changes("attendance"))


def test_a_batch_that_is_refused_whole_says_so(registrar: Registrar) -> None:
    first, second = registrar.changes("attendance", 2)
    registrar.fail("poison", "PUT", key=first.key)

    with pytest.raises(BatchRefusedError, match="422"):
        registrar.client().write("attendance", [first, second])

    assert registrar.client().write("attendance", [second])[0].reason is None


# ---------------------------------------------------------------------------------------------------------- refusals


def refused(registrar: Registrar, entity: str, class_id: str, student_id: str, **more: object) -> str:
    """Write one item that is refused between two that are not, and return why."""
    before, after = registrar.changes(entity, 2)
    bad = attendance(entity, class_id, student_id, **more)

    written = registrar.client().write(entity, [before, bad, after])

    assert [one.reason is None for one in written] == [True, False, True]
    reason = written[1].reason
    assert reason
    assert reason in VERDICTS[entity].known.values()
    assert student_id not in reason.sentence + reason.remedy
    assert class_id not in reason.sentence + reason.remedy
    return reason.sentence


@every_kind
def test_attendance_in_a_class_that_gegi_does_not_have(registrar: Registrar, entity: str) -> None:
    _, student = registrar.seats(entity)[-1]

    assert "has no such class" in refused(registrar, entity, "no-such-class", student)


@every_kind
def test_attendance_of_a_student_whom_gegi_does_not_have(registrar: Registrar, entity: str) -> None:
    class_id, _ = registrar.seats(entity)[-1]

    assert "has no such student" in refused(registrar, entity, class_id, "no-such-student")


@every_kind
def test_attendance_of_a_student_who_never_had_the_course(registrar: Registrar, entity: str) -> None:
    seats = set(registrar.seats(entity))
    class_id, _ = registrar.seats(entity)[-1]
    stranger = next(row["id"] for row in registrar.records("students") if (class_id, row["id"]) not in seats)

    assert "no Enrollment Agreement" in refused(registrar, entity, class_id, stranger)


@every_kind
def test_attendance_in_a_class_that_was_cancelled(registrar: Registrar, entity: str) -> None:
    class_id, student = registrar.seats(entity)[-1]
    registrar.simulator.perform("edit", {"collection": "classes", "record_id": class_id, "status": "cancelled"})

    assert "is cancelled in GEGI" in refused(registrar, entity, class_id, student)


@pytest.mark.parametrize(("entity", "other"), [ENTITIES, ENTITIES[::-1]])
def test_attendance_in_a_form_that_the_course_does_not_have(registrar: Registrar, entity: str, other: str) -> None:
    class_id, student = registrar.seats(other)[-1]

    assert "does not have the hours type" in refused(registrar, entity, class_id, student)


def test_attendance_of_a_day_that_the_registrar_has_closed(registrar: Registrar) -> None:
    change = registrar.changes("attendance")[0]
    registrar.simulator.perform("lock", {"before": "2030-01-01"})

    (written,) = registrar.client().write("attendance", [change])

    assert written.reason == VERDICTS["attendance"].known["locked"]


def test_a_log_whose_order_is_wrong(registrar: Registrar) -> None:
    class_id, student = registrar.seats("attendanceLog")[-1]
    entries = [{"in": "2026-09-14T15:00:00+00:00", "out": "2026-09-14T13:00:00+00:00"}]

    assert "order of its check-ins" in refused(registrar, "attendanceLog", class_id, student, entries=entries)


def test_what_gegi_finds_wrong_with_an_item_is_told_in_its_words_and_names_nobody(registrar: Registrar) -> None:
    class_id, student = registrar.seats("attendance")[0]
    registrar.sends_rubbish = True

    (written,) = registrar.client().write("attendance", [attendance("attendance", class_id, student, status="X")])

    assert written.reason
    assert written.reason.sentence.startswith("GEGI refused this attendance (422 invalid: ")
    assert "status" in written.reason.sentence
    assert student not in written.reason.sentence


def test_attendance_is_never_removed(registrar: Registrar) -> None:
    change = registrar.changes("attendance")[0]
    leaving = change.model_copy(update={"operation": Operation.REMOVE, "before": change.data, "data": None})

    (written,) = registrar.client().write("attendance", [leaving])

    assert written.reason
    assert written.reason.sentence == "Rollbook removes no attendance from GEGI."
    assert registrar.calls == []


def test_what_is_only_read_is_not_written(registrar: Registrar) -> None:
    for deed in (registrar.client().write, registrar.client().find):
        with pytest.raises(ContractError, match="only read"):
            deed("classes", [])
