"""What data prep takes: the users of the SIS matched with the accounts that Schoology held before (SG7)."""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, unquote

from moto import mock_aws

from benchmarks.accounts import Installation
from benchmarks.district import AS_OF
from benchmarks.goals import Goal
from benchmarks.measuring import Cost, Measured, fresh, measured, tell
from benchmarks.settled import FLOW, SECRET, terms
from rollbook.admin.rendering import table
from rollbook.aws import session
from rollbook.aws.files import Files
from rollbook.aws.stores import Stores
from rollbook.model.messages import Counts, PlanRequest, RunReference
from rollbook.model.ports import Match, Proof
from rollbook.steps.prepare import prepare
from sandbox.twins.stores import VirtualClock
from tests.integration.stack import Stack

_STREAM = "users"
_READ = ("orgs", "users", "target/users")
_RUN = RunReference(
    run="preparation",
    flow=FLOW,
    fence=0,
    as_of=AS_OF,
    started_at=AS_OF,
    trigger="manual",
    by="benchmark",
    preview=True,
    prepare=True,
)
_MOST_MEMORY = 96
"""MiB over the idle process."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """How many people were matched with as many accounts, what was found of them, and what that cost."""

    people: int
    found: dict[str, int]
    cost: Cost


def of_users(people: int) -> Preparation:
    """Match so many, in whole hundreds; one process writes the snapshots and another one matches."""
    hundreds = max(1, people // 100)
    with TemporaryDirectory() as folder:
        fresh("preparing", ("store", hundreds, folder))
        told = fresh("preparing", ("match", hundreds, folder))
    return Preparation(hundreds * 100, told["found"], Cost(**told["cost"]))


def shown(preparation: Preparation) -> str:
    """Return the figures as two tables."""
    cost = preparation.cost
    costs = table(
        ("users", "seconds", "peak MiB", "over idle"),
        [(preparation.people, f"{cost.seconds:.1f}", round(cost.peak), round(cost.added))],
    )
    return f"{costs}\n\n{table(('found', 'records'), list(preparation.found.items()))}"


def goals(preparation: Preparation) -> list[Goal]:
    """Return what is aimed at."""
    added = preparation.cost.added
    aim = f"data prep of {preparation.people:,} users: at most {_MOST_MEMORY} MiB over idle"
    return [Goal(aim, f"{added:.0f} MiB", met=added <= _MOST_MEMORY)]


def store(installation: Installation, folder: Path) -> int:
    """Write the snapshots of both sides as extract does, and keep the objects as files; return how many there are."""
    with mock_aws():
        stack = Stack()
        snapshots = stack.stores().snapshots
        for entity in _READ:
            size = installation.size(entity)
            snapshots.write(_RUN.run, entity, installation.records(entity))
            snapshots.seal(_RUN.run, entity, Proof(declared=size, read=size, pages=1))
        files = Files(session.s3(), stack.names["DataBucket"])
        keys = files.keys("")
        for key in keys:
            (folder / quote(key, safe="")).write_bytes(files.get(key) or b"")
    return len(keys)


def match(installation: Installation, folder: Path) -> Measured:
    """Match what was stored and measure that; AssertionError when the report does not hold what it must."""
    with mock_aws():
        stack = Stack()
        for path in folder.iterdir():
            session.s3().put_object(Bucket=stack.names["DataBucket"], Key=unquote(path.name), Body=path.read_bytes())
        stores, under, clock = stack.stores(), terms(), VirtualClock(AS_OF)
        request = PlanRequest(run=_RUN, stream=_STREAM)

        def step() -> dict[str, int]:
            return prepare(request, terms=under, secret=SECRET, stores=stores, clock=clock).counts.model_dump()

        done = measured(step, ())
        found = _found(stores)
    right = installation.findings()
    figures = Counts(
        unchanged=right[Match.CERTAIN],
        updated=right[Match.LIKELY],
        held=right[Match.CONFLICT],
        created=right[Match.NEW],
    )
    assert (found, done.found) == (right, figures.model_dump()), f"found {found}, said {done.found}; right is {right}"
    return Measured(found, done.cost)


def _found(stores: Stores) -> dict[str, int]:
    findings = stores.reports.read(_RUN.run, _STREAM)
    assert findings is not None
    return dict(Counter(finding.match.value for finding in findings))


def main(name: str, hundreds: int, folder: Path) -> None:
    """Store what is to be matched, or match it and tell what that cost."""
    installation = Installation(hundreds)
    if name == "store":
        print(json.dumps({"objects": store(installation, folder)}))
    else:
        tell(match(installation, folder))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
