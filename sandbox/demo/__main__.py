"""``make demo``: starts the world, plays every scene, prints a table, writes ``build/demo.json``, and ends."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rollbook import flows
from rollbook.admin.rendering import table
from sandbox.demo.playing import FIGURES, Played, Player
from sandbox.demo.scenario import COLLEGE_SCENES, PRIOR_SCENES, RECORDS_SCENES, SCENES
from sandbox.demo.scene import Scene
from sandbox.world.children import REPOSITORY
from sandbox.world.world import RATE_SCALE, World

RESULT = REPOSITORY / "build" / "demo.json"


def main() -> int:
    """Play the demonstration; 0 when every scene ended as it must."""
    began = time.monotonic()
    print("Rollbook on this machine: the deployed stack, five simulated systems, one district with 1,290 people.")
    print(f"The systems' rate limits are scaled x{RATE_SCALE}, theirs and ours alike, so that you need not wait.\n")
    played: list[Played] = []
    wrong: list[str] = []
    with World(folder=REPOSITORY / "build" / "demo") as world:
        wrong += _play(Player(world), SCENES, played, began)
        print("\nA college, whose students check in at CourseKey:\n")
        wrong += _play(Player(world), COLLEGE_SCENES, played, began)
        print("\nA registrar, who uploads course records:\n")
        wrong += _play(Player(world), RECORDS_SCENES, played, began)
        letters = world.letters()
    print("\nAnother school, whose Schoology was used before:\n")
    with World(folder=REPOSITORY / "build" / "demo-prior") as world:
        wrong += _play(Player(world), PRIOR_SCENES, played, began)
    print(f"\nThe last of {len(letters)} e-mails, to {letters[-1].to}: {letters[-1].subject}\n")
    print("\n".join(f"  | {line}" for line in letters[-1].text.splitlines()))
    _write(RESULT, played)
    print(f"\n{_table(played)}\n")
    for mistake in wrong:
        print(f"WRONG  {mistake}")
    where = RESULT.relative_to(REPOSITORY)
    print(f"{len(played)} scenes in {time.monotonic() - began:.0f} s; the figures stand in {where}.")
    return 1 if wrong else 0


def _play(player: Player, scenes: Sequence[Scene], played: list[Played], began: float) -> list[str]:
    """Play scenes one after the other, tell how each went, and return what went wrong."""
    wrong: list[str] = []
    for scene in scenes:
        print(f"\n{time.monotonic() - began:6.1f} s  {scene.run}: {scene.story}", flush=True)
        played.append(scene.play(player))
        wrong += scene.mistakes(player, played[-1])
        _tell(played[-1])
    return wrong


def _tell(played: Played) -> None:
    print(f"{'':10}{played.status}: {played.record.sentence}")
    if played.freshness:
        fresh, looks = played.freshness, f" in {played.runs} looks" if played.runs > 1 else ""
        half = f"half of {fresh.count} records within {fresh.p50:.1f} s, 95 % within {fresh.p95:.1f} s"
        print(f"{'':10}from source to target: {half}{looks}")


def _table(played: Sequence[Played]) -> str:
    rows = [
        (run.run, stream, *(figures[name] for name in FIGURES), "", "", "", "")
        for run in played
        for stream, figures in run.streams.items()
    ]
    totals = {
        run.run: (
            run.run,
            f"= {run.status}",
            *(sum(figures[name] for figures in run.streams.values()) for name in FIGURES),
            *_calls(run),
            run.transitions,
            run.seconds,
        )
        for run in played
    }
    ordered = [row for run in played for row in (*(row for row in rows if row[0] == run.run), totals[run.run])]
    return table(("run", "stream", *FIGURES, "source calls", "target calls", "transitions", "seconds"), ordered)


def _calls(run: Played) -> tuple[int, int]:
    flow = flows.load(run.flow)
    return run.calls.get(flow.source, 0), run.calls[flow.target]


def _write(file: Path, played: Sequence[Played]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"flows": [run.to_json() for run in played]}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
