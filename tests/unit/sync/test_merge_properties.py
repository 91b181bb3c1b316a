"""What holds of merging whatever the records are (CD6)."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.records import Json
from rollbook.sync.merge import Method, Rules, agreement, differing, merge, ordered

PATHS = ("title", "seats", "departments", "times", "times.$.id", "times.$.days", "times.$.room")
titles = st.sampled_from(["", "Biology", "Chemistry", "Physics"])
meetings = st.fixed_dictionaries({"days": st.sampled_from(["MW", "TR", "F"]), "room": st.sampled_from(["", "1", "2"])})


@st.composite
def lists(draw: st.DrawFn) -> list[Json]:
    """Draw meetings with an event each, and at most one that has none yet."""
    events = draw(st.lists(st.sampled_from(["1", "2", "3", "4"]), unique=True, max_size=3))
    events += draw(st.sampled_from([[], [""]]))
    return ordered({"times": [{"id": event, **draw(meetings)} for event in events]})["times"]  # type: ignore[no-any-return]  # JSON


values = st.fixed_dictionaries(
    {
        "title": titles,
        "seats": st.sampled_from([None, 0, 20, 30]),
        "departments": st.sampled_from([[], ["A"], ["A", "B"]]),
        "times": lists(),
    }
)
originals = st.none() | values


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    methods = {path: draw(st.sampled_from(Method)) for path in PATHS}
    return Rules(methods.__getitem__, draw(st.sets(st.sampled_from(PATHS))))


@given(originals, values, values, rules())
def test_who_is_called_the_first_does_not_matter(original: Any, first: Json, second: Json, chosen: Rules) -> None:
    assert merge(original, first, second, chosen) == merge(original, second, first, chosen.swapped())
    assert agreement(original, first, second) == agreement(original, second, first)
    assert differing(first, second) == differing(second, first)


@given(originals, values, values, rules())
def test_what_was_merged_and_written_to_both_sides_stays(
    original: Any, first: Json, second: Json, chosen: Rules
) -> None:
    merged = merge(original, first, second, chosen).values

    agreed = agreement(original, merged, merged)
    again = merge(agreed, merged, merged, chosen)

    assert (again.values, again.conflicts, again.kept) == (merged, (), ())
    assert agreed == merged


@given(originals, values, rules())
def test_what_both_hold_alike_is_never_touched(original: Any, held: Json, chosen: Rules) -> None:
    assert merge(original, held, held, chosen).values == held
    assert differing(held, held) == ()


known_by_id = st.builds(
    lambda record: {**record, "times": [one for one in record["times"] if one["id"]]},
    values,
)


@given(st.none() | known_by_id, known_by_id, known_by_id)
def test_agreement_is_stable_where_objects_are_known_by_their_ids(original: Any, first: Json, second: Json) -> None:
    agreed = agreement(original, first, second)

    assert agreement(agreed, first, second) == agreed


@given(originals, values, values, rules())
def test_no_value_is_wiped_that_may_not_be_emptied(original: Any, first: Json, second: Json, chosen: Rules) -> None:
    merged = merge(original, first, second, chosen)

    for name in first:
        if (
            name not in chosen.empties
            and name not in merged.conflicts
            and (first[name] or second[name]) not in ("", [])
        ):
            gone = merged.values[name] in ("", None, []) and first[name] != 0 and second[name] != 0
            assert not gone or (first[name] in ("", None, []) and second[name] in ("", None, []))


@given(originals, values, values, rules())
def test_every_value_comes_from_one_of_the_sides(original: Any, first: Json, second: Json, chosen: Rules) -> None:
    merged = merge(original, first, second, chosen)

    for name in ("title", "seats", "departments"):
        assert name in merged.conflicts or merged.values[name] in (first[name], second[name])
    rooms = {one["room"] for one in (*first["times"], *second["times"])}
    if not any(path.startswith("times") for path in merged.conflicts):
        assert {one["room"] for one in merged.values["times"]} <= rooms


flat = st.fixed_dictionaries({"title": titles, "seats": st.sampled_from([None, 0, 20, 30])})


@given(st.none() | flat, flat, flat, rules())
def test_merging_again_with_the_result_on_one_side_gives_the_result(
    original: Any, first: Json, second: Json, chosen: Rules
) -> None:
    merged = merge(original, first, second, chosen)

    if not merged.conflicts:
        assert merge(original, merged.values, second, chosen).values == merged.values
        assert merge(original, first, merged.values, chosen).values == merged.values


named = st.builds(
    lambda found: ordered({"times": found}),
    st.lists(st.sampled_from("1234"), unique=True, max_size=3).flatmap(
        lambda events: st.tuples(
            *(
                st.fixed_dictionaries(
                    {
                        "id": st.just(event),
                        "days": st.just(f"day {event}"),
                        "room": st.sampled_from(["1", "2", "3"]),
                    }
                )
                for event in events
            )
        ).map(list)
    ),
)


@given(st.none() | named, named, named, st.sampled_from(Method))
def test_so_it_does_with_lists_whose_objects_are_known_by_their_ids(
    original: Any, first: Json, second: Json, method: Method
) -> None:
    chosen = Rules(lambda _path: method)

    merged = merge(original, first, second, chosen)

    if not merged.conflicts:
        assert merge(original, merged.values, second, chosen).values == merged.values
        assert merge(original, first, merged.values, chosen).values == merged.values
