"""Each function is granted what it uses, and uses what it is granted."""

import json
import urllib.request
from fnmatch import fnmatchcase
from typing import Any

import pytest

from sandbox.world.world import World
from tests.e2e.conftest import Story

FUNCTIONS = ("begin", "extract", "plan", "apply", "report", "notify")

NOT_USED_HERE = {
    # For missing objects S3 asks for the permission to list, which the embedded cloud does not.
    ("plan", "s3:ListBucket"),
    # A lease is renewed when a run has lasted ten minutes; tests/unit/steps shows that it is.
    ("extract", "dynamodb:PutItem"),
    ("plan", "dynamodb:PutItem"),
}


@pytest.fixture(scope="module")
def used(world: World, story: Story) -> dict[str, list[list[str]]]:
    """Return what IAM allowed each function since the world began."""
    del story
    with urllib.request.urlopen(f"{world.places.endpoint}/_sandbox/permissions", timeout=30) as answer:  # noqa: S310 - our own loopback server
        found: dict[str, list[list[str]]] = json.load(answer)
    return found


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_permission_that_a_function_is_granted_was_used(
    world: World, used: dict[str, list[list[str]]], function: str
) -> None:
    needed = used[f"rollbook-{function}"]

    idle = [
        (action, resource)
        for action, resource in _granted(world, function)
        if (function, action) not in NOT_USED_HERE
        and not any(action == had and fnmatchcase(arn, resource) for had, arn in needed)
        and not _other_spelling_used(action, resource, needed)
    ]

    assert idle == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_may_do_anything_to_everything(world: World, function: str) -> None:
    assert [grant for grant in _granted(world, function) if "*" in grant[0] or grant[1] == "*"] == []


def _granted(world: World, function: str) -> list[tuple[str, str]]:
    iam = world.client("iam")
    role = world.client("lambda").get_function_configuration(FunctionName=f"rollbook-{function}")["Role"].split("/")[-1]
    statements: list[dict[str, Any]] = []
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        statements += iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]["Statement"]
    return [
        (action, resource)
        for statement in statements
        for action in _list(statement["Action"])
        for resource in _list(statement["Resource"])
    ]


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _other_spelling_used(action: str, resource: str, needed: list[list[str]]) -> bool:
    """Say whether a grant is one of several for one act: SES knows a sender by address, by domain, by template."""
    return action.startswith("ses:") and any(had == action for had, _ in needed) and ":ses:" in resource
