"""Vendors' messages may quote a record; reasons may not."""

import re

from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.redaction import PLACEHOLDER, redacted

VALUES = st.recursive(
    st.one_of(st.text(max_size=12), st.integers(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)


@given(st.text(min_size=4, max_size=30), st.text(max_size=30), st.text(max_size=30), VALUES)
def test_no_value_of_the_record_stays_in_a_message(value: str, before: str, after: str, others: object) -> None:
    message = f"{before}{value}{after}"

    told = redacted(message, [{"familyName": value}, others])

    looked_for = " ".join(value.split())
    if len(looked_for) >= 4 and re.search(r"\w", looked_for):
        assert not re.search(re.escape(looked_for), told, re.IGNORECASE)


@given(st.sampled_from(["Ng", "李", "Li", "O'Neill", "Zoë Ramírez", "zoe.r@students.example"]), VALUES)
def test_a_value_that_stands_as_a_word_is_replaced_however_short(value: str, others: object) -> None:
    told = redacted(f"The name {value.upper()} is not allowed.", [value, others])

    assert value.casefold() not in told.casefold().split()
    assert PLACEHOLDER in told


@given(st.text(max_size=400), VALUES)
def test_a_message_stays_one_line_of_at_most_two_hundred_characters(message: str, said: object) -> None:
    told = redacted(message, said)

    assert len(told) <= 200
    assert told == " ".join(told.split())


def test_parts_of_a_value_are_replaced_too() -> None:
    told = redacted(
        "The mailbox zoe.ramirez is full, Zoë!", {"email": "zoe.ramirez@students.example", "name": "Zoë Ann"}
    )

    assert told == f"The mailbox {PLACEHOLDER}.{PLACEHOLDER} is full, {PLACEHOLDER}!"


def test_a_name_without_spaces_around_it_is_replaced() -> None:
    assert redacted("用户李雷已存在", {"familyName": "李", "givenName": "李雷"}) == f"用户{PLACEHOLDER}已存在"


def test_a_word_that_only_contains_a_word_of_the_record_stays() -> None:
    assert redacted("primary_email is taken", {"email": "zoe@mail.example"}) == "primary_email is taken"


def test_a_message_about_nobody_stays_as_it_is() -> None:
    assert redacted("The title is longer than 255 characters.", {"id": 1, "a": "t"}) == (
        "The title is longer than 255 characters."
    )


def test_an_address_that_the_record_does_not_have_is_replaced_too() -> None:
    told = redacted('No user "zoe.r@students.example" (or <Zoe@Example.org>), ask.', {"user": "5f0c"})

    assert told == f'No user "{PLACEHOLDER}" (or <{PLACEHOLDER}>), ask.'
