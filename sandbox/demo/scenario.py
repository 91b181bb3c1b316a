"""The days that are played, and what each must end like."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.demo.playing import Played, Player

TODAY = "2026-09-14T06:00:00-04:00"
TOMORROW = "2026-09-15T06:00:00-04:00"
BAD_RECORDS = 2


@dataclass(frozen=True)
class Scene:
    """One run: its label, what happens at the source before it, what the run is given, and how it must end."""

    run: str
    story: str
    before: Callable[[Player], object]
    given: dict[str, object]
    expected: str
    holds: Callable[[Played], bool]
    otherwise: str


def _nothing(_: Player) -> None:
    """Nothing happens at the source."""


def _a_day_passes(player: Player) -> None:
    player.systems["eschoolplus"].script("day_of_changes")


def _a_page_is_cut(player: Player) -> None:
    player.systems["eschoolplus"].fault("truncated", path="/enrollments$", after=3)


def _most_enrollments_vanish(player: Player) -> None:
    player.systems["eschoolplus"].heal()
    _a_day_passes(player)
    player.systems["eschoolplus"].script("lose_enrollments", percent=60)


def _total(played: Played, figure: str) -> int:
    return sum(stream[figure] for stream in played.streams.values())


SCENES = (
    Scene(
        "first",
        "An empty Schoology gets the whole district.",
        _nothing,
        {"as_of": TODAY},
        "succeeded",
        lambda played: _total(played, "created") > 0 and _total(played, "refused") == 0,
        "everything should have been created",
    ),
    Scene(
        "again",
        "Nothing has changed at the source.",
        _nothing,
        {"as_of": TODAY},
        "succeeded",
        lambda played: played.calls["schoology"] == 0,
        "a run without changes should not call Schoology",
    ),
    Scene(
        "preview",
        "A day passes: 40 moves, 12 renames, 9 drops, 5 joins, 2 bad records. First only a look.",
        _a_day_passes,
        {"as_of": TOMORROW, "preview": True},
        "previewed",
        lambda played: played.calls["schoology"] == 0,
        "a preview should not call Schoology",
    ),
    Scene(
        "changes",
        "The same day, now for real.",
        _nothing,
        {"as_of": TOMORROW},
        "needs_attention",
        lambda played: _total(played, "refused") == BAD_RECORDS,
        "the two bad records should have been refused and the rest applied",
    ),
    Scene(
        "cut-page",
        "The source leaves records out of a page.",
        _a_page_is_cut,
        {"as_of": TOMORROW},
        "failed",
        lambda played: played.calls["schoology"] == 0,
        "an incomplete reading should have no effect",
    ),
    Scene(
        "mass-loss",
        "Another day passes, and 60 % of the enrollments are gone from the source.",
        _most_enrollments_vanish,
        {"as_of": TOMORROW},
        "needs_attention",
        lambda played: _total(played, "held") > 0 and _total(played, "removed") == 0 and _total(played, "created") > 0,
        "removals should wait for a person while creates and updates go on",
    ),
)


def mistakes(scene: Scene, played: Played) -> list[str]:
    """Return in which ways a run did not end as its scene must."""
    found = []
    if played.status != scene.expected:
        found.append(f"{scene.run} ended {played.status} instead of {scene.expected}: {played.record.sentence}")
    if not scene.holds(played):
        found.append(f"{scene.run}: {scene.otherwise}")
    return found
