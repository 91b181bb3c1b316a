"""Having Coursedog send its events: signed, told without the key, and asked twice as good as once."""

import json
from base64 import b64decode

import pytest

from rollbook.connectors import load
from rollbook.connectors.coursedog.events import interpret
from rollbook.model.errors import ContractError, CredentialsError, SettingsError, SystemUnavailableError
from tests.contract.connectors.scheduler import FIRST, Scheduler

ADDRESS = "https://inbox.example/v1/webhooks/coursedog"
KEY = "bWFwbGUtcmlkZ2Utd2ViaG9vay1rZXktb2YtMzYtYnl0ZXMh"


def subscribe(scheduler: Scheduler, address: str = ADDRESS, key: str = KEY) -> str:
    wish = load("coursedog").subscribe
    assert wish
    return wish(scheduler.client(), address, key)


def webhook(scheduler: Scheduler) -> tuple[str, bytes] | None:
    found = scheduler.simulator.schools[scheduler.credentials["school"]].webhook
    return (found.url, found.key) if found else None


@pytest.mark.parametrize("prefix", ["", "whsec_"])
def test_the_school_is_told_where_its_events_go_and_how_they_are_signed(scheduler: Scheduler, prefix: str) -> None:
    for _ in range(2):
        sentence = subscribe(scheduler, key=prefix + KEY)

        assert webhook(scheduler) == (ADDRESS, b64decode(KEY))
        assert sentence == "Coursedog sends an event whenever a section or a relationship is saved."
    assert scheduler.calls == ["PUT webhook 200"] * 2


def test_what_is_sent_afterwards_names_the_section(scheduler: Scheduler) -> None:
    scheduler.plan()
    subscribe(scheduler)

    scheduler.edit(FIRST, "maxEnrollment", 31)

    (letter,) = scheduler.simulator.perform("outbox", {})
    (hint,) = interpret(json.dumps(letter["event"]).encode())
    assert (hint.entity, hint.part) == ("section", FIRST)
    assert hint.at


@pytest.mark.parametrize("kind", ["lost", "timeout", "500", "503"])
def test_an_answer_that_was_lost_is_made_good_by_asking_again(scheduler: Scheduler, kind: str) -> None:
    scheduler.fail(kind, "PUT", "/webhook", times=2)

    subscribe(scheduler)

    assert webhook(scheduler) == (ADDRESS, b64decode(KEY))


@pytest.mark.parametrize("kind", ["malformed", "html"])
def test_an_answer_that_cannot_be_read_is_told(scheduler: Scheduler, kind: str) -> None:
    scheduler.fail(kind, "PUT", "/webhook")

    with pytest.raises(SystemUnavailableError, match="in a form that was not agreed on"):
        subscribe(scheduler)


def test_a_coursedog_that_names_another_address_has_not_understood(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, wish = scheduler.client(), load("coursedog").subscribe
    monkeypatch.setattr(client.door, "tell_webhook", lambda _: "https://elsewhere.example")
    assert wish

    with pytest.raises(ContractError, match=r"another address for its events than it was told\. Subscribe again"):
        wish(client, ADDRESS, KEY)


@pytest.mark.parametrize(("address", "key"), [("gopher://inbox.example", KEY), (ADDRESS, "dG9vLXNob3J0")])
def test_what_coursedog_does_not_take_is_told_without_key_and_address(
    scheduler: Scheduler, address: str, key: str
) -> None:
    scheduler.sends_rubbish = key != KEY

    with pytest.raises(ContractError, match=r"refused PUT /int/\{school\}/webhook with 422") as refused:
        subscribe(scheduler, address, key)

    assert key not in str(refused.value)
    assert address not in str(refused.value)
    assert webhook(scheduler) is None


def test_an_account_that_is_not_accepted_is_told(scheduler: Scheduler) -> None:
    scheduler.credentials["password"] = "a-wrong-password"

    with pytest.raises(CredentialsError) as refused:
        subscribe(scheduler)

    assert KEY not in str(refused.value)


def test_without_a_key_nothing_is_asked(scheduler: Scheduler) -> None:
    with pytest.raises(SettingsError, match="standard_webhooks"):
        subscribe(scheduler, key="")

    assert (scheduler.calls, scheduler.logins) == ([], 0)
