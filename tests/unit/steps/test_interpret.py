from dataclasses import replace
from typing import Any

import pytest

from rollbook.model.messages import BeginRequest, InterpretRequest, InterpretResult
from rollbook.model.records import Hint, Json
from tests.unit.steps.desk import OTHER, RULES, Desk, failed, hint, message


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_event_starts_a_look_at_what_it_names(desk: Desk) -> None:
    result = desk.open(message("m1", hint("g0")))

    assert result == InterpretResult(events=1, idle=0, hints=1, looks=1, problems=(), batchItemFailures=())
    ((run, given),) = desk.started
    assert given == {"flow": "test.club", "trigger": "webhook", "by": "books", "scoped": True}
    assert run == "test.club-live-20260914T100000000000-m1"
    assert BeginRequest.model_validate({**given, "run": run}).scoped
    assert desk.looked_at == [[hint("g0")]]


def test_many_events_about_one_record_are_one_hint_of_the_first_change(desk: Desk) -> None:
    result = desk.open(*(message(f"m{second}", hint("g0", second=second)) for second in (3, 1, 2)))

    assert (result.events, result.hints, result.looks) == (3, 3, 1)
    assert desk.looked_at == [[hint("g0", second=1)]]


def test_hints_about_different_records_stay_apart(desk: Desk) -> None:
    different = [
        hint("g0"),
        hint("g1"),
        hint("g0", "p1"),
        hint("g0", entity="group"),
        Hint(entity="section", part="g0"),
    ]

    desk.open(message("m1", *different))

    assert desk.looked_at == [different[:4], different[4:]], "a section as a whole is looked at by itself"


@pytest.mark.parametrize("seconds", [(None, 1), (None, None)])
def test_a_wish_without_a_moment_is_a_hint_like_any_other(desk: Desk, seconds: tuple[int | None, ...]) -> None:
    desk.open(message("m1", *(hint("g0", second=second) for second in seconds)))

    assert [(one.part, one.ids) for one in desk.looked_at[0]] == [("g0", {"person": "p0"})]


def test_a_body_that_cannot_be_understood_fails_alone(desk: Desk) -> None:
    result = desk.open(message("m1", hint("g0")), message("m2", body="what?"), message("m3", hint("g1")))

    assert (failed(result), result.idle) == (["m2"], 0)
    assert result.problems == ("It is no list of hints.",)
    assert desk.looked_at == [[hint("g0"), hint("g1")]]


def test_a_sender_whom_nobody_knows_fails_alone(desk: Desk) -> None:
    result = desk.open(message("m1", hint("g0"), sender="stranger"), message("m2", hint("g1")))

    assert failed(result) == ["m1"]
    assert result.problems == ("There is no connector to 'stranger'.",)
    assert desk.looked_at == [[hint("g1")]]


def test_each_reason_is_told_once_however_many_events_have_it(desk: Desk) -> None:
    unclear = [message(f"m{number}", body="what?") for number in range(5)]
    strange = [message(f"s{number}", hint("g0"), sender="stranger") for number in range(5)]

    result = desk.open(*unclear, *strange)

    assert result.problems == ("It is no list of hints.", "There is no connector to 'stranger'.")
    assert len(failed(result)) == 10


def test_a_defect_of_ours_is_not_taken_for_a_bad_event(desk: Desk) -> None:
    desk.listening = {"books": [replace(RULES, flow=None)]}  # type: ignore[arg-type] # a defect

    with pytest.raises(AttributeError):
        desk.open(message("m1", hint("g0")))


@pytest.mark.parametrize(
    "useless", [message("m1"), message("m1", hint("g0"), sender="mute"), message("m1", hint("g0"), sender="unheard")]
)
def test_an_event_without_use_is_done_with(desk: Desk, useless: Json) -> None:
    result = desk.open(useless)

    assert (result.events, result.idle, result.looks, failed(result)) == (1, 1, 0, [])


def test_a_look_that_failed_brings_back_just_what_led_to_it(desk: Desk) -> None:
    desk.listening = {"books": [RULES], "papers": [OTHER]}
    desk.fails = lambda hints: any(one.part == "g0" for one in hints)

    result = desk.open(
        message("m1", hint("g0")),
        message("m2", hint("g1"), sender="papers"),
        message("m3", hint("g2")),
        message("m4", sender="books"),
    )

    assert failed(result) == ["m1"], "what can be looked at alone is"
    assert (result.idle, result.looks) == (1, 4)


def test_a_look_that_could_not_be_begun_is_one_that_failed_and_says_why(desk: Desk) -> None:
    desk.listening = {"books": [RULES], "papers": [OTHER]}
    desk.refuses = {"test.club"}

    result = desk.open(message("m1", hint("g0")), message("m2", hint("g1"), sender="papers"))

    assert (failed(result), result.looks) == (["m1"], 2)
    assert result.problems == ("AWS has no room for test.club.",)


def test_a_look_that_was_begun_and_failed_says_why_in_its_own_record(desk: Desk) -> None:
    desk.fails = lambda _hints: True

    result = desk.open(message("m1", hint("g0")))

    assert (failed(result), result.problems) == (["m1"], ())


def test_two_who_look_at_one_moment_leave_each_other_their_hints(desk: Desk) -> None:
    other = Desk(plans=desk.plans)

    desk.open(message("0b1ffe34-9bd1", hint("g0")))
    other.open(message("7c41a2d0-02aa", hint("g1")))

    assert [run for run, _ in desk.started + other.started] == [
        "test.club-live-20260914T100000000000-0b1ffe34",
        "test.club-live-20260914T100000000000-7c41a2d0",
    ]
    assert (desk.looked_at, other.looked_at) == ([[hint("g0")]], [[hint("g1")]])


def test_every_flow_that_listens_gets_a_look(desk: Desk) -> None:
    desk.listening = {"books": [RULES, OTHER]}

    result = desk.open(message("m1", hint("g0")))

    assert [given["flow"] for _, given in desk.started] == ["test.club", "test.other"]
    assert desk.looked_at == [[hint("g0")]] * 2
    assert (result.looks, result.hints) == (2, 1)


def test_an_event_comes_again_when_one_of_two_flows_could_not_look(desk: Desk) -> None:
    desk.listening = {"books": [RULES, OTHER]}
    desk.fails = lambda _hints: desk.started[-1][1]["flow"] == "test.other"

    assert failed(desk.open(message("m1", hint("g0")))) == ["m1"]


def test_only_what_failed_is_hastened() -> None:
    request = InterpretRequest.model_validate({"Records": [message("m1"), message("m2", body="what?"), message("m3")]})
    result = InterpretResult.model_validate(
        {
            "events": 3,
            "idle": 2,
            "hints": 0,
            "looks": 0,
            "problems": ["It is no list of hints."],
            "batchItemFailures": [{"itemIdentifier": "m2"}],
        }
    )

    assert request.receipts(result) == ["receipt of m2"]
    assert result.model_dump()["batchItemFailures"] == ({"itemIdentifier": "m2"},)


def test_a_message_that_nobody_put_there_for_us_has_no_sender() -> None:
    bare: dict[str, Any] = message("m1") | {"messageAttributes": {}}

    assert InterpretRequest.model_validate({"Records": [bare]}).Records[0].sender == ""
