"""What has to be done that the meetings or instructors of a section become those that are wanted."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.sis.items import Difference, Held, difference
from rollbook.model.records import Json

IDS = st.sampled_from(["a", "b", "c"])
FIELDS = {"days": st.sampled_from(["MWF", "TR"]), "room": st.sampled_from(["SCI/101", ""])}
HELD = st.lists(st.fixed_dictionaries({"id": IDS, **FIELDS}), unique_by=lambda one: one["id"])
WANTED = st.lists(st.fixed_dictionaries({"id": st.one_of(st.just(""), IDS), **FIELDS}), max_size=4)


def held_of(items: list[Json]) -> list[Held]:
    return [Held(f"guid-{item['id']}", item) for item in items]


def after(held: list[Held], made: Difference) -> list[Json]:
    """Return the items that there are when everything was done, without ids."""
    changed = {one.guid: one.item for one in made.changed}
    kept = [changed.get(one.guid, one.item) for one in held if one.guid not in made.gone]
    return without_ids([*kept, *made.new])


def without_ids(items: list[Json]) -> list[Json]:
    return sorted(({**one, "id": ""} for one in items), key=lambda one: (one["days"], one["room"]))


@given(HELD, WANTED)
def test_what_is_wanted_is_there_afterwards_and_nothing_else(held: list[Json], wanted: list[Json]) -> None:
    made = difference(held_of(held), wanted, None, given=True)

    assert after(held_of(held), made) == without_ids(wanted)


@given(HELD)
def test_nothing_is_done_where_nothing_differs(held: list[Json]) -> None:
    assert difference(held_of(held), held, held, given=True) == Difference()
    assert difference(held_of(held), without_ids(held), held, given=True) == Difference()


@given(HELD, WANTED, WANTED)
def test_only_what_was_there_before_goes(held: list[Json], wanted: list[Json], before: list[Json]) -> None:
    made = difference(held_of(held), wanted, before, given=True)

    assert {guid.removeprefix("guid-") for guid in made.gone} <= {one["id"] for one in before}


def test_what_a_wanted_item_says_nothing_of_stays() -> None:
    held: list[Any] = [{"id": "a", "days": "MWF", "room": "SCI/101", "type": "lecture"}]

    made = difference(held_of(held), [{"id": "a", "days": "TR"}], None, given=True)

    assert made == Difference(changed=(Held("guid-a", {**held[0], "days": "TR"}),))


def test_nothing_and_no_text_are_the_same() -> None:
    held = [{"id": "a", "room": "", "percentage": None}]

    assert difference(held_of(held), [{"id": "a", "room": None, "percentage": None}], None, given=True) == Difference()


def test_an_instructor_is_never_taken_for_another_of_the_same_role() -> None:
    held = [{"id": "1", "role": "primary", "percentage": 100}]

    made = difference(held_of(held), [{"id": "2", "role": "primary", "percentage": 100}], None, given=False)

    assert made == Difference(gone=("guid-1",), new=({"id": "2", "role": "primary", "percentage": 100},))
