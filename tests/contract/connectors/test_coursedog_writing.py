"""Writing to Coursedog: only what differs, on the state that was read, and each item with an end of its own."""

from typing import Any

import pytest

from rollbook.connectors import load
from rollbook.connectors.coursedog.writables import MOST
from rollbook.model.errors import (
    ContractError,
)
from rollbook.model.records import Json
from tests.contract.connectors.scheduler import (
    COURSE,
    FIRST,
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

GROUP = f"{TERM}/XL01"
SAMPLES = {"courses": course(), "sections": section(), "relationships": crosslist()}
KEYS = {"courses": COURSE, "sections": FIRST, "relationships": GROUP}
FIELDS: dict[str, Json] = {
    "courses": {"title": "Biology", "campuses": ["MAIN", "WEST"], "maxCreditHours": None},
    "sections": {"title": "Biology", "campus": None, "maxEnrollment": 31},
    "relationships": {"waitlist": "separate", "maxEnrollment": None},
}
of_each_kind = pytest.mark.parametrize("entity", sorted(SAMPLES))


def test_what_is_created_is_taken_and_named_by_coursedogs_ids(scheduler: Scheduler) -> None:
    wanted = {"courses": [course()], "sections": [section("001"), section("002")], "relationships": [crosslist()]}

    for entity, changes in wanted.items():
        written = scheduler.write(entity, *changes)

        assert [(one.digest, one.reason) for one in written] == [(change.digest, None) for change in changes]
        assert [one.target for one in written] == [row["id"] for row in scheduler.held(entity)]
        assert [record["fields"] for record in scheduler.read(entity)] == [
            (change.data or {})["fields"] for change in changes
        ]
    assert wanted.keys() == load("coursedog").writes.keys()


def test_a_section_carries_its_id_and_those_of_its_times_in_the_sis(scheduler: Scheduler) -> None:
    scheduler.plan(sections=1)

    (held,) = scheduler.held("sections")

    assert held["sisId"] == "5ec7"
    assert held["times"][0]["id"] == "e7e4"
    assert held["professors"] == [one["instructorId"] for one in held["professorsMeta"]] == ["0012001", "0012002"]


@of_each_kind
def test_only_what_differs_is_changed_and_what_a_person_saved_elsewhere_stays(
    scheduler: Scheduler, entity: str
) -> None:
    scheduler.plan()
    shown = scheduler.current(entity, KEYS[entity])

    written = only(scheduler.write(entity, update(shown, **FIELDS[entity])))

    assert (written.target, written.reason) == (shown["id"], None)
    after = scheduler.current(entity, KEYS[entity])
    assert after["fields"] == {**shown["fields"], **FIELDS[entity]}
    assert (after["version"], after["sisId"]) == ("2", shown["sisId"])


def test_an_update_names_nothing_but_what_differs(scheduler: Scheduler) -> None:
    scheduler.plan()
    shown = scheduler.current("sections", FIRST)
    other = update(shown, maxEnrollment=31)
    # Behind the back of the version: what is not in the call cannot be put back to what it was when it was read.
    scheduler.simulator.schools[scheduler.credentials["school"]].rows("sections")[FIRST].fields["maxWaitlist"] = 99

    scheduler.write("sections", other)

    assert scheduler.current("sections", FIRST)["fields"].items() >= {"maxEnrollment": 31, "maxWaitlist": 99}.items()


def test_people_and_times_go_as_a_whole(scheduler: Scheduler) -> None:
    scheduler.plan()
    fields: dict[str, Any] = {
        "professors": [professor("0012009")],
        "times": [meeting(room=""), meeting(id="", days="TR", startTime=None, endTime=None)],
    }

    scheduler.write("sections", update(scheduler.current("sections", FIRST), **fields))
    assert scheduler.current("sections", FIRST)["fields"].items() >= fields.items()
    scheduler.write("sections", update(scheduler.current("sections", FIRST), professors=[], times=[]))

    assert scheduler.current("sections", FIRST)["fields"]["professors"] == []
    assert scheduler.row("sections", "sectionNumber", "001")["professors"] == []


@of_each_kind
def test_what_coursedog_holds_already_needs_no_call(scheduler: Scheduler, entity: str) -> None:
    scheduler.plan()
    shown = scheduler.current(entity, KEYS[entity])
    scheduler.forget()

    written = only(scheduler.write(entity, update(shown)))

    assert (written.target, written.reason) == (shown["id"], None)
    assert scheduler.calls == []


@of_each_kind
def test_the_id_in_the_sis_is_written_where_it_is_another_one(scheduler: Scheduler, entity: str) -> None:
    scheduler.plan()

    scheduler.write(entity, update(scheduler.current(entity, KEYS[entity]), sis_id="another"))

    assert scheduler.current(entity, KEYS[entity])["sisId"] == "another"


def test_as_many_as_a_call_may_carry_go_in_one_and_no_more(scheduler: Scheduler) -> None:
    scheduler.write("courses", course())
    scheduler.forget()
    many = [section(f"{number:03}") for number in range(MOST + 1)]

    with pytest.raises(ContractError, match=r"Coursedog takes 100 items of sections in one call, not 101\."):
        scheduler.write("sections", *many)
    assert scheduler.calls == []
    assert all(one.target for one in scheduler.write("sections", *many[:MOST]))
    assert scheduler.calls == ["PUT sections 200"]
    assert {name: writable.bulk for name, writable in load("coursedog").writes.items()} == dict.fromkeys(SAMPLES, MOST)


# ------------------------------------------------------------------------------------- saved in Coursedog meanwhile


@of_each_kind
def test_what_was_saved_in_coursedog_meanwhile_is_refused_alone(scheduler: Scheduler, entity: str) -> None:
    scheduler.plan()
    scheduler.write("courses", course("CHM-100"))
    scheduler.write("sections", section("003"))
    scheduler.write("relationships", crosslist("XL02", (SECOND, THIRD)))
    others = {"courses": "CHM-100", "sections": SECOND, "relationships": f"{TERM}/XL02"}
    before = scheduler.current(entity, KEYS[entity])
    other = scheduler.current(entity, others[entity])
    path = {"courses": "title"}.get(entity, "maxEnrollment")
    value: Any = "Saved by a person" if entity == "courses" else 44
    scheduler.edit(KEYS[entity], path, value)

    late, good = scheduler.write(
        entity, update(before, **{path: value}), update(other, **{path: value}, sis_id="another")
    )

    assert good.reason is None
    assert late.reason
    assert late.reason.sentence.endswith("it was saved in Coursedog meanwhile; the next run looks at it again.")
    assert codes(late.reason) == ["VERSION"]
    assert scheduler.current(entity, KEYS[entity])["fields"][path] == value


def test_an_update_of_which_no_state_was_read_is_about_the_one_that_is_there(scheduler: Scheduler) -> None:
    scheduler.plan()
    scheduler.edit(FIRST, "maxEnrollment", 31)
    shown = scheduler.current("sections", FIRST)
    wish = update(shown, title="Biology").model_copy(update={"mark": "", "before": None})

    assert only(scheduler.write("sections", wish)).reason is None
    assert scheduler.current("sections", FIRST)["fields"]["title"] == "Biology"


def test_looking_for_the_state_of_one_does_not_renew_that_of_another(scheduler: Scheduler) -> None:
    scheduler.plan(sections=3)
    scheduler.write("relationships", crosslist("XL02", (SECOND, THIRD)))
    stale, other = (scheduler.current("relationships", key) for key in (GROUP, f"{TERM}/XL02"))
    scheduler.edit(GROUP, "maxEnrollment", 44)
    unmarked = update(other, waitlist="separate").model_copy(update={"mark": ""})

    late, good = scheduler.write("relationships", update(stale, waitlist="separate"), unmarked)

    assert good.reason is None
    assert late.reason
    assert codes(late.reason) == ["VERSION"]


def test_an_update_of_what_is_gone_is_refused_and_looked_at_again(scheduler: Scheduler) -> None:
    scheduler.plan()
    for mark in ("1", ""):
        shown = scheduler.current("sections", FIRST)
        wish = update(shown, title="Biology").model_copy(update={"mark": mark})
        scheduler.edit(FIRST, action="delete")

        reason = reason_of(scheduler.write("sections", wish))

        assert reason.sentence == "Coursedog did not take this section: it is not in Coursedog any more."
        scheduler.write("sections", section())


@of_each_kind
def test_one_that_somebody_made_meanwhile_is_not_overwritten_and_told_with_its_id(
    scheduler: Scheduler, entity: str
) -> None:
    scheduler.plan()
    shown = scheduler.current(entity, KEYS[entity])

    written = only(scheduler.write(entity, SAMPLES[entity]))

    assert written.reason
    assert codes(written.reason) == ["EXISTS"]
    assert written.target == shown["id"]
    assert scheduler.current(entity, KEYS[entity]) == shown


# ---------------------------------------------------------------------------------------------------------- removals


@pytest.mark.parametrize("entity", ["relationships", "sections"])
@pytest.mark.parametrize("takes_out", ["delete", "cancel", "inactivate"])
def test_what_leaves_is_deleted_whatever_the_sis_would_do(scheduler: Scheduler, entity: str, takes_out: str) -> None:
    scheduler.plan()
    shown = scheduler.current(entity, KEYS[entity])

    written = only(scheduler.write(entity, removal(shown, data={"takesOut": takes_out})))

    assert (written.target, written.reason) == (shown["id"], None)
    assert KEYS[entity] not in scheduler.keys(entity)


def test_a_course_goes_when_it_has_no_sections(scheduler: Scheduler) -> None:
    scheduler.plan()
    shown = scheduler.current("courses", COURSE)

    assert codes(reason_of(scheduler.write("courses", removal(shown)))) == ["COURSE_IN_USE"]
    for key in (FIRST, SECOND):
        scheduler.edit(key, action="delete")
    assert only(scheduler.write("courses", removal(shown))).reason is None
    assert scheduler.held("courses") == []


def test_what_is_gone_already_counts_as_removed(scheduler: Scheduler) -> None:
    scheduler.plan()
    shown = scheduler.current("sections", FIRST)
    scheduler.edit(FIRST, action="delete")

    written = only(scheduler.write("sections", removal(shown)))

    assert (written.target, written.reason) == (shown["id"], None)


def test_what_was_saved_since_it_was_read_is_not_removed(scheduler: Scheduler) -> None:
    scheduler.plan()
    shown = scheduler.current("sections", FIRST)
    scheduler.edit(FIRST, "maxEnrollment", 31)

    assert codes(reason_of(scheduler.write("sections", removal(shown, mark=shown["version"])))) == ["VERSION"]
    assert FIRST in scheduler.keys("sections")


def test_creating_changing_and_removing_share_a_call(scheduler: Scheduler) -> None:
    scheduler.plan(sections=3)
    shown = {record["key"]: record for record in scheduler.read("sections")}
    scheduler.forget()

    written = scheduler.write(
        "sections", update(shown[FIRST], title="Biology"), removal(shown[THIRD]), section("004"), update(shown[SECOND])
    )

    assert [one.reason for one in written] == [None] * 4
    assert {one.digest for one in written} == {f"digest-of-{TERM}/{COURSE}/{number:03}" for number in range(1, 5)}
    assert scheduler.calls == ["PUT sections 200"]
    assert scheduler.keys("sections") == [FIRST, SECOND, f"{TERM}/{COURSE}/004"]
