"""``make demo``: starts the world, plays every scene, prints a table, writes ``build/demo.json``, and ends."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rollbook import flows
from rollbook.admin.rendering import table
from sandbox.demo.playing import FIGURES, Played
from sandbox.demo.scenario import (
    COLLEGE_SCENES,
    PEOPLESOFT_SCENES,
    PORTAL_SCENES,
    PRIOR_SCENES,
    RECORDS_SCENES,
    SCENES,
    SCHEDULES_SCENES,
)
from sandbox.demo.stages import Act, Beside, Stage, Teller
from sandbox.world.children import REPOSITORY
from sandbox.world.world import RATE_SCALE

RESULT = REPOSITORY / "build" / "demo.json"
FRONT = (
    Act("A school district with 1,290 people", SCENES),
    Act("A university, whose class schedules go both ways", SCHEDULES_SCENES),
    Act("A college, whose students check in at CourseKey", COLLEGE_SCENES),
)
BACK = (
    Act("Another school, whose Schoology was used before", PRIOR_SCENES),
    Act("A registrar, who uploads course records", RECORDS_SCENES),
    Act("A portal of learning content, and where people learn", PORTAL_SCENES),
    Act("Another university, with another SIS", PEOPLESOFT_SCENES),
)


def main() -> int:
    """Play the demonstration; 0 when every scene ended as it must."""
    began = time.monotonic()
    print("Rollbook on this machine: the deployed stack, twice, each between nine simulated systems.")
    print(f"The systems' rate limits are scaled x{RATE_SCALE}, theirs and ours alike, so that you need not wait.\n")
    front = Stage(REPOSITORY / "build" / "demo", FRONT, Teller())
    back = Stage(REPOSITORY / "build" / "demo-beside", BACK, Teller(waits=True))
    beside = Beside(back, began)
    beside.start()
    front.play(began)
    print("\nBeside it, in a world of its own:\n")
    beside.finish()
    letter, played = front.letters[-1], [*front.played, *back.played]
    print(f"\nThe last of {len(front.letters)} e-mails, to {letter.to}: {letter.subject}\n")
    print("\n".join(f"  | {line}" for line in letter.text.splitlines()))
    _write(RESULT, played)
    print(f"\n{_table(played)}\n")
    wrong = [*front.wrong, *back.wrong]
    for mistake in wrong:
        print(f"WRONG  {mistake}")
    where = RESULT.relative_to(REPOSITORY)
    print(f"{len(played)} scenes in {time.monotonic() - began:.0f} s; the figures stand in {where}.")
    return 1 if wrong else 0


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
