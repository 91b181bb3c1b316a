"""A portal of learning content, and the platform where people learn: content, statistics, off and on again."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sandbox.demo.playing import Played, Player
from sandbox.demo.scene import Scene, nothing, total
from sandbox.world.settings_layer import CONFIG

CONTENT, STATISTICS = "edflex.content", "edflex.statistics"
CONTENTS, LEARNERS = 3_000, 800
AT_ONCE = 3
BY_HAND = 3
RECOMPUTED = 20
_BY_HAND = "Changed by hand"
_SETTINGS = f"{CONTENT}.yaml"
_READING = ("begin", "plan")


def deactivated() -> dict[str, str]:
    """Return the settings of somebody who has deactivated the flow."""
    text = (CONFIG / _SETTINGS).read_text(encoding="utf-8")
    assert "active: true" in text
    return {_SETTINGS: text.replace("active: true", "active: false")}


def held(player: Player) -> dict[str, Any]:
    """Return what the platform holds."""
    return player.systems["learning360"].state()


def in_catalogue(player: Player) -> frozenset[str]:
    """Return the external ids of the courses that are not archived."""
    return frozenset(name for name, course in held(player)["courses"].items() if course["status"] == "published")


def writes(player: Player) -> Counter[str]:
    """Return how often the platform was asked for more than to show something, by method and path."""
    return Counter(
        f"{call['method']} {call['path']}"
        for call in player.systems["learning360"].calls()["journal"]
        if call["method"] != "GET" and not call["path"].endswith("/oauth2/token")
    )


def no_writes(player: Player) -> list[str]:
    """Return what was written although there was nothing to write."""
    return [f"the platform was written to: {count} x {path}" for path, count in writes(player).items()]


def _crowded(player: Player) -> list[str]:
    most, away = held(player)["most_at_once"], held(player)["turned_away"]
    wrong = [f"{most} operations went on at once"] if most > AT_ONCE else []
    return wrong + ([f"{away} operations were turned away"] if away else [])


def _as_few_operations_as_possible(*expected: str) -> Callable[[Player], list[str]]:
    def proof(player: Player) -> list[str]:
        found = sorted(path.rpartition("/")[2] for path in writes(player).elements() if "/bulk/" in path)
        wrong = [] if found == sorted(expected) else [f"operations were {found} instead of {sorted(expected)}"]
        return wrong + _crowded(player)

    return proof


def _first_was_right(player: Player) -> list[str]:
    player.notes["catalogue"] = in_catalogue(player)
    return _as_few_operations_as_possible("courses")(player)


def _a_day_passes(player: Player) -> None:
    player.systems["edflex"].script("day_of_changes")


def _and_the_answer_is_lost(player: Player) -> None:
    """Let another day pass, and the platform say nothing of where the operation is that it has begun."""
    player.systems["edflex"].script("day_of_changes", seed=2)
    player.systems["learning360"].script("lose_location")


def _somebody_edits(player: Player) -> None:
    """Let somebody change, archive and rename what must not be changed by hand."""
    ids = sorted(in_catalogue(player))[:BY_HAND]
    platform = player.systems["learning360"]
    for external_id in ids[:2]:
        platform.script("edit_course", external_id=external_id, description=_BY_HAND)
    platform.script("archive_course", external_id=ids[2])
    player.notes["by hand"] = ids


def _all_is_as_before(player: Player) -> list[str]:
    courses = held(player)["courses"]
    wrong = [one for one in player.notes["by hand"] if courses[one]["status"] != "published"]
    wrong += [one for one in player.notes["by hand"] if courses[one]["fields"].get("description") == _BY_HAND]
    return [f"{one} is as somebody left it" for one in wrong]


def _attempts(player: Player) -> int:
    return len(held(player)["attempts"])


def _each_has_one_attempt(player: Player) -> list[str]:
    player.notes["attempts"] = _attempts(player)
    return _as_few_operations_as_possible("stats")(player)


def _a_day_of_learning(player: Player) -> None:
    """Let learners go on and finish, and Edflex work out anew when some of those who have finished had begun."""
    edflex = player.systems["edflex"]
    edflex.script("statistics_day")
    finished = [row for row in edflex.state()["statistics"] if row["attributes"]["status"] == "completed"]
    for row in finished[:RECOMPUTED]:
        edflex.script("edit_attempt", attempt_id=row["id"], first=row["attributes"]["lastActivityAt"])


def _as_many_attempts_as_are_new(player: Player) -> list[str]:
    """Count the attempts that were opened: the same again, or a first activity that moved, opens none."""
    new = player.played[-1].streams["attempts"]["created"]
    opened = _attempts(player) - player.notes["attempts"]
    player.notes["attempts"] += opened
    return [] if opened == new else [f"{opened} attempts were opened, and {new} are new"]


def _is_remembered(player: Player) -> None:
    player.notes["catalogue"] = in_catalogue(player)
    player.notes["attempts"] = _attempts(player)


def _all_is_archived(player: Player) -> list[str]:
    left = in_catalogue(player)
    wrong = [f"{len(left)} courses are still there"] if left else []
    wrong += [] if _attempts(player) == player.notes["attempts"] else ["learning data are gone"]
    asked = player.systems["edflex"].calls()["total"]
    return wrong + ([f"Edflex was asked {asked} times"] if asked else []) + _crowded(player)


def _all_is_back(player: Player) -> list[str]:
    wrong = [] if in_catalogue(player) == player.notes["catalogue"] else ["not all that was there is back"]
    return wrong + ([] if _attempts(player) == player.notes["attempts"] else ["learning data have changed"])


def _changed(played: Played) -> int:
    return total(played, "created") + total(played, "updated") + total(played, "removed")


def by_hand() -> Scene:
    """Return the scene that reads everything back, which takes too long to be told every time."""
    return Scene(
        run="content-by-hand",
        story="Somebody changes two courses by hand and archives a third. A full run puts them right.",
        before=_somebody_edits,
        flow=CONTENT,
        given={"full": True},
        expected="needs_attention",
        holds=lambda played: _changed(played) == BY_HAND,
        otherwise=f"exactly {BY_HAND} courses should have been put right",
        proof=_all_is_as_before,
    )


def scenes() -> tuple[Scene, ...]:
    """Return the scenes in the order in which they happen."""
    return (
        Scene(
            run="content-first",
            story=f"{CONTENTS} contents in five languages; some are not open, some lack what they need.",
            before=nothing,
            flow=CONTENT,
            expected="needs_attention",
            holds=lambda played: total(played, "created") > 0 and total(played, "refused") > 0,
            otherwise="all that is open should have been created, but for what lacks something",
            proof=_first_was_right,
        ),
        Scene(
            run="content-quiet",
            story="Nothing has changed in Edflex.",
            before=nothing,
            flow=CONTENT,
            expected="needs_attention",
            holds=lambda played: _changed(played) == 0,
            otherwise="nothing should have been sent",
            proof=no_writes,
        ),
        Scene(
            run="content-day",
            story="A day passes in Edflex: new content, other titles and images, some closed, some opened again.",
            before=_a_day_passes,
            flow=CONTENT,
            expected="needs_attention",
            holds=lambda played: min(total(played, name) for name in ("created", "updated", "removed")) > 0,
            otherwise="content should have come, changed and gone",
            proof=_as_few_operations_as_possible("courses", "courses"),
        ),
        Scene(
            run="content-lost",
            story="Another day, and the platform does not say which operation it has begun.",
            before=_and_the_answer_is_lost,
            flow=CONTENT,
            expected="needs_attention",
            holds=lambda played: _changed(played) > 0,
            otherwise="the operation should have been found and followed",
            proof=_as_few_operations_as_possible("courses", "courses"),
        ),
        Scene(
            run="statistics-first",
            story=f"Statistics of {LEARNERS} learners, also from before; some have no account.",
            before=nothing,
            flow=STATISTICS,
            expected="needs_attention",
            holds=lambda played: total(played, "created") > LEARNERS and bool(played.record.left_out),
            otherwise="everybody's attempts should be there, but for those who have no account",
            proof=_each_has_one_attempt,
        ),
        Scene(
            run="statistics-second",
            story="Some have taken a content twice: the second attempt goes when the first one is there.",
            before=nothing,
            flow=STATISTICS,
            expected="needs_attention",
            holds=lambda played: 0 < total(played, "created") == _changed(played),
            otherwise="only the second attempts should have been sent",
            proof=_as_many_attempts_as_are_new,
        ),
        Scene(
            run="statistics-again",
            story="The same statistics again.",
            before=nothing,
            flow=STATISTICS,
            expected="needs_attention",
            holds=lambda played: _changed(played) == 0,
            otherwise="nothing should have been sent",
            proof=no_writes,
        ),
        Scene(
            run="statistics-day",
            story="Learners go on and finish; Edflex has worked out some first activities anew.",
            before=_a_day_of_learning,
            flow=STATISTICS,
            expected="needs_attention",
            holds=lambda played: 0 < total(played, "updated") < RECOMPUTED,
            otherwise="progress should have been updated, and nothing that only began otherwise",
            proof=_as_many_attempts_as_are_new,
        ),
        Scene(
            run="content-off",
            story="The administrator deactivates the flow (active: false).",
            before=_is_remembered,
            flow=CONTENT,
            settings=deactivated(),
            reading=_READING,
            expected="succeeded",
            holds=lambda played: total(played, "removed") > 0 and total(played, "held") == 0,
            otherwise="everything should have been archived without asking",
            proof=_all_is_archived,
        ),
        Scene(
            run="statistics-off",
            story="Statistics rest meanwhile.",
            before=nothing,
            flow=STATISTICS,
            settings=deactivated(),
            reading=_READING,
            expected="skipped",
            holds=lambda played: "deactivated" in played.record.sentence,
            otherwise="it should have said why nothing runs",
            proof=no_writes,
        ),
        Scene(
            run="content-on",
            story="The flow is active again.",
            before=nothing,
            flow=CONTENT,
            expected="needs_attention",
            holds=lambda played: total(played, "created") > 0,
            otherwise="everything should have been restored",
            proof=_all_is_back,
        ),
        Scene(
            run="content-settled",
            story="And once more.",
            before=nothing,
            flow=CONTENT,
            expected="needs_attention",
            holds=lambda played: _changed(played) == 0,
            otherwise="nothing should have been sent",
            proof=no_writes,
        ),
    )
