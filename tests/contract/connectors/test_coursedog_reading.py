"""Reading class schedules from Coursedog: whole, by terms or for some sections, in the words that the SIS shares."""

import pytest

from rollbook.model.errors import (
    ContractError,
)
from rollbook.model.records import Scope
from tests.contract.connectors.scheduler import (
    COURSE,
    ENDED,
    FIRST,
    RUNNING,
    SECOND,
    TERM,
    THIRD,
    Scheduler,
    change,
    course,
    crosslist,
    meeting,
    section,
)

KINDS = ("courses", "sections", "relationships")


def test_a_section_is_read_in_the_words_of_all_who_keep_schedules(scheduler: Scheduler) -> None:
    scheduler.plan(sections=1)

    (found,) = scheduler.read("sections")

    assert found == {
        "key": FIRST,
        "id": scheduler.held("sections")[0]["id"],
        "term": TERM,
        "course": COURSE,
        "number": "001",
        "sisId": "5ec7",
        "version": "1",
        "lastEditedAt": None,
        "lastEditedBy": "",
        "fields": (section().data or {})["fields"],
    }


def test_a_course_and_a_crosslist_too(scheduler: Scheduler) -> None:
    scheduler.plan()

    assert scheduler.read("courses") == [
        {
            "key": COURSE,
            "id": scheduler.held("courses")[0]["id"],
            "sisId": "c0ffee",
            "version": "1",
            "from": None,
            "until": None,
            "fields": (course().data or {})["fields"],
        }
    ]
    assert scheduler.read("relationships") == [
        {
            "key": f"{TERM}/XL01",
            "id": scheduler.held("relationships")[0]["id"],
            "sisId": "c405",
            "version": "1",
            "term": TERM,
            "group": "XL01",
            "type": "crosslist",
            "lastEditedAt": None,
            "lastEditedBy": "",
            "fields": (crosslist().data or {})["fields"],
        }
    ]


def test_terms_and_users_are_read_and_of_people_only_what_they_may(scheduler: Scheduler) -> None:
    terms, users = scheduler.read("terms"), scheduler.read("users")

    assert [term["key"] for term in terms] == [ENDED, RUNNING, TERM]
    assert terms[2].items() >= {"id": TERM, "startDate": "2027-01-01", "endDate": "2027-04-30"}.items()
    assert users[0] == {
        "key": "u-registrar-1",
        "id": "u-registrar-1",
        "roles": ["registrar"],
        "products": ["Admin", "Scheduling"],
    }
    assert all(user.keys() == users[0].keys() for user in users)


def test_who_saved_last_and_when_is_told_of_what_people_saved(scheduler: Scheduler) -> None:
    scheduler.plan()
    scheduler.edit(FIRST, "maxEnrollment", 31)
    scheduler.edit(f"{TERM}/XL01", "maxEnrollment", 41)

    for entity, key in (("sections", FIRST), ("relationships", f"{TERM}/XL01")):
        found = scheduler.current(entity, key)
        assert found["lastEditedBy"] == "u-scheduler-sci"
        assert found["lastEditedAt"] == "2026-09-14T12:00:00Z"
        assert found["version"] == "2"


def test_what_is_not_there_is_null_for_a_value_empty_for_a_code_and_an_empty_list(scheduler: Scheduler) -> None:
    scheduler.write("courses", course())
    bare = {"term": TERM, "course": COURSE, "number": "001"}
    scheduler.write("sections", change(FIRST, {**bare, "fields": {"times": [meeting(id="", room="", days="")]}}))

    (found,) = scheduler.read("sections")

    assert (found["sisId"], found["fields"]["professors"]) == ("", [])
    assert (found["fields"]["title"], found["fields"]["campus"], found["fields"]["maxEnrollment"]) == (None, None, None)
    assert found["fields"]["times"] == [meeting(id="", room="", days="")]


def test_hours_are_the_same_number_whether_they_have_a_point_or_not(scheduler: Scheduler) -> None:
    scheduler.write("courses", course(minCreditHours=3.0, maxCreditHours=1.5))

    (found,) = scheduler.read("courses")

    assert repr((found["fields"]["minCreditHours"], found["fields"]["maxCreditHours"])) == "(3, 1.5)"


def test_the_sections_of_a_relationship_come_in_one_order(scheduler: Scheduler) -> None:
    scheduler.plan()
    scheduler.write("relationships", crosslist("XL02", (SECOND, FIRST)))

    found = scheduler.current("relationships", f"{TERM}/XL02")

    assert found["fields"]["sections"] == [FIRST, SECOND]
    assert found["fields"]["primary"] == SECOND


def test_relationships_of_other_types_are_told_apart(scheduler: Scheduler) -> None:
    scheduler.plan()
    scheduler.edit(f"{TERM}/ST01", action="create", value={"type": "stacked", "sections": [FIRST, SECOND]})

    assert [record["type"] for record in scheduler.read("relationships")] == ["crosslist", "stacked"]


# ------------------------------------------------------------------------------------------------- which part of it


def in_two_terms(scheduler: Scheduler) -> str:
    """Have sections in two terms, one of which runs, and one in a term that is over; return the running one's key."""
    scheduler.plan()
    scheduler.write("sections", section(term=RUNNING), section(term=ENDED))
    scheduler.forget()
    return f"{RUNNING}/{COURSE}/001"


def test_without_terms_all_that_are_not_over_are_read(scheduler: Scheduler) -> None:
    running = in_two_terms(scheduler)

    assert scheduler.keys("sections") == [running, FIRST, SECOND]
    assert scheduler.calls == ["GET terms 200", "GET sections 200", "GET sections 200"]


@pytest.mark.parametrize("entity", ["sections", "relationships"])
def test_only_the_terms_that_are_wanted_are_read_each_once(scheduler: Scheduler, entity: str) -> None:
    in_two_terms(scheduler)

    found = scheduler.read(entity, Scope(terms=(TERM, ENDED, TERM)))

    assert {record["term"] for record in found} == ({TERM, ENDED} if entity == "sections" else {TERM})
    assert scheduler.calls == [f"GET {entity} 200"] * 2


def test_no_terms_are_no_calls_and_a_term_that_there_is_not_is_empty(scheduler: Scheduler) -> None:
    scheduler.plan()

    assert scheduler.read("sections", Scope(terms=())) == []
    assert scheduler.calls == []
    assert scheduler.read("sections", Scope(terms=("209910",))) == []


def test_some_sections_are_read_by_their_keys(scheduler: Scheduler) -> None:
    running = in_two_terms(scheduler)

    assert scheduler.keys("sections", Scope(parts=(running, THIRD, SECOND, running))) == [SECOND, running]
    assert scheduler.keys("sections", Scope(parts=(SECOND, running), terms=(TERM,))) == [SECOND]


def test_the_relationships_of_some_sections_come_each_once(scheduler: Scheduler) -> None:
    scheduler.plan(sections=3)

    assert scheduler.keys("relationships", Scope(parts=(FIRST, SECOND))) == [f"{TERM}/XL01"]
    assert scheduler.keys("relationships", Scope(parts=(THIRD,))) == []


def test_fifty_sections_are_asked_for_at_once(scheduler: Scheduler) -> None:
    scheduler.plan(sections=51)
    parts = tuple(f"{TERM}/{COURSE}/{number:03}" for number in range(1, 52))
    scheduler.write("relationships", crosslist("XL02", (FIRST, parts[-1])))
    scheduler.forget()

    assert scheduler.keys("sections", Scope(parts=parts)) == list(parts)
    assert scheduler.keys("relationships", Scope(parts=parts)) == [f"{TERM}/XL01", f"{TERM}/XL02"]
    assert scheduler.calls == ["GET sections 200"] * 2 + ["GET relationships 200"] * 2
    scheduler.forget()
    assert len(scheduler.keys("sections", Scope(parts=parts[1:]))) == 50
    assert scheduler.calls == ["GET sections 200"]


def test_an_answer_with_another_term_than_was_asked_for_is_not_used(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_two_terms(scheduler)
    client = scheduler.client()
    pages = client.door.pages
    monkeypatch.setattr(client.door, "pages", lambda entity, _: pages(entity, {"term": ENDED}))

    for scope in (Scope(terms=(TERM,)), Scope(parts=(FIRST,))):
        with pytest.raises(ContractError, match="records of a term that it was not asked for"):
            list(client.read("sections", scope))


def test_no_parts_are_no_calls(scheduler: Scheduler) -> None:
    for entity in ("sections", "relationships"):
        assert scheduler.read(entity, Scope(parts=())) == []
    assert scheduler.calls == []


@pytest.mark.parametrize("entity", ["terms", "courses", "users"])
def test_what_belongs_to_no_section_is_read_whole(scheduler: Scheduler, entity: str) -> None:
    scheduler.plan()

    assert scheduler.read(entity, Scope(parts=(THIRD,), terms=(ENDED,))) == scheduler.read(entity) != []


@pytest.mark.parametrize("entity", KINDS)
def test_nothing_at_all_is_one_empty_page(scheduler: Scheduler, entity: str) -> None:
    (page,) = scheduler.client().read(entity, Scope())

    assert (page.records, page.declared) == ([], 0)


@pytest.mark.parametrize(
    ("entity", "scope", "problem"),
    [
        ("classes", Scope(), "no list of classes. What can be read: terms, courses, users, sections, relationships"),
        ("sections", Scope(where={"status": "active"}), "sections of Coursedog cannot be narrowed by status"),
        ("sections", Scope(parts=("BIO-101/001",)), r"as in 202710/BIO-101/001"),
        ("relationships", Scope(parts=(f"{TERM}/{COURSE}/",)), r"as in 202710/BIO-101/001"),
        ("sections", Scope(parts=(f"{FIRST},{SECOND}",)), r"as in 202710/BIO-101/001"),
    ],
)
def test_what_cannot_be_read_is_told_before_a_call(
    scheduler: Scheduler, entity: str, scope: Scope, problem: str
) -> None:
    with pytest.raises(ContractError, match=problem):
        list(scheduler.client().read(entity, scope))

    assert scheduler.calls == []
