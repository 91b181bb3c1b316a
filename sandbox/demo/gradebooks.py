"""The two gradebooks beside each other, read at the simulators: what one holds and the other should.

Written from what a teacher would compare, and from no rule of ours.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.demo.control import Simulator

State = Mapping[str, Any]
_EXCUSED, _INCOMPLETE = 1, 2


def differences(systems: Mapping[str, Simulator]) -> list[str]:
    """Return in what the gradebook of eSchoolPLUS is not that of Schoology, as far as grades flow."""
    schoology, eschoolplus = systems["schoology"].state(), systems["eschoolplus"].state()
    items = {f"schoology-{item['id']}": item for item in schoology["grade_items"] if item["grading_category"]}
    lines = {line["sourcedId"]: line for line in eschoolplus["lineItems"]}
    found = [f"item {name} is missing" for name in items.keys() - lines.keys()]
    found += [f"item {name} should not be there" for name in lines.keys() - items.keys()]
    found += [
        f"item {name} has another title"
        for name in items.keys() & lines.keys()
        if _other_item(items[name], lines[name])
    ]
    wanted = {(f"schoology-{grade['assignment_id']}", grade["school_uid"]): _mark(grade) for grade in _given(schoology)}
    wanted = {pair: mark for pair, mark in wanted.items() if pair[0] in items}
    identifiers = {user["sourcedId"]: user["identifier"] for user in eschoolplus["users"]}
    results = eschoolplus["results"]
    held = {
        (result["lineItem"]["sourcedId"], identifiers[result["student"]["sourcedId"]]): _shown(result)
        for result in results
    }
    if len(held) < len(results):
        found.append("somebody has two results for one item")
    found += [f"a grade of {pair[0]} is missing" for pair in wanted.keys() - held.keys()]
    found += [f"a grade of {pair[0]} should not be there" for pair in held.keys() - wanted.keys()]
    found += [
        f"a grade of {pair[0]} is {held[pair]} instead of {wanted[pair]}"
        for pair in wanted.keys() & held.keys()
        if wanted[pair] != held[pair]
    ]
    return sorted(found)


def _given(schoology: State) -> list[dict[str, Any]]:
    """Return the grades that say something."""
    return [grade for grade in schoology["grades"] if grade["grade"] is not None or grade["exception"]]


def _other_item(item: State, line: State) -> bool:
    return (item["title"], float(item["max_points"])) != (line["title"], float(line["resultValueMax"]))


def _mark(grade: State) -> tuple[str, float | None, str]:
    exception = int(grade["exception"] or 0)
    status = {_EXCUSED: "exempt", _INCOMPLETE: "partially graded"}.get(exception, "fully graded")
    score = None if exception else float(grade["grade"])
    shown = grade["comment"] if str(grade["comment_status"]) == "1" else ""
    return status, score, shown or ""


def _shown(result: State) -> tuple[str, float | None, str]:
    score = result.get("score")
    return result["scoreStatus"], None if score is None else float(score), result.get("comment") or ""
