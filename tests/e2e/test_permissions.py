"""Each function is granted what it uses, and uses what it is granted."""

from fnmatch import fnmatchcase
from typing import Any

import pytest

from sandbox.world.world import World
from tests.e2e.conftest import Prior, Story
from tests.e2e.doors import permissions_used

FUNCTIONS = ("check", "receive", "interpret", "begin", "extract", "plan", "apply", "report", "notify")

NOT_USED_HERE = {
    # A lease is renewed when a run has lasted ten minutes; tests/unit/steps shows that it is.
    ("plan", "dynamodb:PutItem"),
}


@pytest.fixture(scope="module")
def idle(world: World, other_world: World, story: Story, prior: Prior) -> dict[str, set[tuple[str, str]]]:
    """Return, by function, what it is granted and used in neither world; the worlds' own names are left out of ARNs."""
    del story, prior
    both = [_idle(one) for one in (world, other_world)]
    return {function: both[0][function] & both[1][function] for function in FUNCTIONS}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_permission_that_a_function_is_granted_was_used(
    idle: dict[str, set[tuple[str, str]]], function: str
) -> None:
    unexpected = {grant for grant in idle[function] if (function, grant[0]) not in NOT_USED_HERE}

    assert unexpected == set()


def test_every_exception_is_still_one(idle: dict[str, set[tuple[str, str]]]) -> None:
    assert {(function, action) for function, grants in idle.items() for action, _ in grants} == NOT_USED_HERE


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_may_do_anything_to_everything(world: World, function: str) -> None:
    assert [grant for grant in _granted(world, function) if "*" in grant[0] or grant[1] == "*"] == []


def _idle(world: World) -> dict[str, set[tuple[str, str]]]:
    used = permissions_used(world)
    own = sorted(world.places.outputs.values(), key=len, reverse=True)

    def named_alike(arn: str) -> str:
        for name in own:
            arn = arn.replace(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1], "<own>")
        return arn

    return {
        function: {
            (action, named_alike(resource))
            for action, resource in _granted(world, function)
            if not _was_used(action, resource, used.get(f"rollbook-{function}", []))
        }
        for function in FUNCTIONS
    }


def _was_used(action: str, resource: str, used: list[list[str]]) -> bool:
    if action.startswith("ses:"):
        # Several grants for one act: SES knows a sender by address, by domain, by template.
        return any(had == action for had, _ in used)
    return any(action == had and fnmatchcase(arn, resource) for had, arn in used)


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
