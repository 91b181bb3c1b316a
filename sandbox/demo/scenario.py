"""What is played: a district, a college, a registrar, a university, a portal, and two schools that are otherwise."""

from collections import Counter

from sandbox.demo import college, grades, portal, prior, records, schedules
from sandbox.demo.playing import GRADES, Player
from sandbox.demo.scene import Scene, nothing, total

TODAY = "2026-09-14T06:00:00-04:00"
TOMORROW = "2026-09-15T06:00:00-04:00"
BAD_RECORDS = 2
FLOOD = 2_000


def _a_day_passes(player: Player) -> None:
    player.systems["eschoolplus"].script("day_of_changes")


def _a_page_is_cut(player: Player) -> None:
    player.systems["eschoolplus"].fault("truncated", path="/enrollments$", after=3)


def _most_enrollments_vanish(player: Player) -> None:
    player.systems["eschoolplus"].heal()
    _a_day_passes(player)
    player.systems["eschoolplus"].script("lose_enrollments", percent=60)


def _a_flood_beside_a_run(player: Player) -> None:
    """Push two thousand events as fast as they are taken, while the other flow runs; what was not taken comes again."""
    schoology = player.systems["schoology"]
    schoology.script("give_grades", events=FLOOD, per_event=1, seed=3)
    execution = player.start("beside-the-flood", preview=True, as_of=TOMORROW)
    answers = Counter(schoology.script("deliver", workers=16)["answers"])
    schoology.script("expire_retries")
    player.notes["answers"] = answers + Counter(schoology.script("deliver")["answers"])
    player.wait(execution)


def _nothing_was_lost(player: Player) -> list[str]:
    answers = player.notes["answers"]
    wrong = [] if answers["200"] == FLOOD else [f"the flood was answered {dict(answers)}"]
    beside = player.record("beside-the-flood").status.value
    wrong += [] if beside == "previewed" else [f"the run beside the flood was {beside}"]
    return wrong + grades.only_the_kept_item_differs(player)


ROSTERS = (
    Scene(
        run="first",
        story="An empty Schoology gets the whole district.",
        before=nothing,
        given={"as_of": TODAY},
        expected="succeeded",
        holds=lambda played: total(played, "created") > 0 and total(played, "refused") == 0,
        otherwise="everything should have been created",
    ),
    Scene(
        run="again",
        story="Nothing has changed at the source.",
        before=nothing,
        given={"as_of": TODAY},
        expected="succeeded",
        holds=lambda played: played.calls["schoology"] == 0,
        otherwise="a run without changes should not call Schoology",
    ),
    Scene(
        run="preview",
        story="A day passes: 40 moves, 12 renames, 9 drops, 5 joins, 2 bad records. First only a look.",
        before=_a_day_passes,
        given={"as_of": TOMORROW, "preview": True},
        expected="previewed",
        holds=lambda played: played.calls["schoology"] == 0,
        otherwise="a preview should not call Schoology",
    ),
    Scene(
        run="changes",
        story="The same day, now for real.",
        before=nothing,
        given={"as_of": TOMORROW},
        expected="needs_attention",
        holds=lambda played: total(played, "refused") == BAD_RECORDS,
        otherwise="the two bad records should have been refused and the rest applied",
    ),
)

BAD_DAYS = (
    Scene(
        run="cut-page",
        story="The source leaves records out of a page.",
        before=_a_page_is_cut,
        given={"as_of": TOMORROW},
        expected="failed",
        holds=lambda played: played.calls["schoology"] == 0,
        otherwise="an incomplete reading should have no effect",
    ),
    Scene(
        run="mass-loss",
        story="Another day passes, and 60 % of the enrollments are gone from the source.",
        before=_most_enrollments_vanish,
        given={"as_of": TOMORROW},
        expected="needs_attention",
        holds=lambda played: (
            total(played, "held") > 0 and total(played, "removed") == 0 and total(played, "created") > 0
        ),
        otherwise="removals should wait for a person while creates and updates go on",
    ),
)

FLOOD_SCENE = Scene(
    run="flood",
    story=f"{FLOOD} events at once, beside a run of the other flow.",
    before=nothing,
    push=_a_flood_beside_a_run,
    flow=GRADES,
    expected="succeeded",
    holds=lambda played: total(played, "refused") == 0,
    otherwise="no event should have been lost",
    proof=_nothing_was_lost,
)

SCENES = (*ROSTERS, *grades.scenes(), *BAD_DAYS)
"""What is played in a world whose Schoology is new."""

COLLEGE_SCENES = college.scenes()
"""What is played between GEGI and CourseKey, in a world where neither knows the other yet."""

RECORDS_SCENES = records.scenes()
"""What is played with files of course records, in a world whose EthosCE knows none of them."""

SCHEDULES_SCENES = schedules.scenes()
"""What is played between Coursedog and its SIS, in a world whose Coursedog knows nothing but terms and users."""

PEOPLESOFT_SCENES = schedules.peoplesoft_scenes()
"""What is played between another Coursedog and a SIS that wants another order, in a world where neither was synced."""

PORTAL_SCENES = portal.scenes()
"""What is played between Edflex and 360Learning, in a world whose 360Learning holds no content."""

BY_HAND_SCENE = portal.by_hand()
"""What somebody changed by hand, and a run that puts it right; it follows those of the portal."""

PRIOR_SCENES = prior.scenes(TODAY)
"""What is played in a world whose Schoology was used before."""
