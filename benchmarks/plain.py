"""The plain way, for comparison: each record as a pydantic object in a dictionary, and `==`."""

import sys
from itertools import chain

from pydantic import BaseModel, ConfigDict, Field

from benchmarks.lines import CASES, Case, lines
from benchmarks.measuring import measured, tell


class Enrollment(BaseModel):
    """A record as somebody would model it who has memory enough."""

    model_config = ConfigDict(frozen=True)

    course_class: str = Field(alias="class")
    user: str
    role: str


def compare(case: Case, records: int) -> dict[str, int]:
    """Load the baseline, then the records, compare them, and count what is found."""
    known = _load(records) if case.known else {}
    found = dict.fromkeys(case.expected(0), 0)
    desired = _load(records, case.changed_every)
    for key, record in desired.items():
        before = known.get(key)
        found["created" if before is None else "unchanged" if before == record else "updated"] += 1
    found["removed"] = len(known.keys() - desired.keys())
    return found


def _load(records: int, changed_every: int = 0) -> dict[str, Enrollment]:
    return {key: Enrollment.model_validate_json(line) for key, line in lines(records, changed_every)}


def main(case: Case, records: int) -> None:
    """Measure one case."""
    baseline = lines(records) if case.known else iter(())
    made = chain(baseline, lines(records, case.changed_every))
    tell(measured(lambda: compare(case, records), made))


if __name__ == "__main__":
    main(CASES[sys.argv[1]], int(sys.argv[2]))
