"""Asks Schoology to send its events to an address; done twice, it changes nothing the second time."""

from typing import Protocol, runtime_checkable

from rollbook.connectors.answers import Answer
from rollbook.connectors.calls import Call
from rollbook.connectors.redaction import redacted
from rollbook.connectors.schoology.settings import NAME
from rollbook.connectors.schoology.wire import Subscriptions, Target, Targets
from rollbook.model.descriptors import Client
from rollbook.model.errors import BatchRefusedError, ContractError, OutcomeUnknownError, SystemUnavailableError
from rollbook.model.records import Json

OURS = "Rollbook"
"""The description by which a target is known as one of ours."""

# A grade's event names the item only in its object. An item's event names it outside, and its object would be text of
# a lesson that nobody reads here.
_INCLUDE_OBJECT = {"grades": 1, "grade_item": 0}
_MOST_TARGETS = 200
_DONE = range(200, 300)


@runtime_checkable
class Caller(Protocol):
    """What is needed of the client."""

    def call(self, call: Call) -> Answer:
        """Return the answer to one call that was accepted."""
        ...


def subscribe(client: Client, address: str, _key: str) -> str:
    """Have events of grades and items sent to the address, and no longer to an older address of ours.

    The sentence does not name the address, which holds a secret. Raises ContractError when Schoology refuses, and
    SystemUnavailableError when it is not known what it did: then it may be asked again.
    """
    assert isinstance(client, Caller), "this is the client of Schoology"
    try:
        return _subscribe(client, address)
    except BatchRefusedError as refused:
        problem: Exception = ContractError(f"{refused.sentence} Its events do not reach Rollbook.")
    except OutcomeUnknownError as unknown:
        problem = SystemUnavailableError(f"{unknown} Subscribe again: it begins with a look at what is there.")
    raise problem


def _subscribe(client: Caller, address: str) -> str:
    there = client.call(Call("GET", "/triggers/targets", query={"start": 0, "limit": _MOST_TARGETS}))
    targets = there.parse(Targets.model_validate_json).target
    ours = [target for target in targets if target.target == address or target.description == OURS]
    # One that has the address already goes before one that would have to be moved there.
    ours.sort(key=lambda target: target.target != address)
    target, what = _placed(client, ours, {"target": address, "description": OURS})
    _listen(client, target, address)
    for older in ours[1:]:
        client.call(Call("DELETE", "/triggers/targets/{target}", at={"target": older.id}))
    removed = f" Removed: {len(ours[1:])} more of ours." if ours[1:] else ""
    return f"{NAME} sends the events of grades and grade items: target {target} {what}.{removed}"


def _placed(client: Caller, ours: list[Target], wanted: Json) -> tuple[str, str]:
    """Return the id of the target that has the address now, and what became of it."""
    if not ours:
        made = client.call(Call("POST", "/triggers/targets", body=wanted)).parse(Target.model_validate_json)
        return made.id, "was made"
    first = ours[0]
    if {"target": first.target, "description": first.description} == wanted:
        return first.id, "was there"
    client.call(Call("PUT", "/triggers/targets/{target}", at={"target": first.id}, body=wanted, idempotent=True))
    return first.id, "was changed"


def _listen(client: Caller, target: str, address: str) -> None:
    # Which triggers a target listens to cannot be read (the documents' list always says 0), so it is set every time.
    wishes = [
        {"target_id": int(target), "trigger": trigger, "subscribed": 1, "version": "v1", "include_object": include}
        for trigger, include in _INCLUDE_OBJECT.items()
    ]
    answer = client.call(Call("PUT", "/triggers/subscriptions", body={"subscription": wishes}, idempotent=True))
    ended = answer.parse(Subscriptions.model_validate_json).subscription
    if len(ended) != len(wishes):
        raise answer.unfit(f"{len(wishes)} subscriptions were sent and {len(ended)} answered")
    for one in ended:
        if one.status not in _DONE:
            words = redacted(one.message, address)
            raise ContractError(f"{NAME} refused a subscription ({one.status}: {words}). Its events do not come.")
