"""The days of grading: the check before the first sync, live grades, lost events, deletions, one section by hand."""

from collections import Counter
from typing import Any

from sandbox.demo import knocking
from sandbox.demo.gradebooks import differences
from sandbox.demo.playing import GRADES, Played, Player
from sandbox.demo.scene import Scene, nothing, total
from sandbox.world.settings_layer import CONFIG

EVENTS, COPIES, FORGED, LOST = 500, 100, 20, 50
REFUSED = 4
_SETTINGS = "schoology.grades.yaml"
_UNAUTHORISED, _OK = 401, 200
_TOO_LONG = "The causes and the consequences of the French Revolution, part one"


def equal(player: Player) -> list[str]:
    """Return the first ways in which the two gradebooks differ."""
    return differences(player.systems)[:3]


def _teachers_open_their_gradebooks(player: Player) -> None:
    """Twenty sections get items; four of them could not go, and one category weighs differently in the SIS."""
    schoology = player.systems["schoology"]
    books = schoology.script("open_gradebooks", sections=20, items=5)
    section = min(books)
    book = {"section_school_code": section, "grading_category": _category(player, section), "max_points": 10}
    bad = (
        {"title": _TOO_LONG, "due": "2026-10-01 23:59:00"},
        {"title": "Essay", "due": "2026-10-01 23:59:00"},
        {"title": "ESSAY", "due": "2026-10-02 23:59:00"},
        {"title": "Final exam of next year", "due": "2027-11-01 08:00:00"},
    )
    player.notes["bad items"] = [schoology.script("add_item", **book, **fields) for fields in bad]
    player.notes["books"] = books
    player.systems["eschoolplus"].script("change_category", class_id=section, title="Tests", weight=60)


def _they_mend_what_was_told(player: Player) -> None:
    for item in player.notes["bad items"]:
        player.systems["schoology"].script("delete_item", item=item)
    section = min(player.notes["books"])
    player.systems["eschoolplus"].script("change_category", class_id=section, title="Tests", weight=50)


def _subscribe(player: Player) -> None:
    player.rollbook("subscribe", "schoology")


def _grades_are_given(player: Player) -> None:
    schoology = player.systems["schoology"]
    schoology.script("give_grades", events=EVENTS, per_event=3)
    section, items = min(player.notes["books"].items())
    player.notes["posted"] = schoology.script("deliver", duplicates=COPIES, shuffle_seed=7)
    player.notes["forged"] = knocking.forged_and_stale(player.world, section, items[0], FORGED)


def _forged_ones_were_turned_away(player: Player) -> list[str]:
    posted, forged = player.notes["posted"], player.notes["forged"]
    wrong = [] if forged == Counter({_UNAUTHORISED: FORGED}) else [f"forged events were answered {dict(forged)}"]
    if posted["answers"] != {str(_OK): EVENTS + COPIES}:
        wrong.append(f"Schoology's events were answered {posted['answers']}")
    return wrong + equal(player)


def _fifty_events_are_lost(player: Player) -> None:
    schoology = player.systems["schoology"]
    player.notes["given"] = schoology.script("give_grades", events=LOST, per_event=1, seed=2)
    player.notes["dropped"] = schoology.script("deliver", drop=LOST)


def _exactly_those_came(player: Player) -> list[str]:
    played, given = player.played[-1], player.notes["given"]["changed_pairs"]
    came = total(played, "created") + total(played, "updated")
    wrong = [] if came == given else [f"{came} grades came instead of the {given} that no event told of"]
    return wrong + equal(player)


def _an_item_is_deleted(player: Player) -> None:
    items = player.notes["books"][max(player.notes["books"])]
    player.notes["deleted"] = items.pop()
    player.systems["schoology"].script("delete_item", item=player.notes["deleted"])
    player.systems["schoology"].script("deliver")


def _it_stayed_in_the_sis(player: Player) -> list[str]:
    name = f"schoology-{player.notes['deleted']}"
    found = differences(player.systems)
    return [] if f"item {name} should not be there" in found else [f"item {name} should have stayed in the SIS"]


def _one_grade_changes_while_live_sync_is_off(player: Player) -> None:
    section, items = min(player.notes["books"].items())
    member = next(
        grade["school_uid"]
        for grade in player.systems["schoology"].state()["grades"]
        if grade["section_school_code"] == section and grade["assignment_id"] == items[0]
    )
    wish = {"section_school_code": section, "item": items[0], "school_uid": member}
    for grade in (1, 2, 3):
        player.systems["schoology"].script("regrade", **wish, grade=grade)
    player.notes["regraded"] = wish
    player.systems["schoology"].script("deliver")
    player.await_empty_inbox()
    player.leave_hints("section-by-hand", section)


def only_the_kept_item_differs(player: Player) -> list[str]:
    """Return in which grades the two gradebooks differ, but for the item that stayed in the SIS."""
    name = f"schoology-{player.notes['deleted']}"
    return [found for found in differences(player.systems) if "grade" in found and name not in found][:3]


def _category(player: Player, section: str) -> int:
    rows = player.systems["schoology"].state()["grading_categories"]
    return int(next(row["id"] for row in rows if row["section_school_code"] == section and row["title"] == "Tests"))


def _with(**switched: bool) -> dict[str, str]:
    text = (CONFIG / _SETTINGS).read_text(encoding="utf-8")
    for name, on in switched.items():
        text = text.replace(f"\n{name}: {'false' if on else 'true'}\n", f"\n{name}: {'true' if on else 'false'}\n")
    return {_SETTINGS: text}


def _sent(played: Played) -> int:
    return sum(total(played, figure) for figure in ("created", "updated", "removed"))


def scenes() -> tuple[Scene, ...]:
    """Return the scenes in the order in which they happen."""
    shared: dict[str, Any] = {"flow": GRADES}
    return (
        Scene(
            run="grades-check",
            story="Teachers open 20 gradebooks. Before the first sync: what would be refused, what differs?",
            before=_teachers_open_their_gradebooks,
            given={"preview": True},
            expected="previewed",
            holds=lambda played: (
                total(played, "refused") == REFUSED
                and any(problem.kind == "difference" for problem in played.record.problems)
            ),
            otherwise="the check should have told four items and one weight",
            **shared,
        ),
        Scene(
            run="grades-first",
            story="They mend it; the first sync makes the items.",
            before=_they_mend_what_was_told,
            expected="succeeded",
            holds=lambda played: played.streams["lineItems"]["created"] == 100,  # noqa: PLR2004 - 20 books, 5 items
            otherwise="every item should have been made",
            proof=equal,
            **shared,
        ),
        Scene(
            run="grades-live",
            story=f"{EVENTS} grade events, {COPIES} of them twice, in any order, and {FORGED} forged or stale ones.",
            before=_subscribe,
            push=_grades_are_given,
            expected="succeeded",
            holds=lambda played: total(played, "refused") == 0 and total(played, "created") > EVENTS,
            otherwise="every grade should have come",
            proof=_forged_ones_were_turned_away,
            **shared,
        ),
        Scene(
            run="grades-lost",
            story=f"{LOST} more events, and Schoology loses every one of them. The pull finds the grades.",
            before=_fifty_events_are_lost,
            expected="succeeded",
            holds=lambda played: _sent(played) > 0,
            otherwise="the lost grades should have come",
            proof=_exactly_those_came,
            **shared,
        ),
        Scene(
            run="item-deleted",
            story="A teacher deletes an item (delete_items: true).",
            before=nothing,
            push=_an_item_is_deleted,
            expected="succeeded",
            holds=lambda played: played.streams["lineItems"]["removed"] == 1,
            otherwise="the item should have gone",
            proof=equal,
            **shared,
        ),
        Scene(
            run="item-kept",
            story="A teacher deletes an item (delete_items: false).",
            before=nothing,
            push=_an_item_is_deleted,
            settings=_with(delete_items=False),
            reading=("plan",),
            expected="succeeded",
            holds=lambda played: _sent(played) == 0,
            otherwise="nothing should have been touched",
            proof=_it_stayed_in_the_sis,
            **shared,
        ),
        Scene(
            run="section-by-hand",
            story="live_sync: false. A grade changes three times in a second; then one section is synced by hand.",
            before=_one_grade_changes_while_live_sync_is_off,
            given={"scoped": True},
            settings=_with(live_sync=False),
            reading=("interpret",),
            expected="succeeded",
            holds=lambda played: (_sent(played), played.streams["results"]["updated"]) == (1, 1),
            otherwise="the last value, and nothing else, should have been sent",
            proof=only_the_kept_item_differs,
            **shared,
        ),
    )
