"""The door of webhooks: whether it holds against very many bad calls, what a call costs, and how fast it opens."""

import hmac
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from benchmarks.goals import Goal
from benchmarks.measuring import REPOSITORY, fresh, seconds_of, tell
from rollbook.admin.rendering import table
from rollbook.webhooks.judging import judge
from rollbook.webhooks.verdicts import Accepted
from tests.unit.webhooks.callers import KEY, SIGNED_BODY, event
from tests.unit.webhooks.strangers import Strangers

_SIZES = (2_000, 20_000, 200_000)
_OTHER_HEADERS = tuple((f"X-Header-{number}", "as many as come through API Gateway") for number in range(8))
_BYTES_A_REPETITION = 4_000_000
_REPETITIONS = 5
_MOST_COST = 2.5
_MOST_START = 1.2

_OURS = "import handler"
_PLAIN = """
import boto3
from botocore.config import Config
from aws_lambda_powertools import Logger
logger = Logger(service="rollbook", log_uncaught_exceptions=False)
for name in ("sqs", "dynamodb", "secretsmanager"):
    boto3.client(name, region_name="us-east-1", config=Config(retries={"mode": "standard", "max_attempts": 5}))
"""
_AND_SAY = "\nimport time\nprint(time.process_time())"
_ENVIRONMENT = {
    "AWS_REGION": "us-east-1",
    "INBOX_QUEUE": "https://sqs.us-east-1.amazonaws.com/123456789012/inbox",
    "COORDINATION_TABLE": "coordination",
    "SECRETS_PREFIX": "rollbook",
    "PYTHONPATH": os.pathsep.join((str(REPOSITORY / "functions" / "receive"), str(REPOSITORY / "layers" / "rollbook"))),
}


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """How many calls were judged; how many raised, were let in wrongly, and were kept out wrongly."""

    calls: int
    uncaught: int
    let_in: int
    kept_out: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Seconds of one core that something takes us, and the plain way."""

    what: str
    ours: float
    plain: float

    @property
    def ratio(self) -> float:
        """How many times as much it takes us."""
        return self.ours / self.plain


@dataclass(frozen=True, slots=True)
class Doorstep:
    """All figures: the calls, beside `json.loads` and one HMAC; the start, beside the AWS clients and the logger."""

    fuzzed: Fuzzed
    calls: Sequence[Beside]
    start: Beside


def of_calls(count: int) -> Doorstep:
    """Measure in a process of its own, with so many calls to judge."""
    told = fresh("doorstep", (count,))
    calls = [Beside(**beside) for beside in told["calls"]]
    return Doorstep(Fuzzed(**told["fuzzed"]), calls, Beside(**told["start"]))


def shown(doorstep: Doorstep) -> str:
    """Return the figures as two tables."""
    fuzzed = doorstep.fuzzed
    judged = table(
        ("calls judged", "uncaught", "let in wrongly", "kept out wrongly"),
        [(fuzzed.calls, fuzzed.uncaught, fuzzed.let_in, fuzzed.kept_out)],
    )
    rows = [
        (beside.what, f"{beside.ours * 1e6:.1f}", f"{beside.plain * 1e6:.1f}", f"{beside.ratio:.2f} x")
        for beside in (*doorstep.calls, doorstep.start)
    ]
    return f"{judged}\n\n{table(('microseconds for', 'ours', 'plain', 'ratio'), rows)}"


def goals(doorstep: Doorstep) -> list[Goal]:
    """Return what is aimed at."""
    fuzzed, start = doorstep.fuzzed, doorstep.start
    wrong = fuzzed.uncaught + fuzzed.let_in + fuzzed.kept_out
    dearest = max(beside.ratio for beside in doorstep.calls)
    return [
        Goal(f"{fuzzed.calls:,} webhook calls: none judged wrongly", f"{wrong} wrong", met=wrong == 0),
        Goal(
            f"a webhook call: at most {_MOST_COST:g} x parsing and an HMAC",
            f"{dearest:.1f} x",
            met=dearest <= _MOST_COST,
        ),
        Goal(
            f"receive starts within {_MOST_START:g} x of clients and logger",
            f"{start.ratio:.2f} x",
            met=start.ratio <= _MOST_START,
        ),
    ]


def fuzz(count: int, seed: int = 1) -> Fuzzed:
    """Judge so many calls and count what goes wrong."""
    uncaught = let_in = kept_out = 0
    for attempt in Strangers(seed).attempts(count):
        try:
            is_in = isinstance(judge(attempt.call, attempt.keys), Accepted)
        except Exception:  # noqa: BLE001 - none is expected, so every one is counted
            uncaught += 1
            continue
        let_in += is_in and attempt.gets_in is False
        kept_out += attempt.gets_in is True and not is_in
    return Fuzzed(count, uncaught, let_in, kept_out)


def measure(count: int) -> Doorstep:
    """Return all figures."""
    return Doorstep(fuzz(count), [_verifying(size) for size in _SIZES], _starting())


def _verifying(size: int) -> Beside:
    """Compare for a signed call of so many bytes."""
    body = event(padding="x" * (size - len(event(padding=""))))
    signed, keys = SIGNED_BODY.call(body), SIGNED_BODY.keys()
    call = replace(signed, headers=(*_OTHER_HEADERS, *signed.headers))
    signature = call.header("x-signature").removeprefix("sha256=")

    def plain() -> object:
        return hmac.compare_digest(hmac.new(KEY, body, "sha256").hexdigest(), signature) and json.loads(body)

    return Beside(f"a call of {size:,} bytes", _seconds(lambda: judge(call, keys), size), _seconds(plain, size))


def _seconds(work: Callable[[], object], size: int) -> float:
    """Return the seconds of one call, of the best of some repetitions: what disturbs a machine only ever adds."""
    times = _BYTES_A_REPETITION // size

    def repeat() -> None:
        for _ in range(times):
            work()

    return min(seconds_of(repeat) for _ in range(_REPETITIONS)) / times


def _starting() -> Beside:
    """Compare the cold start of the function with that of what it cannot do without."""
    ours, plain = [], []
    for _ in range(_REPETITIONS):
        ours.append(_start(_OURS))
        plain.append(_start(_PLAIN))
    return Beside("a cold start", min(ours), min(plain))


def _start(script: str) -> float:
    """Return the seconds that a new interpreter has worked when the script is done."""
    done = subprocess.run(  # noqa: S603 - our own script, by this interpreter
        [sys.executable, "-c", script + _AND_SAY],
        env=os.environ | _ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


if __name__ == "__main__":
    tell(measure(int(sys.argv[1])))
