"""What the requests of a run cost at AWS, beside what it would cost to touch every record's mapping."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.goals import Goal
from benchmarks.measuring import fresh
from rollbook.admin.rendering import table

MAPPINGS = "MappingsTable"

# List prices of us-east-1 in dollars: aws.amazon.com/s3/pricing, /dynamodb/pricing/on-demand, /secrets-manager/pricing.
_READ_UNIT = 1.25e-7
_WRITE_UNIT = 6.25e-7
_PRICES = {
    "BatchGetItem": _READ_UNIT,
    "DeleteItem": _WRITE_UNIT,
    "DeleteObject": 0.0,
    "GetItem": _READ_UNIT,
    "GetObject": 4e-7,
    "GetSecretValue": 5e-6,
    "ListObjectsV2": 5e-6,
    "PutItem": 0.0,  # paid by the unit
    "PutObject": 5e-6,
    "Query": _READ_UNIT,
}
"""The price of a call as the runs that are counted here make it: what one reads from a table fits into one unit."""

_MOST_CALLS = 300
_CHEAPER_THAN_READING = 250
_CHEAPER_THAN_WRITING = 1_000


@dataclass(frozen=True, slots=True)
class Bill:
    """The calls of a run that compared so many records, by subject and operation.

    `write_units` are what DynamoDB charges for its writes: one for each kilobyte.
    """

    records: int
    counted: Sequence[tuple[str, str, int]]
    write_units: int

    @property
    def calls(self) -> int:
        """All calls."""
        return sum(count for _, _, count in self.counted)

    @property
    def mapping_reads(self) -> int:
        """Calls to the table of mappings."""
        return sum(count for subject, _, count in self.counted if subject == MAPPINGS)

    @property
    def dollars(self) -> float:
        """The price of the calls."""
        return sum(_PRICES[name] * count for _, name, count in self.counted) + self.write_units * _WRITE_UNIT


def of_a_run_without_changes(records: int) -> Bill:
    """Count the calls of such a run, in a process of its own."""
    return Bill(**fresh("calls", (records,)))


def shown(bill: Bill) -> str:
    """Return the calls as a table, and what they cost."""
    rows = [(*row, round(_PRICES[row[1]] * row[2] * 1e6)) for row in bill.counted]
    units = ("all tables", "units written", bill.write_units, round(bill.write_units * _WRITE_UNIT * 1e6))
    total = ("all", "calls", bill.calls, round(bill.dollars * 1e6))
    return table(("what", "operation", "calls", "millionths of $"), [*rows, units, total])


def goals(bill: Bill) -> list[Goal]:
    """Return what is aimed at."""
    size = f"no-change run of {bill.records:,}"
    reading, writing = (bill.records * unit / bill.dollars for unit in (_READ_UNIT, _WRITE_UNIT))
    return [
        Goal(f"{size}: at most {_MOST_CALLS} calls", f"{bill.calls} calls", met=bill.calls <= _MOST_CALLS),
        Goal(f"{size}: no mapping read", f"{bill.mapping_reads} reads", met=bill.mapping_reads == 0),
        Goal(
            f"{size}: {_CHEAPER_THAN_READING} x cheaper than reading every mapping",
            f"{reading:,.0f} x",
            met=reading >= _CHEAPER_THAN_READING,
        ),
        Goal(
            f"{size}: {_CHEAPER_THAN_WRITING:,} x cheaper than putting every mapping",
            f"{writing:,.0f} x",
            met=writing >= _CHEAPER_THAN_WRITING,
        ),
    ]
