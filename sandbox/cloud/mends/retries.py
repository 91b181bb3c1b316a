# ruff: noqa: SLF001 - a mend replaces private functions
"""Retries in state machines obey ``MaxDelaySeconds`` and ``JitterStrategy``.

MiniStack: ignores both, and caps each delay at 60 s (the cap stays).
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
Mend: the matching retrier is handed over with its delay already computed, and no growth.
"""

import random
from typing import Any

from ministack.services import stepfunctions

from sandbox.cloud.mends.pins import original


def install() -> None:
    """Put the mend in place."""
    find = original(stepfunctions, "_find_matching_retrier", "retriers, error, retry_counts")

    def find_with_delay(retriers: Any, error: str, retry_counts: dict[int, int]) -> tuple[dict[str, Any] | None, int]:
        retrier, index = find(retriers, error, retry_counts)
        if retrier is None:
            return None, index
        return {**retrier, "IntervalSeconds": _delay(retrier, retry_counts.get(index, 0)), "BackoffRate": 1}, index

    stepfunctions._find_matching_retrier = find_with_delay


def _delay(retrier: dict[str, Any], attempt: int) -> float:
    grown = float(retrier.get("IntervalSeconds", 1)) * float(retrier.get("BackoffRate", 2)) ** attempt
    delay = min(grown, float(retrier.get("MaxDelaySeconds", grown)))
    return random.uniform(0, delay) if retrier.get("JitterStrategy") == "FULL" else delay
