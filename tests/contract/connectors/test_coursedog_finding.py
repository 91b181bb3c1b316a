"""Reading back from Coursedog what a write may have done, by the keys of sections, courses and relationships."""

from typing import Any

import pytest

from rollbook.model.changes import Change
from tests.contract.connectors.scheduler import (
    COURSE,
    FIRST,
    RUNNING,
    SECOND,
    TERM,
    Scheduler,
    change,
    course,
    crosslist,
    meeting,
    professor,
    removal,
    section,
    update,
)

KEYS = {"courses": COURSE, "sections": FIRST, "relationships": f"{TERM}/XL01"}
SAMPLES = {"courses": course(), "sections": section(), "relationships": crosslist()}
of_each_kind = pytest.mark.parametrize("entity", sorted(SAMPLES))


@of_each_kind
def test_what_is_as_it_should_be_matches(scheduler: Scheduler, entity: str) -> None:
    scheduler.plan()

    (found,) = scheduler.client().find(entity, [SAMPLES[entity]])

    assert (found.digest, found.matches) == (SAMPLES[entity].digest, True)
    assert found.target == scheduler.current(entity, KEYS[entity])["id"]


@of_each_kind
def test_what_is_not_there_is_left_out(scheduler: Scheduler, entity: str) -> None:
    scheduler.plan()
    absent = {"courses": course("CHM-100"), "sections": section("009"), "relationships": crosslist("XL09")}

    found = scheduler.client().find(entity, [absent[entity], SAMPLES[entity]])

    assert [one.digest for one in found] == [SAMPLES[entity].digest]
    assert scheduler.client().find(entity, []) == []


@pytest.mark.parametrize(
    ("entity", "wanted"),
    [
        ("courses", course(title="Biology")),
        ("courses", course(maxCreditHours=None)),
        ("courses", course(campuses=["MAIN", "WEST"])),
        ("sections", section(status="cancelled")),
        ("sections", section(maxEnrollment=31)),
        ("sections", section(professors=[professor()])),
        ("sections", section(times=[meeting(), meeting(days="TR")])),
        ("sections", section(times=[])),
        ("sections", section(sis_id="another")),
        ("relationships", crosslist(waitlist="separate")),
        ("relationships", crosslist(sections=(SECOND, FIRST))),
    ],
)
def test_what_is_there_and_not_as_it_should_be_does_not_match(
    scheduler: Scheduler, entity: str, wanted: Change
) -> None:
    scheduler.plan()

    (found,) = scheduler.client().find(entity, [wanted])

    assert not found.matches


@pytest.mark.parametrize(
    ("entity", "wanted"),
    [
        ("courses", course(departments=["BIO", "CHM"])),
        ("relationships", crosslist(sections=(SECOND, FIRST), primary=SECOND)),
        ("sections", section(professors=[professor("0012002", "secondary", None), professor()])),
    ],
)
def test_the_order_of_a_list_means_nothing(scheduler: Scheduler, entity: str, wanted: Change) -> None:
    scheduler.plan()
    scheduler.write(entity, update(scheduler.current(entity, KEYS[entity]), **(wanted.data or {})["fields"]))
    turned: dict[str, Any] = {
        name: value[::-1] if isinstance(value, list) else value for name, value in (wanted.data or {})["fields"].items()
    }

    (found,) = scheduler.client().find(entity, [wanted.model_copy(update={"data": {"fields": turned}})])

    assert found.matches


def test_only_the_fields_that_flow_are_compared(scheduler: Scheduler) -> None:
    scheduler.plan()
    some = change(
        FIRST, {"term": TERM, "course": COURSE, "number": "001", "fields": {"title": "Foundations of Biology"}}
    )

    (found,) = scheduler.client().find("sections", [some])

    assert found.matches


@pytest.mark.parametrize("entity", ["sections", "relationships"])
def test_a_removal_is_found_until_it_is_done_and_never_matches(scheduler: Scheduler, entity: str) -> None:
    scheduler.plan()
    leaving = removal(scheduler.current(entity, KEYS[entity]))

    (found,) = scheduler.client().find(entity, [leaving])
    assert not found.matches
    scheduler.write(entity, leaving)

    assert scheduler.client().find(entity, [leaving]) == []


def test_a_relationship_of_another_type_is_there_and_is_not_meant(scheduler: Scheduler) -> None:
    scheduler.plan()
    fields = (crosslist().data or {})["fields"]
    scheduler.edit(f"{TERM}/ST01", action="create", value={"type": "stacked", **fields})
    wanted = change(f"{TERM}/ST01", {"term": TERM, "group": "ST01", "fields": fields})

    (found,) = scheduler.client().find("relationships", [wanted])

    assert not found.matches


def test_a_section_that_somebody_renumbered_is_not_there_under_its_old_key(scheduler: Scheduler) -> None:
    scheduler.plan()
    scheduler.edit(FIRST, value="007", action="renumber")

    assert scheduler.client().find("sections", [section()]) == []


def test_few_calls_find_many(scheduler: Scheduler) -> None:
    scheduler.plan(sections=60)
    scheduler.write("sections", section(term=RUNNING))
    scheduler.forget()
    wanted = [section(f"{number:03}") for number in range(1, 61)] + [section(term=RUNNING)]
    groups = [crosslist(), crosslist("XL09"), crosslist("XL01").model_copy(update={"key": f"{RUNNING}/XL01"})]

    assert [one.digest for one in scheduler.client().find("sections", wanted)] == [one.digest for one in wanted]
    assert scheduler.calls == ["GET sections 200"] * 2
    scheduler.forget()
    assert len(scheduler.client().find("relationships", groups)) == 1
    assert scheduler.calls == ["GET relationships 200"] * 2
