"""Takes in what is posted, put and deleted: shape first, then what it refers to, then the rules; all or nothing."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sandbox.simulators.sis import crosslists, meetings, sections
from sandbox.simulators.sis.errors import Problem, raise_for, refusal, schema_error
from sandbox.simulators.sis.holdings import Holdings, Resource
from sandbox.simulators.sis.profiles import Profile
from sandbox.simulators.sis.schemas import check_changed, check_new

_TARGETS: Mapping[str, str] = {
    "academicPeriod": "academic-periods",
    "course": "courses",
    "site": "sites",
    "instructionalMethods": "instructional-methods",
    "instructionalMethod": "instructional-methods",
    "instructionalDeliveryMethod": "instructional-delivery-methods",
    "gradeSchemes": "grade-schemes",
    "section": "sections",
    "instructor": "persons",
    "room": "rooms",
    "type": "section-title-types",
}
"""By property, the resource that its id belongs to."""


def create(holdings: Holdings, profile: Profile, name: str, body: Resource) -> Resource:
    """Make a resource and return it; an `EthosError` says what speaks against it."""
    check_new(name, body)
    raise_for(_unknown(holdings, body))
    new = {one: value for one, value in body.items() if one != "id"}
    if name == "sections":
        new = sections.completed(holdings, new)
    raise_for(_problems(holdings, profile, name, None, new))
    return holdings.add(name, new)


def change(holdings: Holdings, profile: Profile, name: str, guid: str, body: Resource) -> Resource:
    """Change what the body holds of a resource, and return that; an `EthosError` says what speaks against it."""
    held = found(holdings, name, guid)
    check_changed(name, body, held)
    raise_for(_unknown(holdings, body), guid)
    new = {**held, **body}
    raise_for(_problems(holdings, profile, name, held, new), guid)
    holdings.tables[name][guid] = new
    return new


def remove(holdings: Holdings, profile: Profile, name: str, guid: str) -> None:
    """Remove a resource; an `EthosError` says what speaks against it."""
    held = found(holdings, name, guid)
    if name == "sections":
        raise_for(sections.removal_problems(profile, held), guid)
        holdings.remove_section(guid)
    else:
        del holdings.tables[name][guid]


def found(holdings: Holdings, name: str, guid: str) -> Resource:
    """Return a resource; an `EthosError` (404) for one that there is not."""
    if guid not in holdings.tables[name]:
        raise refusal(404, "GUID.Not.Found", f"There is no such resource in {name}.")
    return holdings.tables[name][guid]


def body_of(data: bytes) -> Resource:
    """Read a body; an `EthosError` for what is no JSON object."""
    try:
        body = json.loads(data)
    except ValueError:
        raise schema_error("The body must be JSON.") from None
    if not isinstance(body, dict):
        raise schema_error("The body must be an object.")
    return body


def _problems(
    holdings: Holdings, profile: Profile, name: str, old: Resource | None, new: Resource
) -> Iterator[Problem]:
    rules: Mapping[str, Callable[[], Iterator[Problem]]] = {
        "sections": lambda: sections.problems(holdings, profile, old, new),
        "instructional-events": lambda: meetings.event_problems(holdings, old, new),
        "section-instructors": lambda: meetings.teaching_problems(holdings, old, new),
        "section-crosslists": lambda: crosslists.problems(holdings, new),
    }
    return rules[name]()


def _unknown(holdings: Holdings, body: Resource) -> Iterator[Problem]:
    """Yield every reference of a body that leads nowhere."""
    for name, guid in _references(body):
        if guid not in holdings.tables[_TARGETS[name]]:
            yield Problem("GUID.Not.Found", f"{name} {guid} is not in {_TARGETS[name]}.")


def _references(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every `{"id": ...}` inside a body with the property it stands in."""
    if isinstance(value, list):
        for one in value:
            yield from _references(one, name)
    elif isinstance(value, dict):
        if name in _TARGETS and value.keys() == {"id"}:
            yield name, value["id"]
        else:
            for inner, one in value.items():
                yield from _references(one, inner)
