"""What an administrator is told of 360Learning before the first run (EF5), and which settings there can be."""

from typing import Any

import pytest
from pydantic import ValidationError

from rollbook.connectors import load
from rollbook.connectors.learning360.settings import Credentials, Settings
from rollbook.model.changes import Operation
from sandbox.simulators.learning360.stocking import GROUP
from tests.contract.apis.wire import document
from tests.contract.connectors.catalogue import (
    AUTHOR,
    DELETED,
    INVITED,
    LEARNER,
    NOON,
    Catalogue,
    content,
    removal,
    tag,
)

_BY_HAND = {"changeIntegration", "deleteIntegration", "getCourse", "archiveCourse", "deleteTag"}
"""What people may do through the API, and Rollbook never does."""

GIVEN = {"client_id": "id", "client_secret": "the-secret"}


def test_all_is_well_before_and_after_the_integration_is_made(catalogue: Catalogue) -> None:
    before = catalogue.client().check()
    assert before.healthy
    assert "Maple Ridge catalogue" in before.sentence
    assert "will be made with the first content" in before.sentence
    assert catalogue.state["integrations"] == [], "a check changes nothing"

    catalogue.write("contents", content())

    assert "the integration Edflex is there" in catalogue.client().check().sentence


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"group_id": ""}, "group_id is missing"),
        ({"group_id": "0" * 24}, "has no group 0000"),
        ({"author": ""}, "author is missing"),
        ({"author": "nobody@maple-ridge.example"}, "has no account"),
        ({"author": DELETED}, "has no account"),
        ({"author": INVITED}, "is not active"),
        ({"author": LEARNER}, "is neither author nor administrator of the target group"),
        ({"group_id": "5f0c00000000000000000001"}, "is neither author nor administrator of the target group"),
    ],
)
def test_what_is_wrong_is_told_with_the_setting_and_without_a_person(
    catalogue: Catalogue, settings: dict[str, str], said: str
) -> None:
    check = catalogue.client(**settings).check()

    assert not check.healthy
    assert said in check.sentence
    assert "@" not in check.sentence


@pytest.mark.parametrize("role", ["editor", "admin", "owner"])
def test_authors_and_administrators_may_author(catalogue: Catalogue, role: str) -> None:
    catalogue.do("set_role", mail=AUTHOR.mail, role=role)

    assert catalogue.client().check().healthy


@pytest.mark.parametrize("role", ["", "learner", "coach", "contributor", "analyst", "userAdmin"])
def test_others_may_not(catalogue: Catalogue, role: str) -> None:
    catalogue.do("set_role", mail=AUTHOR.mail, role=role)

    assert not catalogue.client().check().healthy


def test_an_integration_of_somebody_else_is_told_with_both_sides(catalogue: Catalogue) -> None:
    catalogue.make_integration(author=LEARNER, group="5f0c00000000000000000001", platform="EDFLEX")

    check = catalogue.client().check()

    assert not check.healthy
    for told in (GROUP, "5f0c00000000000000000001"):
        assert told in check.sentence


def test_an_integration_of_another_author_is_told_to_get_ours(catalogue: Catalogue) -> None:
    catalogue.make_integration(author=LEARNER, group=GROUP, platform="Edflex")

    check = catalogue.client().check()

    assert check.healthy
    assert "has another author, and gets this one" in check.sentence


@pytest.mark.parametrize("kind", ["html", "malformed", "500", "timeout"])
@pytest.mark.parametrize("path", ["/token", "/groups", "/roles", "/users", "/integrations"])
def test_whatever_goes_wrong_a_check_never_raises(catalogue: Catalogue, kind: str, path: str) -> None:
    catalogue.fail(kind, path=path)

    check = catalogue.client().check()

    assert not check.healthy
    assert check.sentence.startswith("360Learning ")


@pytest.mark.parametrize("scope", ["groups:read", "users:read", "integrations:read"])
def test_a_scope_that_lacks_is_told(catalogue: Catalogue, scope: str) -> None:
    catalogue.do("forbid", scopes=[scope])

    check = catalogue.client().check()

    assert not check.healthy
    assert "invalid_scope" in check.sentence


@pytest.mark.parametrize(
    "wrong", [{"client_id": ""}, {"client_secret": ""}, {"base_url": "http://app.360learning.com"}, {"token": "x"}]
)
def test_credentials_that_cannot_be_are_told_by_their_field_alone(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Credentials.model_validate({**GIVEN, **wrong})

    assert {error["loc"] for error in refused.value.errors()} == {(name,) for name in wrong}
    assert "the-secret" not in str(refused.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"group_id": "42"},
        {"group_id": f"{GROUP}\n"},
        {"author": "not an address"},
        {"platform": ""},
        {"bulk_operations_at_once": 4},
        {"bulk_operations_at_once": 0},
        {"reads_per_second": 51},
        {"writes_per_second": 11},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(wrong)


@pytest.mark.parametrize(
    ("given", "allowance", "write_cost"),
    [
        ({}, 50, 5),
        ({"reads_per_second": 20}, 20, 2),
        ({"writes_per_second": 3}, 50, 17),
        ({"reads_per_second": 5}, 5, 1),
    ],
)
def test_fewer_writes_than_reads_may_be_made_in_a_second(
    given: dict[str, int], allowance: int, write_cost: int
) -> None:
    connector = load("learning360")
    limits = connector.limits(connector.settings.model_validate(given))

    assert limits
    assert (limits.allowance, limits.window_seconds, limits.read_cost) == (allowance, 1, 1)
    assert limits.write_cost == write_cost


def test_what_goes_out_together_is_what_the_vendor_takes() -> None:
    connector = load("learning360")
    most = {
        name: (one.most(Operation.CREATE), one.most(Operation.REMOVE), one.deferred)
        for name, one in connector.writes.items()
    }

    assert most == {
        "contents": (10_000, 1_000, True),
        "attempts": (10_000, 10_000, True),
        "tags": (50, 50, False),
        "taggings": (50, 50, False),
    }
    assert connector.at_once(Settings()) == 3
    assert connector.at_once(Settings(bulk_operations_at_once=1)) == 1


def test_the_calls_that_are_made_are_those_of_the_contract(catalogue: Catalogue) -> None:
    client, connector = catalogue.client(), load("learning360")
    assert connector.operations
    operations = connector.operations(client)
    assert client.check().healthy
    for collection in connector.reads:
        assert catalogue.read(collection)
    catalogue.write("contents", content())
    attempt = catalogue.attempt()
    catalogue.write("attempts", attempt)
    assert operations.seek("attempts", [attempt], NOON).operation
    client.find("contents", [content()])
    client.find("attempts", [attempt])
    client.write("tags", [tag()])
    client.write("tags", [tag(name="Orchards")])
    client.write("taggings", [catalogue.tagging("c-1", "7", keep_others=True)])
    catalogue.write("contents", removal(content()))

    used = {one.id for one in document("learning360").operations}
    assert used >= catalogue.witness.operations
    assert catalogue.witness.bad_answers == []
    assert used - catalogue.witness.operations == _BY_HAND
