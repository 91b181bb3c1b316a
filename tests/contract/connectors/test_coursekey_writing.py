"""Writing to CourseKey: each item has its own end, dropping and cancelling stand for removing, twice does no harm."""

from typing import Any

import pytest

from rollbook.connectors.coursekey.outcomes import VERDICTS
from rollbook.connectors.coursekey.writables import MOST, WRITES
from rollbook.model.changes import Change
from rollbook.model.errors import (
    BatchRefusedError,
    ContractError,
    CredentialsError,
    OutcomeUnknownError,
    SystemUnavailableError,
)
from tests.contract.connectors.campuses import (
    DESERT,
    NORTH,
    Campuses,
    course,
    enrollment,
    meeting,
    person,
    removal,
    update,
)

PUT = "PUT /v1/schools/{}/students 200"


def sent(change: Change) -> dict[str, Any]:
    return {name: value for name, value in (change.data or {}).items() if name != "school"}


def shown(campuses: Campuses, collection: str, school: str = NORTH) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "id"} for row in campuses.held(collection, school)]


def test_everything_that_is_taught_is_taken_as_it_was_sent(campuses: Campuses) -> None:
    client = campuses.client()
    wanted = {
        "instructors": [person("i-1")],
        "students": [person("s-1"), person("s-2")],
        "courses": [course()],
        "enrollments": [enrollment("s-1"), enrollment("s-2")],
        "classes": [meeting("m-1"), meeting("m-2", room=None, instructor=None, status="cancelled")],
    }

    for entity, changes in wanted.items():
        written = client.write(entity, changes)

        assert [(one.digest, one.reason) for one in written] == [(change.digest, None) for change in changes]
        assert [one.target for one in written] == [row["id"] for row in campuses.held(entity)]
        assert shown(campuses, entity) == [sent(change) for change in changes]
    assert wanted.keys() == WRITES.keys()
    assert campuses.calls == [f"PUT /v1/schools/{NORTH}/{entity} 200" for entity in wanted]


def test_writing_once_more_replaces_what_is_there(campuses: Campuses) -> None:
    first = campuses.client().write("students", [person("s-1")])
    changed = update(person("s-1"), lastName="Ramírez", school=NORTH)

    assert campuses.client().write("students", [changed]) == first
    assert shown(campuses, "students") == [sent(changed)]


def test_every_school_has_its_own_records_and_its_own_key(campuses: Campuses) -> None:
    for school in (NORTH, DESERT):
        campuses.client().write("students", [person("s-1", school)])

    assert [row["externalId"] for row in campuses.held("students", DESERT)] == ["s-1"]
    assert campuses.calls == [PUT.format(NORTH), PUT.format(DESERT)]


def test_changes_of_two_schools_do_not_share_a_batch() -> None:
    group = WRITES["students"].group

    assert group(person("s-1", NORTH)) == group(removal(person("s-2", NORTH))) == NORTH
    assert group(person("s-1", DESERT)) == DESERT


def test_more_than_a_batch_or_a_school_is_not_sent(campuses: Campuses) -> None:
    many = [person(f"s-{number}") for number in range(MOST + 1)]

    for changes in (many, [person("s-1", NORTH), person("s-1", DESERT)]):
        with pytest.raises(ContractError, match="100 students of one school in one call"):
            campuses.client().write("students", changes)
    assert campuses.calls == []
    assert all(one.target for one in campuses.client().write("students", many[:MOST]))


def test_a_record_of_a_school_without_a_key_is_refused_by_itself(campuses: Campuses) -> None:
    (written,) = campuses.client().write("students", [person("s-1", "99")])

    assert written.reason
    assert written.reason.sentence == "This student did not go to CourseKey: there is no auth key for its school."
    assert campuses.calls == []


# ---------------------------------------------------------------------------------------------------------- removals


def test_an_enrollment_that_leaves_is_dropped_and_taken_up_again_when_it_returns(campuses: Campuses) -> None:
    campuses.teach(students=1)
    client = campuses.client()

    (dropped,) = client.write("enrollments", [removal(enrollment("s-0"))])
    assert [row["isDropped"] for row in campuses.held("enrollments")] == [True]
    (returned,) = client.write("enrollments", [enrollment("s-0")])

    assert [row["isDropped"] for row in campuses.held("enrollments")] == [False]
    assert dropped.target == returned.target == campuses.held("enrollments")[0]["id"]


def test_a_class_that_leaves_is_cancelled_and_otherwise_as_it_was(campuses: Campuses) -> None:
    (name,) = campuses.teach()

    campuses.client().write("classes", [removal(meeting(name))])

    assert shown(campuses, "classes") == [{**sent(meeting(name)), "status": "cancelled"}]


@pytest.mark.parametrize(
    ("entity", "leaving"), [("instructors", person("i-1")), ("students", person("s-1")), ("courses", course())]
)
def test_people_and_courses_are_never_removed(campuses: Campuses, entity: str, leaving: Change) -> None:
    (written,) = campuses.client().write(entity, [removal(leaving)])

    assert written.reason
    assert written.reason.sentence.startswith("Rollbook removes no ")
    assert campuses.calls == []


# ---------------------------------------------------------------------------------------------------------- refusals


def refused(campuses: Campuses, entity: str, bad: Change, *good: Change) -> str:
    """Write one item that is refused between others that are not, and return by which code its reason is known."""
    written = campuses.client().write(entity, [*good[:1], bad, *good[1:]])

    reason = next(one.reason for one in written if one.digest == bad.digest)
    assert [one.reason for one in written if one.digest != bad.digest] == [None] * len(good)
    assert reason
    (code,) = (code for code, known in VERDICTS[entity].known.items() if known == reason)
    return code


def test_an_email_address_that_somebody_has(campuses: Campuses) -> None:
    campuses.client().write("instructors", [person("i-1")])

    twice = person("s-1", email="I-1@college.example")
    assert refused(campuses, "students", twice, person("s-2"), person("s-3")) == "email_taken"


def test_an_email_address_that_is_none(campuses: Campuses) -> None:
    assert refused(campuses, "students", person("s-1", email="at home"), person("s-2")) == "invalid_email"


def test_courses_that_cannot_be(campuses: Campuses) -> None:
    campuses.client().write("instructors", [person("i-1")])

    assert refused(campuses, "courses", course(instructors=["i-1", "i-2"]), course("c-2")) == "unknown_instructor"
    assert refused(campuses, "courses", course(endDate="2026-08-31"), course("c-2")) == "invalid_dates"


def test_enrollments_that_cannot_be(campuses: Campuses) -> None:
    campuses.teach(students=1)

    assert refused(campuses, "enrollments", enrollment("s-9"), enrollment("s-0")) == "unknown_student"
    assert refused(campuses, "enrollments", enrollment("s-0", course="c-9")) == "unknown_course"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"course": "c-9"}, "unknown_course"),
        ({"instructor": "i-9"}, "unknown_instructor"),
        ({"startTime": "10:00", "endTime": "09:00"}, "invalid_times"),
        ({"timeZone": "America/Maple_Ridge"}, "invalid_time_zone"),
    ],
)
def test_classes_that_cannot_be(campuses: Campuses, more: dict[str, str], code: str) -> None:
    campuses.teach()

    assert refused(campuses, "classes", meeting("m-1", **more), meeting("m-2"), meeting("m-3")) == code


@pytest.mark.parametrize("entity", sorted(WRITES))
def test_every_reason_is_a_sentence_with_something_to_do_and_names_nobody(entity: str) -> None:
    for reason in VERDICTS[entity].known.values():
        assert reason.sentence.startswith("CourseKey did not take this ")
        assert reason.sentence.endswith(".")
        assert reason.remedy.endswith(".")


def test_what_coursekey_finds_wrong_with_an_item_is_told_in_its_words_and_names_nobody(campuses: Campuses) -> None:
    campuses.sends_rubbish = True

    (written,) = campuses.client().write("students", [person("s-1", lastName="O'Neill" * 20)])

    assert written.reason
    assert written.reason.sentence.startswith("CourseKey refused this student (422 invalid: ")
    assert "lastName" in written.reason.sentence
    assert "Neill" not in written.reason.sentence


def test_email_addresses_that_are_handed_on_within_a_batch_are_taken(campuses: Campuses) -> None:
    client = campuses.client()
    client.write("students", [person(f"s-{number}") for number in range(4)])
    handed_on = [update(person(f"s-{number}"), email=f"s-{number + 1}@college.example") for number in range(4)]

    written = client.write("students", handed_on)

    assert [(one.digest, one.reason) for one in written] == [(change.digest, None) for change in handed_on]
    assert [row["email"] for row in campuses.held("students")] == [
        f"s-{number}@college.example" for number in range(1, 5)
    ]


def test_two_who_swap_their_email_addresses_are_for_a_person_to_untie(campuses: Campuses) -> None:
    client = campuses.client()
    client.write("students", [person("s-1"), person("s-2")])
    campuses.simulator.calls.clear()
    swapped = [
        update(person("s-1"), email="s-2@college.example"),
        update(person("s-2"), email="s-1@college.example"),
    ]

    written = client.write("students", swapped)

    assert [one.reason for one in written] == [VERDICTS["students"].known["email_taken"]] * 2
    assert campuses.calls == [PUT.format(NORTH)]


# --------------------------------------------------------------------------------------------------- answers that fail


@pytest.mark.parametrize("kind", ["lost", "timeout", "500", "503"])
def test_an_answer_that_was_lost_is_made_good_by_sending_again(campuses: Campuses, kind: str) -> None:
    changes = [person("s-1"), person("s-2")]
    campuses.fail(kind, "PUT", times=2)

    written = campuses.client().write("students", changes)

    assert [one.target for one in written] == [row["id"] for row in campuses.held("students")]
    assert len(campuses.held("students")) == 2


@pytest.mark.parametrize("kind", ["malformed", "html"])
def test_an_answer_that_cannot_be_read_leaves_the_outcome_unknown(campuses: Campuses, kind: str) -> None:
    changes = [person("s-1"), person("s-2")]
    campuses.fail(kind, "PUT", times=1)

    with pytest.raises(OutcomeUnknownError, match="read back"):
        campuses.client().write("students", changes)

    found = campuses.client().find("students", changes)
    assert [one.matches for one in found] == [True] * (2 if kind == "malformed" else 0)


def test_coursekey_is_waited_for_as_long_as_it_asks_and_every_call_costs_one(campuses: Campuses) -> None:
    campuses.fail("429", "PUT", times=2, seconds=3)

    campuses.client().write("students", [person("s-1")])

    assert campuses.pace.penalties == [3, 3]
    assert campuses.pace.taken == [1, 1, 1]


def test_a_coursekey_that_stays_away_ends_the_step(campuses: Campuses) -> None:
    campuses.fail("503", "PUT")

    with pytest.raises(SystemUnavailableError, match=r"CourseKey .school 4711. answered with 503"):
        campuses.client().write("students", [person("s-1")])


@pytest.mark.parametrize(
    ("given", "said"),
    [({NORTH: "a-wrong-key"}, "401: unauthorized"), ({"99": "maple-ridge-north-key"}, "403: wrong_school")],
)
def test_a_key_that_does_not_fit_its_school_is_no_matter_of_the_records(
    campuses: Campuses, given: dict[str, str], said: str
) -> None:
    campuses.credentials["keys"] = given
    (school,) = given

    with pytest.raises(CredentialsError, match=said):
        campuses.client().write("students", [person("s-1", school)])


def test_a_batch_that_is_refused_whole_says_so(campuses: Campuses) -> None:
    campuses.fail("poison", "PUT", key="s-1")

    with pytest.raises(BatchRefusedError, match="422"):
        campuses.client().write("students", [person("s-1"), person("s-2")])

    assert campuses.client().write("students", [person("s-2")])[0].reason is None


def test_what_is_only_read_is_not_written(campuses: Campuses) -> None:
    for deed in (campuses.client().write, campuses.client().find):
        with pytest.raises(ContractError, match="The attendance of CourseKey are only read; what can be written is"):
            deed("attendance", [])
