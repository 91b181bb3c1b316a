"""Whatever a gradebook says, every record flows, is left out or is refused; order and spelling make no difference."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.flows.schoology.grades import FLOW
from rollbook.model.records import Desired, Json, Refusal
from tests.unit.flows.classroom import (
    HOMEWORK,
    TESTS,
    Classroom,
    category,
    category_of_class,
    grade,
    gradebook,
    item,
    member,
)
from tests.unit.flows.district import course_class, org, reference, session, user

MARK = "Quokka-7391"
STREAMS = [stream.name for stream in FLOW.streams]

words = st.sampled_from([None, "", " ", MARK, f"{MARK} ", 0, 7, -1, 1.5, 10**30, float("inf"), True, "0", "11", "901"])
shapes = st.sampled_from([[], {}, [MARK], [[MARK]], {"sourcedId": MARK}, reference("class-1"), [reference("fall")]])
values: st.SearchStrategy[Any] = words | shapes | st.lists(words | shapes, max_size=3)


@st.composite
def odd(draw: st.DrawFn, whole: Json) -> Json:
    """Draw a record of which some fields are missing or hold anything; its key is there, as connectors promise."""
    fields = st.sampled_from([name for name in whole if name != "sourcedId"])
    changed: dict[str, Any] = draw(st.dictionaries(fields, values, max_size=3))
    gone = draw(st.sets(fields, max_size=2))
    return {name: value for name, value in {**whole, **changed}.items() if name not in gone}


def odd_rows(whole: Json) -> st.SearchStrategy[Any]:
    return values | st.lists(odd(whole) | st.just(whole) | values, max_size=4)


ROWS = {"items": item(), "categories": category(), "members": member(), "grades": grade()}
TARGETS = {
    "academicSessions": session(),
    "classes": course_class(),
    "categories": category_of_class(metadata={"dropLowest": "1"}),
    "users": user(),
}


@given(st.data(), st.sampled_from(["ignore", "refuse"]))
@pytest.mark.parametrize("stream", STREAMS)
def test_no_row_ends_a_stream_and_no_reason_quotes_one(stream: str, data: st.DataObject, ungraded: str) -> None:
    classroom = Classroom(settings={"uncategorized": ungraded})
    sent = classroom.one(stream).data
    classroom.rows(**{name: data.draw(odd_rows(whole)) for name, whole in ROWS.items() if data.draw(st.booleans())})
    for name, whole in TARGETS.items():
        if data.draw(st.booleans()):
            setattr(classroom, name, data.draw(st.lists(odd(whole), min_size=1, max_size=2)))

    for found in classroom.found(stream):
        if isinstance(found, Refusal):
            assert MARK not in found.reason.sentence + found.reason.remedy
            assert found.reason.sentence.endswith(".")
            assert found.reason.remedy.endswith(".")
        else:
            assert found.scope == "0012"
    for reason in classroom.differences():
        assert reason.sentence.startswith("Section class-1")
    assert classroom.spares(stream, sent) in (True, False)
    assert all(key.partition("/")[2] for key in classroom.expected())
    assert classroom.spares(stream, {})


seeds = st.integers(0, 10**9)


def dice_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - it makes samples, no secrets


def district(dice: random.Random) -> Classroom:
    """Return two sections with many rows, some of them contested, doubled or refused."""
    classroom = Classroom(orgs=[org("north", "0012"), org("south", "0034")])
    classroom.classes = [course_class(), course_class("class-2")]
    classroom.categories = [category_of_class(), category_of_class("Tests"), category_of_class(of="class-2")]
    classroom.users = [user(f"user-{number}", identifier=f"S{number}") for number in range(6)]
    numbers = range(1, 9)
    classroom.gradebooks = [
        gradebook(
            code,
            categories=[category(), category(TESTS, "Tests"), category(TESTS + 1, "Labs")],
            items=[
                item(
                    100 * start + number,
                    dice.choice(["Quiz", "quiz", f"Essay {number}", "x" * 51]),
                    grading_category=dice.choice([HOMEWORK, TESTS, TESTS + 1, 0]),
                    published=dice.choice([0, 1, 1, 1]),
                    max_points=dice.choice([10, 20.5, "12.50"]),
                )
                for number in numbers
            ],
            members=[
                member(900 + number, f"S{number % 7}", status=dice.choice([1, 2, 5]), admin=int(number == 1))
                for number in numbers
            ],
            grades=[
                grade(
                    100 * start + dice.choice(numbers),
                    900 + dice.choice(numbers),
                    dice.choice([None, 5, 7.25, "A"]),
                    exception=dice.choice([0, 0, 0, 1, 2, 3, 4]),
                    timestamp=1790000000 + dice.randrange(3),
                )
                for _ in range(30)
            ],
        )
        for start, code in enumerate(("class-1", "class-2"), start=1)
    ]
    return classroom


def outcome(classroom: Classroom, stream: str) -> tuple[list[Desired | Refusal], list[str]]:
    found = sorted(classroom.found(stream), key=lambda one: one.key)
    return found, sorted(reason.sentence for reason in classroom.differences())


@given(seeds)
@pytest.mark.parametrize("stream", STREAMS)
def test_the_order_of_rows_never_changes_the_outcome(stream: str, seed: int) -> None:
    dice = dice_of(seed)
    classroom = district(dice)
    before = outcome(classroom, stream)

    for name in ("orgs", "academicSessions", "classes", "categories", "users", "gradebooks"):
        dice.shuffle(getattr(classroom, name))
    for book in classroom.gradebooks:
        for rows in ROWS:
            dice.shuffle(book[rows])

    assert outcome(classroom, stream) == before
    assert len({one.key for one in before[0]}) == len(before[0])


def respelt(value: Any, *, numbers: bool) -> Any:
    """Return a row with every number as text, or every text of digits as a number."""
    if isinstance(value, dict):
        return {name: respelt(inner, numbers=numbers) for name, inner in value.items()}
    if isinstance(value, list):
        return [respelt(inner, numbers=numbers) for inner in value]
    if numbers:
        return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


@given(seeds)
@pytest.mark.parametrize("stream", STREAMS)
def test_ids_and_numbers_as_text_or_as_numbers_give_the_same_records(stream: str, seed: int) -> None:
    classroom = district(dice_of(seed))
    before = outcome(classroom, stream)
    books = classroom.gradebooks

    for numbers in (True, False):
        classroom.gradebooks = respelt(books, numbers=numbers)
        assert repr(outcome(classroom, stream)) == repr(before)


@given(seeds)
def test_a_result_needs_an_item_that_is_wanted_or_refused(seed: int) -> None:
    classroom = district(dice_of(seed))
    items = {one.key for one in classroom.found("lineItems")}

    for one in classroom.found("results"):
        assert one.key.partition("/")[0] in items
        if isinstance(one, Desired):
            assert [need.key for need in one.requires] == [one.key.partition("/")[0]]


@pytest.mark.parametrize("stream", STREAMS)
def test_a_stream_yields_the_same_when_it_is_asked_again(stream: str) -> None:
    classroom = district(dice_of(1))

    assert classroom.found(stream) == classroom.found(stream)
