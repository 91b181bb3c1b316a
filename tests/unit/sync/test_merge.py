"""Three-way merging: every combination of what was and what is, against a simpler statement of the rule (CD6)."""

from itertools import product
from typing import Any

import pytest

from rollbook.model.records import Json
from rollbook.sync.merge import ANY, Merged, Method, Rules, agreement, differing, merge, ordered

NEVER = object()
"""Stands for: nobody knows how it was."""

STOPS = object()
"""Stands for: the record stops."""

WORDS = ("", "x", "y")
ORIGINALS = (NEVER, "", "x", "y", "z")


def expected(original: object, first: str, second: str, method: Method, *, may_empty: bool) -> object:
    """Return what becomes of a field, said in another way: who may speak at all, who has something to say, who wins."""
    speak = {first, second}
    if not may_empty and len(speak) > 1:
        speak.discard("")
    if len(speak) == 1:
        return speak.pop()
    if method is Method.ALWAYS_FIRST:
        return first
    if method is Method.ALWAYS_SECOND:
        return second
    news = [value for value in (first, second) if original is NEVER or value != original]
    if len(news) == 1:
        return news[0]
    return {Method.FIRST_ON_CONFLICT: first, Method.SECOND_ON_CONFLICT: second, Method.STOP: STOPS}[method]


@pytest.mark.parametrize("may_empty", [False, True], ids=["kept", "emptied"])
@pytest.mark.parametrize("exception", Method)
@pytest.mark.parametrize("default", Method)
def test_every_case_of_a_field_ends_as_the_rule_says(default: Method, exception: Method, *, may_empty: bool) -> None:
    rules = Rules(lambda path: exception if path == "room" else default, {"room", "title"} if may_empty else ())
    for original, first, second in product(ORIGINALS, WORDS, WORDS):
        known = None if original is NEVER else {"room": original, "title": original}
        merged = merge(known, {"room": first, "title": first}, {"room": second, "title": second}, rules)
        for name, method in (("room", exception), ("title", default)):
            wanted = expected(original, first, second, method, may_empty=may_empty)
            case = (original, first, second, name)
            assert (name in merged.conflicts) == (wanted is STOPS), case
            assert wanted is STOPS or merged.values[name] == wanted, case


def by(method: Method, **exceptions: Method) -> Rules:
    return Rules(lambda path: exceptions.get(path, method))


def kept(original: Any, first: Any, second: Any, method: Method) -> tuple[str, ...]:
    return merge({"room": original}, {"room": first}, {"room": second}, by(method)).kept


@pytest.mark.parametrize("method", [Method.ALWAYS_FIRST, Method.FIRST_ON_CONFLICT, Method.STOP])
def test_a_value_that_one_side_emptied_stays_and_is_told(method: Method) -> None:
    assert kept("x", "", "x", method) == ("room",)
    assert kept("x", None, "y", method) == ("room",)


def test_a_value_that_only_came_is_not_told_as_kept() -> None:
    assert kept("", "", "y", Method.STOP) == ()
    assert kept("", [], ["y"], Method.FIRST_ON_CONFLICT) == ()


def test_what_the_side_that_always_wins_never_had_is_told_as_kept() -> None:
    assert kept("", "", "y", Method.ALWAYS_FIRST) == ("room",)
    assert kept("x", "", "y", Method.ALWAYS_SECOND) == ()


def test_zero_is_a_value_and_not_empty() -> None:
    merged = merge({"seats": 20}, {"seats": 0}, {"seats": 20}, by(Method.STOP))

    assert merged == Merged({"seats": 0}, (), ())


def meeting(days: str, room: str = "SCI/101", event: str = "") -> Json:
    return {"id": event, "days": days, "room": room}


def times(merged: Merged) -> list[Json]:
    found: list[Json] = merged.values["times"]
    return found


def merged_times(original: list[Json] | None, first: list[Json], second: list[Json], rules: Rules) -> Merged:
    known = None if original is None else {"times": original}
    return merge(known, {"times": first}, {"times": second}, rules)


@pytest.mark.parametrize(
    ("original", "first", "second", "wanted"),
    [
        (
            [meeting("MW", event="1")],
            [meeting("MW", event="1")],
            [meeting("MW", "ART/2", event="1")],
            [meeting("MW", "ART/2", event="1")],
        ),
        (
            [meeting("MW", event="1")],
            [meeting("MW", event="1"), meeting("F", event="2")],
            [meeting("MW", event="1")],
            2,
        ),
        (
            [meeting("MW", event="1"), meeting("F", event="2")],
            [meeting("MW", event="1")],
            2,
            [meeting("MW", event="1")],
        ),
        ([], [meeting("MW", event="1")], [meeting("MW")], [meeting("MW", event="1")]),
        (
            [meeting("MW", event="1")],
            [meeting("MW", event="9")],
            [meeting("MW", event="1")],
            [meeting("MW", event="9")],
        ),
        (
            [meeting("MW", event="1")],
            [meeting("TR", event="1")],
            [meeting("MW", "ART/2", event="1")],
            [meeting("TR", "ART/2", event="1")],
        ),
    ],
    ids=[
        "a room changed",
        "one added",
        "one removed",
        "the id came",
        "the id changed",
        "both changed one of its fields",
    ],
)
def test_the_objects_of_a_list_are_merged_one_by_one(original: Any, first: Any, second: Any, wanted: Any) -> None:
    second = original if second == 2 else second
    wanted = first if wanted == 2 else wanted
    rules = Rules(lambda path: Method.FIRST_ON_CONFLICT if path == "times.$.id" else Method.STOP)

    merged = merged_times(original, first, second, rules)

    assert merged.conflicts == ()
    assert times(merged) == ordered({"times": wanted})["times"]


def test_two_that_were_added_are_both_there() -> None:
    old, new, newer = meeting("MW", event="1"), meeting("F", event="2"), meeting("R", event="3")

    merged = merged_times([old], [old, new], [old, newer], by(Method.STOP))

    assert merged.conflicts == ()
    assert {one["id"] for one in times(merged)} == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("method", "days"),
    [
        (Method.ALWAYS_FIRST, {"F"}),
        (Method.FIRST_ON_CONFLICT, {"F"}),
        (Method.ALWAYS_SECOND, {"F", "TR"}),
        (Method.SECOND_ON_CONFLICT, {"F", "TR"}),
    ],
)
def test_one_that_was_removed_here_and_changed_there_is_a_conflict_about_the_list(
    method: Method, days: set[str]
) -> None:
    other = meeting("F", event="2")
    sides = ([meeting("MW", event="1"), other], [other], [meeting("TR", event="1"), other])

    assert merged_times(*sides, by(Method.STOP)).conflicts == ("times",)
    assert {one["days"] for one in times(merged_times(*sides, by(method)))} == days


def test_what_only_one_side_has_is_a_conflict_where_nothing_was_ever_agreed_on() -> None:
    both = meeting("F", event="2")

    merged = merged_times(None, [both, meeting("MW", event="1")], [both], by(Method.STOP))

    assert merged.conflicts == ("times",)


def test_a_list_is_not_emptied_by_two_sides_that_each_removed_something_else() -> None:
    one, other = meeting("MW", event="1"), meeting("F", event="2")

    merged = merged_times([one, other], [one], [other], by(Method.STOP))

    assert merged.conflicts == ("times",)


def test_a_list_that_a_side_emptied_stays() -> None:
    old = [meeting("MW", event="1")]

    merged = merged_times(old, [], old, by(Method.STOP))

    assert (times(merged), merged.kept) == (old, ("times",))
    assert times(merged_times(old, [], old, Rules(lambda _: Method.STOP, {"times"}))) == []


def test_a_field_of_the_objects_in_a_list_follows_its_own_method() -> None:
    first, second = [meeting("MW", "SCI/101", "1")], [meeting("TR", "ART/2", "1")]
    rules = by(Method.ALWAYS_FIRST, **{"times.$.room": Method.ALWAYS_SECOND})

    assert times(merged_times([], first, second, rules)) == [meeting("MW", "ART/2", "1")]


def test_lists_of_values_are_one_value() -> None:
    merged = merge({"departments": ["A"]}, {"departments": ["A", "B"]}, {"departments": ["A", "C"]}, by(Method.STOP))

    assert merged.conflicts == ("departments",)


def test_agreement_is_what_both_hold_or_else_what_was_before() -> None:
    found = agreement(
        {"room": "x", "title": "T"}, {"room": "y", "title": "U", "n": 1}, {"room": "y", "title": "V", "n": 2}
    )

    assert found == {"room": "y", "title": "T"}


def test_one_object_is_agreed_on_while_another_is_not() -> None:
    old, moved, new = meeting("MW", event="1"), meeting("MW", "ART/2", "1"), meeting("F", event="2")

    assert agreement({"times": [old]}, {"times": [old, new]}, {"times": [moved, new]}) == {"times": [new, old]}


def test_what_was_removed_from_both_is_agreed_to_be_gone() -> None:
    old, other = meeting("MW", event="1"), meeting("F", event="2")

    found = agreement({"times": [old, other]}, {"times": [other]}, {"times": [other]})

    assert found == {"times": [other]}


def test_an_object_that_was_never_held_alike_is_not_agreed_on() -> None:
    first, second = meeting("MW", event="1"), meeting("MW", "ART/2", "1")

    assert agreement(None, {"times": [first]}, {"times": [second]}) == {"times": []}
    assert agreement(None, {"times": [first]}, {"times": [meeting("MW")]}) == {
        "times": [{"days": "MW", "room": "SCI/101"}]
    }


def test_what_differs_is_named_down_to_the_field_of_an_object() -> None:
    first = {"title": "", "times": [meeting("MW", event="1")], "seats": 3}
    second = {"title": "T", "times": [meeting("MW", "ART/2", "1")], "seats": 3}

    assert differing(first, second) == ("times.$.room", "title")
    assert differing(first, {**first, "times": []}) == ("times",)


def test_every_path_may_be_emptied_where_any_may() -> None:
    assert "whatever" in ANY
