"""Having CourseKey send its events: for every school, signed, and asked twice as good as once."""

import json
from base64 import b64decode

import pytest

from rollbook.connectors import load
from rollbook.connectors.coursekey.events import interpret
from rollbook.model.errors import ContractError, CredentialsError, SettingsError, SystemUnavailableError
from tests.contract.connectors.campuses import DESERT, NORTH, Campuses

ADDRESS = "https://inbox.example/v1/webhooks/coursekey"
KEY = "bWFwbGUtcmlkZ2Utd2ViaG9vay1rZXktb2YtMzYtYnl0ZXMh"
PUTS = [f"PUT /v1/schools/{school}/webhook 200" for school in (NORTH, DESERT)]


def subscribe(campuses: Campuses, address: str = ADDRESS, key: str = KEY) -> str:
    wish = load("coursekey").subscribe
    assert wish
    return wish(campuses.client(), address, key)


def webhooks(campuses: Campuses) -> dict[str, tuple[str, bytes]]:
    found = {name: school.webhook for name, school in campuses.simulator.schools.items()}
    return {name: (webhook.url, webhook.key) for name, webhook in found.items() if webhook}


@pytest.mark.parametrize("prefix", ["", "whsec_"])
def test_every_school_is_told_where_its_events_go_and_how_they_are_signed(campuses: Campuses, prefix: str) -> None:
    sentence = subscribe(campuses, key=prefix + KEY)

    assert webhooks(campuses) == dict.fromkeys((NORTH, DESERT), (ADDRESS, b64decode(KEY)))
    assert sentence == "CourseKey sends the events of attendance: 4711, 4712."
    assert campuses.calls == PUTS


def test_asking_again_changes_nothing(campuses: Campuses) -> None:
    subscribe(campuses)
    before = webhooks(campuses)

    subscribe(campuses)

    assert webhooks(campuses) == before


def test_what_is_sent_afterwards_names_class_and_student(campuses: Campuses) -> None:
    (name,) = campuses.teach(students=2)
    subscribe(campuses)

    campuses.attend()

    letters = campuses.simulator.perform("outbox", {})
    hints = [hint for letter in letters for hint in interpret(json.dumps(letter["event"]).encode())]
    assert [(hint.part, hint.ids) for hint in hints] == [
        (f"{NORTH}/{name}", {"student": student}) for student in ("s-0", "s-1")
    ]
    assert all(hint.at for hint in hints)


@pytest.mark.parametrize("kind", ["lost", "timeout", "500", "503"])
def test_an_answer_that_was_lost_is_made_good_by_asking_again(campuses: Campuses, kind: str) -> None:
    campuses.fail(kind, "PUT", "/webhook", times=2)

    subscribe(campuses)

    assert webhooks(campuses).keys() == {NORTH, DESERT}


@pytest.mark.parametrize("kind", ["malformed", "html"])
def test_an_answer_that_cannot_be_read_says_to_ask_again(campuses: Campuses, kind: str) -> None:
    campuses.fail(kind, "PUT", f"/{NORTH}/webhook", times=1)

    with pytest.raises(SystemUnavailableError, match=r"1 of 2 schools were told\. Subscribe again"):
        subscribe(campuses)

    assert DESERT in webhooks(campuses)


def test_a_school_whose_key_is_wrong_keeps_no_other_one_waiting(campuses: Campuses) -> None:
    campuses.credentials["keys"][NORTH] = "a-wrong-key"

    with pytest.raises(CredentialsError, match=r"school 4711.*401: unauthorized.* 1 of 2 schools were told") as wrong:
        subscribe(campuses)

    assert webhooks(campuses).keys() == {DESERT}
    assert KEY not in str(wrong.value)


@pytest.mark.parametrize(("address", "key"), [("gopher://inbox.example", KEY), (ADDRESS, "dG9vLXNob3J0")])
def test_what_coursekey_does_not_take_is_told_without_key_and_address(
    campuses: Campuses, address: str, key: str
) -> None:
    campuses.sends_rubbish = key != KEY

    with pytest.raises(ContractError, match=r"refused PUT /schools/\{school\}/webhook with 422") as refused:
        subscribe(campuses, address, key)

    assert key not in str(refused.value)
    assert address not in str(refused.value)
    assert webhooks(campuses) == {}


def test_without_a_key_nothing_is_asked(campuses: Campuses) -> None:
    with pytest.raises(SettingsError, match="standard_webhooks"):
        subscribe(campuses, key="")

    assert campuses.calls == []
