"""The guard: too many removals at once wait for a person, while creates and updates go on (PL6)."""

from collections.abc import Mapping

from rollbook.model.settings import GuardSetting


def held_scopes(removals: Mapping[str, int], present: Mapping[str, int], guard: GuardSetting) -> frozenset[str]:
    """Return the scopes (schools) whose removals must wait.

    `removals` counts what would be removed, `present` what the target would still hold of what it held before, by
    scope. A scope is held when more than `at_least` and more than `percent` of what it held would go.
    """
    return frozenset(
        scope
        for scope, count in removals.items()
        if count > guard.at_least and count * 100 > guard.percent * (count + present.get(scope, 0))
    )
