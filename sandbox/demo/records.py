"""The days of a registrar's files: a good one, the same again, mistakes and their correction, a death, newcomers."""

import csv
import io
from collections import Counter
from typing import Any

from sandbox.demo.playing import Played, Player
from sandbox.demo.scene import Scene, nothing, total
from sandbox.demo.spoiled import file_with_one_of_each_defect, file_with_one_of_each_mistake
from sandbox.institution.lms import course_records, sample_lms
from sandbox.world.mishaps import kill

IMPORT = "courserecords.import"
ROWS, SMALL, MISTAKES, KINDS = 5_000, 300, 12, 25
_FOLDER = f"uploads/{IMPORT}/global"
_POSTS_BEFORE_DEATH = 200
_PATIENCE_SECONDS = 120
_ENTITIES = ("course_enrollment", "course_report", "course_credit_awarded")


def rows_of(player: Player, run: str) -> list[dict[str, str]]:
    """Return the rows of the result of an import that was played under this label, or the defects of its file."""
    played = next(one for one in player.played if one.run == run)
    return list(csv.DictReader(io.StringIO(player.result(played), newline="")))


def ends_of(player: Player, run: str) -> Counter[str]:
    """Return how the rows of an import ended."""
    return Counter(row["rollbook_outcome"] for row in rows_of(player, run))


def doubled(player: Player) -> list[str]:
    """Return what the LMS holds twice."""
    state = player.systems["ethosce"].state()
    found = []
    for entity in _ENTITIES:
        names = Counter(tuple(row.get(name) for name in ("nid", "uid", "credit_type")) for row in state[entity])
        found += [f"{entity} {name} is there {count} times" for name, count in names.items() if count > 1]
    return found[:3]


def _good(_: Player) -> tuple[str, bytes]:
    return f"{_FOLDER}/history.csv", course_records(ROWS).encode()


def _posts(player: Player) -> int:
    return sum(call["method"] == "POST" for call in player.systems["ethosce"].calls()["journal"])


def _every_row_has_its_end(player: Player) -> list[str]:
    run = player.played[-1].run
    ends = ends_of(player, run)
    wrong = [] if sum(ends.values()) == ROWS else [f"{sum(ends.values())} of {ROWS} rows have an end"]
    if not set(ends) <= {"imported", "waiting", "unchanged"}:
        wrong.append(f"the rows ended {dict(ends)}")
    return wrong + doubled(player)


def _nothing_was_written(player: Player) -> list[str]:
    posts = _posts(player)
    return [f"{posts} writes went to the LMS"] if posts else []


def _small(part: int) -> list[list[str]]:
    """Return the header and some rows about others than those of the large file."""
    text = course_records(SMALL, skip=ROWS + part * SMALL)
    return list(csv.reader(io.StringIO(text, newline="")))


def _written(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _with_mistakes(_: Player) -> tuple[str, bytes]:
    """Return a small file in which some rows cannot be right."""
    rows = _small(0)
    column = rows[0].index("date_completed")
    chosen = [row for row in rows[1:] if row[column]][:MISTAKES]
    for row in chosen:
        row[column] = "in spring"
    return f"{_FOLDER}/small.csv", _written(rows)


def corrected_file() -> bytes:
    """Return the small file without its mistakes."""
    return _written(_small(0))


def _corrected(_: Player) -> tuple[str, bytes]:
    return f"{_FOLDER}/small.csv", corrected_file()


def _only_the_corrected_rows_came(player: Player) -> list[str]:
    ends = ends_of(player, player.played[-1].run)
    return [] if ends["imported"] <= MISTAKES else [f"{ends['imported']} rows were imported instead of {MISTAKES}"]


def _with_each_mistake(_: Player) -> tuple[str, bytes]:
    right = next(person.email for person in sample_lms().people if not person.external_id)
    return f"{_FOLDER}/mistakes.csv", file_with_one_of_each_mistake(right)


def _each_defect_has_its_place_and_fix(player: Player) -> list[str]:
    found = rows_of(player, "import-defects")
    wrong = [f"{one['kind']} has no place or no fix" for one in found if not (one["line"] and one["fix"])]
    return wrong + _nothing_was_written(player)


def _each_mistake_has_its_reason(player: Player) -> list[str]:
    refused = [row for row in rows_of(player, "import-spoiled-rows") if row["rollbook_outcome"] == "refused"]
    reasons = {row["rollbook_reason"] for row in refused}
    wrong = [
        f"line {row['rollbook_line']} does not say what to do" for row in refused if not row["rollbook_what_to_do"]
    ]
    kinds = len(reasons) + len({one["kind"] for one in rows_of(player, "import-defects")})
    return wrong + ([] if kinds >= KINDS else [f"only {kinds} kinds of defects were told apart"])


def _is_held_up(player: Player) -> None:
    player.systems["ethosce"].fault(
        "hold", method="POST", after=_POSTS_BEFORE_DEATH, times=1, seconds=_PATIENCE_SECONDS
    )


def _unlock_and_die(player: Player) -> None:
    """Try to unlock while the run lives, then let its workers die."""
    ethosce = player.systems["ethosce"]
    player.await_fault("ethosce", _PATIENCE_SECONDS)
    try:
        player.notes["unlock"] = player.rollbook("unlock", IMPORT)
    except RuntimeError as refused:
        player.notes["unlock"] = str(refused)
    player.notes["killed"] = kill(player.world, "apply")
    ethosce.heal()


def _another(_: Player) -> tuple[str, bytes]:
    return f"{_FOLDER}/another.csv", _written(_small(1))


def _it_finished_alone(player: Player) -> list[str]:
    wrong = [] if "is going on" in player.notes["unlock"] else ["unlock did not refuse while the run was alive"]
    wrong += [] if player.notes["killed"] else ["nobody died"]
    ends = ends_of(player, player.played[-1].run)
    wrong += [] if set(ends) <= {"imported", "waiting", "unchanged"} else [f"the rows ended {dict(ends)}"]
    return wrong + doubled(player)


def _everybody_appears(player: Player) -> None:
    """Give an account to everybody for whom a row waits."""
    for person in sample_lms().strangers:
        player.systems["ethosce"].script("appear", external_id=person.external_id, email=person.email)


def _nothing_waits(player: Player) -> list[str]:
    ends = ends_of(player, player.played[-1].run)
    return ([] if not ends["waiting"] else [f"{ends['waiting']} rows still wait"]) + doubled(player)


def _created(played: Played) -> int:
    return total(played, "created")


def scenes() -> tuple[Scene, ...]:
    """Return the scenes in the order in which they happen."""
    shared: dict[str, Any] = {"flow": IMPORT, "expected": "succeeded"}
    return (
        Scene(
            run="import-good",
            story=f"A registrar uploads {ROWS} course records. Some people and some courses are unknown yet.",
            before=nothing,
            file=_good,
            holds=lambda played: _created(played) > ROWS and bool(played.record.left_out),
            otherwise="all rows should have been imported, but for those that wait",
            proof=_every_row_has_its_end,
            **{**shared, "expected": "needs_attention"},
        ),
        Scene(
            run="import-again",
            story="The same file is uploaded again.",
            before=nothing,
            file=_good,
            holds=lambda played: _created(played) == 0,
            otherwise="nothing should have been written",
            proof=_nothing_was_written,
            **shared,
        ),
        Scene(
            run="import-mistakes",
            story=f"A file of {SMALL} rows, {MISTAKES} of which cannot be right.",
            before=nothing,
            file=_with_mistakes,
            holds=lambda played: total(played, "refused") > 0,
            otherwise="the mistakes should have been refused",
            **{**shared, "expected": "needs_attention"},
        ),
        Scene(
            run="import-corrected",
            story="The registrar corrects them and uploads the file again.",
            before=nothing,
            file=_corrected,
            holds=lambda played: _created(played) > 0,
            otherwise="the corrected rows should have been imported",
            proof=_only_the_corrected_rows_came,
            **shared,
        ),
        Scene(
            run="import-defects",
            story="A file in which one of each thing is wrong that can be: nothing of it may be imported.",
            before=nothing,
            file=lambda _: (f"{_FOLDER}/defects.csv", file_with_one_of_each_defect()),
            holds=lambda played: "Nothing of the file was imported" in played.record.sentence,
            otherwise="it should have said that nothing was imported",
            proof=_each_defect_has_its_place_and_fix,
            **{**shared, "expected": "failed"},
        ),
        Scene(
            run="import-spoiled-rows",
            story="A file that can be read, with one of each mistake that a row can have, and one good row.",
            before=nothing,
            file=_with_each_mistake,
            holds=lambda played: total(played, "refused") > 0 and _created(played) > 0,
            otherwise="each mistake should have been refused alone",
            proof=_each_mistake_has_its_reason,
            **{**shared, "expected": "needs_attention"},
        ),
        Scene(
            run="import-killed",
            story="In the middle of an import its workers die. Before, somebody tried to unlock the flow.",
            before=_is_held_up,
            file=_another,
            meanwhile=_unlock_and_die,
            holds=lambda played: _created(played) > 0,
            otherwise="the next attempt should have finished",
            proof=_it_finished_alone,
            **shared,
        ),
        Scene(
            run="import-appeared",
            story="Everybody who was waited for has an account now. The schedule looks at the open files.",
            before=_everybody_appears,
            given={"trigger": "schedule", "by": "schedule"},
            holds=lambda played: _created(played) > 0,
            otherwise="the rows that waited should have been imported",
            proof=_nothing_waits,
            **shared,
        ),
    )
