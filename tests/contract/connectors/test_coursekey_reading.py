"""Reading attendance from CourseKey: all schools as one proven collection, what changed, or that of some classes."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from rollbook.model.errors import (
    ContractError,
    CredentialsError,
    IncompleteReadError,
    RateLimitedError,
    RollbookError,
    SystemUnavailableError,
)
from rollbook.model.records import Json, Scope
from tests.contract.connectors.campuses import DAY, DESERT, NORTH, Campuses, meeting, update

LIST = "GET /v1/schools/{}/attendance 200"


def everything(campuses: Campuses) -> list[Json]:
    return [{**row, "school": school} for school in (NORTH, DESERT) for row in campuses.held("attendance", school)]


def taught(campuses: Campuses, *, students: int = 3, classes: int = 2) -> dict[str, list[str]]:
    found = {school: campuses.teach(school, students=students, classes=classes) for school in (NORTH, DESERT)}
    campuses.attend()
    return found


def test_the_attendance_of_all_schools_comes_as_one_list_and_says_whose_it_is(campuses: Campuses) -> None:
    taught(campuses)

    found = campuses.read()

    assert len(found) == 12
    assert found == everything(campuses)
    assert {record["school"] for record in found} == {NORTH, DESERT}
    assert campuses.calls == [LIST.format(NORTH), LIST.format(DESERT)]


def test_pages_are_read_by_their_cursors(campuses: Campuses) -> None:
    taught(campuses)

    pages = list(campuses.client(page_size=4).read("attendance", Scope()))

    assert [len(page.records) for page in pages] == [4, 4, 4]
    assert {page.declared for page in pages} == {12}
    assert campuses.calls == [LIST.format(NORTH)] * 2 + [LIST.format(DESERT)] * 2


def test_no_attendance_at_all_is_one_empty_page(campuses: Campuses) -> None:
    (page,) = campuses.client().read("attendance", Scope())

    assert (page.records, page.declared) == ([], 0)


def test_what_did_not_change_since_a_moment_is_not_read(campuses: Campuses) -> None:
    taught(campuses)
    changed = datetime(2026, 9, 14, 12, tzinfo=UTC)

    assert campuses.read(Scope(since=changed)) == everything(campuses)
    assert campuses.read(Scope(since=changed + timedelta(microseconds=1))) == []


def test_the_attendance_of_some_classes_is_read_from_their_schools_alone(campuses: Campuses) -> None:
    first, second = taught(campuses)[DESERT]

    found = campuses.read(Scope(parts=(f"{DESERT}/{second}", f"{DESERT}/no-such", f"{DESERT}/{second}")))

    assert found == [row for row in everything(campuses) if row["class"]["externalId"] == second]
    assert first not in str(found)
    assert campuses.calls == [LIST.format(DESERT)]


def test_fifty_classes_are_asked_for_at_once(campuses: Campuses) -> None:
    classes = taught(campuses, students=1, classes=51)
    parts = tuple(f"{school}/{name}" for school in (NORTH, DESERT) for name in classes[school])

    assert campuses.read(Scope(parts=parts)) == everything(campuses)
    assert campuses.calls == [LIST.format(NORTH)] * 2 + [LIST.format(DESERT)] * 2


def test_no_parts_are_no_calls(campuses: Campuses) -> None:
    assert campuses.read(Scope(parts=())) == []
    assert campuses.calls == []


@pytest.mark.parametrize(
    ("entity", "scope", "error", "problem"),
    [
        ("classes", Scope(), ContractError, "The classes of CourseKey cannot be read"),
        ("attendance", Scope(where={"student": "s-1"}), ContractError, "cannot be narrowed by student"),
        ("attendance", Scope(parts=("C-1001",)), ContractError, "as in 4711/C-1001"),
        ("attendance", Scope(parts=("4711/",)), ContractError, "as in 4711/C-1001"),
        ("attendance", Scope(parts=("4711/C-1,C-2",)), ContractError, "as in 4711/C-1001"),
        ("attendance", Scope(parts=("9/C-1001",)), CredentialsError, "no auth key for school 9"),
    ],
)
def test_what_cannot_be_read_is_told_before_a_call(
    campuses: Campuses, entity: str, scope: Scope, error: type[RollbookError], problem: str
) -> None:
    with pytest.raises(error, match=problem):
        list(campuses.client().read(entity, scope))

    assert campuses.calls == []


# ------------------------------------------------------------------------------------------------- a list that moves


def check_in(campuses: Campuses, numbers: "count[int]") -> None:
    """Have one more student check in to a class, as it happens at its begin."""
    name = f"late-{next(numbers)}"
    school = campuses.simulator.schools[NORTH]
    school.tables["classes"].put({**(meeting(name).data or {}), "externalId": name})
    campuses.simulator.perform("scan", {"class_id": name, "student": "s-0"})


def test_a_list_that_grew_while_it_was_read_is_read_again(campuses: Campuses) -> None:
    taught(campuses)
    numbers = count()
    campuses.meanwhile(f"/{NORTH}/attendance", lambda: check_in(campuses, numbers), after=1, times=1)

    found = campuses.read(page_size=4)

    assert len(found) == 13
    assert found == everything(campuses)


def test_a_list_that_never_stands_still_is_no_list(campuses: Campuses) -> None:
    taught(campuses)
    numbers = count()
    campuses.meanwhile(f"/{NORTH}/attendance", lambda: check_in(campuses, numbers), times=100)

    with pytest.raises(IncompleteReadError, match=r"CourseKey .school 4711.: the list of attendance was not read"):
        campuses.read(page_size=4)


def test_a_list_that_was_cut_off_each_time_is_no_list(campuses: Campuses) -> None:
    taught(campuses)
    campuses.fail("truncated", "GET", f"/{DESERT}/attendance")

    with pytest.raises(IncompleteReadError):
        campuses.read(page_size=4)


@pytest.mark.parametrize("kind", ["truncated", "drift"])
def test_a_page_that_lost_something_is_noticed_and_made_good(campuses: Campuses, kind: str) -> None:
    taught(campuses)
    campuses.fail(kind, "GET", f"/{DESERT}/attendance", after=1, times=1)

    assert campuses.read(page_size=4) == everything(campuses)
    assert len(campuses.calls) == 2 + 2 + 2


# ------------------------------------------------------------------------------------------------- answers that fail


@pytest.mark.parametrize("kind", ["500", "503", "timeout", "lost"])
def test_a_page_that_did_not_come_is_asked_for_again(campuses: Campuses, kind: str) -> None:
    taught(campuses)
    campuses.fail(kind, "GET", "/attendance", after=1, times=2)

    assert campuses.read(page_size=4) == everything(campuses)
    assert campuses.pace.penalties == [1, 2]


def test_coursekey_is_waited_for_as_long_as_it_asks(campuses: Campuses) -> None:
    taught(campuses)
    campuses.fail("429", "GET", "/attendance", times=2, seconds=7)

    assert campuses.read() == everything(campuses)
    assert campuses.pace.penalties == [7, 7]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", RateLimitedError),
        ("503", SystemUnavailableError),
        ("malformed", ContractError),
        ("html", ContractError),
    ],
)
def test_what_does_not_pass_ends_the_reading_and_names_the_school(
    campuses: Campuses, kind: str, error: type[Exception]
) -> None:
    campuses.fail(kind, "GET", f"/{DESERT}/attendance")

    with pytest.raises(error, match=r"CourseKey .school 4712. .* GET /schools/\{school\}/attendance"):
        campuses.read()


@pytest.mark.parametrize(("key", "said"), [("a-wrong-key", "401: unauthorized"), ("", "403: wrong_school")])
def test_a_wrong_key_is_told_with_its_school_and_without_itself(campuses: Campuses, key: str, said: str) -> None:
    other = campuses.credentials["keys"][NORTH]
    campuses.credentials["keys"][DESERT] = key or other

    with pytest.raises(CredentialsError, match=rf"school 4712. does not accept .*{said}") as refused:
        campuses.read()

    assert (key or other) not in str(refused.value)


# ------------------------------------------------------------------------------------------------------ odd records


def test_what_a_device_got_wrong_passes_through_for_the_rules_to_judge(campuses: Campuses) -> None:
    campuses.teach(students=3)
    bad = campuses.simulator.perform("bad_records", {"day": DAY})

    found = {record["id"]: record for record in campuses.read()}

    assert {one["id"] for one in bad.values()} <= found.keys()
    assert found[bad["no_zone"]["id"]]["sessions"][0]["checkIn"] == "2026-09-14T09:00:00"


def test_attendance_says_what_its_class_is_now(campuses: Campuses) -> None:
    (name,) = campuses.teach(students=1)
    campuses.attend()
    campuses.client().write("classes", [update(meeting(name), startTime="10:00")])

    assert [record["class"]["startTime"] for record in campuses.read()] == ["10:00"]
