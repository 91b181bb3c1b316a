"""What a look plans: only what its hints name, and the mappings decide about it."""

from dataclasses import replace
from typing import Any

import pytest

from rollbook.model.descriptors import Look
from rollbook.model.messages import Counts
from rollbook.model.records import Scope
from rollbook.model.runs import Status
from tests.unit.steps.club import Club, club_with_ears, group, member, person
from tests.unit.steps.crashing import Fuse, Moment
from tests.unit.steps.flow import LIVE, NAMELESS, about_all_of, about_group, about_member, about_person
from tests.unit.steps.machine import Death, run_with_a_death

NOTHING = {"people": Counts(), "groups": Counts(), "members": Counts()}


@pytest.fixture
def club() -> Club:
    return club_with_ears()


def test_a_named_record_that_changed_is_sent(club: Club) -> None:
    club.enter("members", member(0, 0, "teacher"))

    record = club.look(about_member(0, 0))

    assert record.streams == {**NOTHING, "members": Counts(updated=1)}
    assert club.target.told == [["g0/p0"]]
    club.assert_at_rest()


def test_a_named_record_that_did_not_change_costs_no_call(club: Club) -> None:
    record = club.look(about_member(0, 0), about_person(3), about_group(1))

    assert record.streams == {
        "people": Counts(unchanged=1),
        "groups": Counts(unchanged=1),
        "members": Counts(unchanged=1 + 3),
    }
    assert (record.status, club.asked_and_told, "club" in record.calls) == (Status.SUCCEEDED, (0, 0), False)


def test_a_named_record_that_is_new_is_made_once(club: Club) -> None:
    club.enter("members", member(0, 1))

    first = club.look(about_member(0, 1), about_member(0, 1))
    second = club.look(about_member(0, 1))

    assert (first.streams["members"], second.streams["members"]) == (Counts(created=1), Counts(unchanged=1))
    club.assert_at_rest()


def test_a_name_that_begins_another_one_names_only_itself(club: Club) -> None:
    club.enter("people", person(10))

    assert club.look(about_person(1)).streams == {**NOTHING, "people": Counts(unchanged=1)}


def test_all_records_of_an_item_are_named_by_its_beginning(club: Club) -> None:
    club.enter("groups", group(0, "Choir"))
    club.enter("members", member(0, 0, "teacher"))
    club.enter("members", member(0, 1))
    club.enter("members", member(1, 1, "teacher"))

    record = club.look(about_group(0))

    assert record.streams == {
        "people": Counts(),
        "groups": Counts(updated=1),
        "members": Counts(created=1, updated=1, unchanged=3),
    }
    assert club.target.held("members")["g1/p1"]["role"] == "student"


def test_beginnings_may_be_longer_than_the_first_word(club: Club) -> None:
    look = Look(Scope(parts=("g0",)), {"members": frozenset({"g0/a/"})})
    assert club.flow.listens
    club.flow = replace(club.flow, listens=replace(club.flow.listens, look=lambda _hints, _context: look))
    for person_id in ("a/1", "a/2", "b/1"):
        club.enter("people", person(0) | {"id": person_id})
        club.enter("members", member(0, 0) | {"id": f"m-{person_id}", "person": person_id})
    club.run(streams=("people",))

    assert club.look(about_member(0, 0)).streams == {**NOTHING, "members": Counts(created=2)}


def test_a_hint_that_names_nothing_takes_all_of_its_part(club: Club) -> None:
    club.enter("people", person(0, "Bea"))
    club.enter("groups", group(0, "Choir"))
    club.enter("groups", group(1, "Choir"))
    club.enter("members", member(0, 0, "teacher"))
    club.enter("members", member(1, 1, "teacher"))

    record = club.look(about_all_of(0), about_member(0, 2))

    assert record.streams == {
        "people": Counts(updated=1, unchanged=6),
        "groups": Counts(updated=1),
        "members": Counts(updated=1, unchanged=3),
    }


def test_a_named_record_that_the_rules_refuse_keeps_what_the_target_holds(club: Club) -> None:
    club.enter("people", person(3, ""))

    record = club.look(about_person(3))

    assert record.streams["people"] == Counts(refused=1)
    assert [problem.reason for problem in record.problems] == [NAMELESS]
    assert club.target.held("people")["p3"]["name"] == "Ada"


def test_a_refused_record_that_was_not_named_is_not_told(club: Club) -> None:
    club.enter("people", person(3, ""))

    assert club.look(about_person(2)).streams == {**NOTHING, "people": Counts(unchanged=1)}


def test_a_named_record_waits_for_what_it_needs(club: Club) -> None:
    club.enter("people", person(8))
    club.enter("members", member(0, 8))

    assert club.look(about_member(0, 8)).streams["members"] == Counts(blocked=1)
    assert club.look(about_member(0, 8), about_person(8)).streams["members"] == Counts(created=1)
    club.assert_at_rest()


def test_a_look_before_the_first_run_sends_what_it_names() -> None:
    club = Club(flow=LIVE)

    record = club.look(about_person(0), about_group(0), about_member(0, 0))

    assert record.streams == {
        "people": Counts(created=1),
        "groups": Counts(created=1),
        "members": Counts(created=1, blocked=3),
    }
    assert club.run().streams["people"] == Counts(created=6, unchanged=1)
    club.assert_at_rest()


@pytest.mark.parametrize("roles", [("teacher", "student"), ("teacher", "coach"), ("", "student")])
def test_what_goes_back_and_forth_ends_as_the_books_say(club: Club, roles: tuple[str, str]) -> None:
    for role in roles:
        club.enter("members", member(0, 0, role))
        club.look(about_member(0, 0))
    club.assert_at_rest()
    club.assert_in_step()


@pytest.mark.parametrize("wish", [{"full": True}, {}])
def test_a_run_takes_back_what_a_look_sent_when_the_source_went_back(club: Club, wish: dict[str, Any]) -> None:
    club.enter("members", member(0, 0, "teacher"))
    club.look(about_member(0, 0))
    club.enter("members", member(0, 0))

    assert club.run(**wish).streams["members"].updated == 1
    club.assert_in_step()
    club.assert_at_rest()


def test_a_look_sends_what_a_full_run_would_not_have_noticed_as_changed(club: Club) -> None:
    club.enter("members", member(0, 0, "teacher"))
    club.run()
    club.enter("members", member(0, 0))

    assert club.look(about_member(0, 0)).streams["members"] == Counts(updated=1)
    club.assert_at_rest()


@pytest.mark.parametrize("then", ["again", "report", "gone"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_a_dead_look_sent_is_read_back_and_not_doubled(club: Club, then: Death, moment: Moment) -> None:
    club.enter("members", member(0, 1))
    fuse = Fuse(1, moment, only="TargetClient.write")

    run_with_a_death(club, fuse, then, about_member(0, 1))
    club.look(about_member(0, 1))

    club.assert_in_step()
    club.assert_at_rest()
