"""The calls to AWS that a run without changes makes; moto answers them."""

import sys

from moto import mock_aws

from benchmarks.bill import Bill
from benchmarks.district import AS_OF, District
from benchmarks.journal import Journal
from benchmarks.machine import DIGEST_KEY, Machine
from benchmarks.measuring import tell
from benchmarks.settled import FLOW, SECRET, settle, terms
from benchmarks.source import DistrictSource
from rollbook.aws import session
from rollbook.model.messages import BeginRequest
from rollbook.model.runs import Status
from sandbox.twins.stores import VirtualClock
from tests.integration.stack import NAME, Stack


def measure(records: int) -> Bill:
    """Run all streams of a district with about so many records, to which nothing has happened since the last run."""
    district, under, journal = District.holding(records), terms(), Journal()
    with mock_aws():
        stores = Stack().stores()
        session.secretsmanager().put_secret_value(SecretId=f"{NAME}/{DIGEST_KEY}", SecretString=SECRET.decode())
        settled = sum(settle(stream, district, under, stores.baselines) for stream in under.rules.flow.streams)
        machine = Machine(under, stores, VirtualClock(AS_OF), lambda _: DistrictSource(district), journal)
        with journal.watching(session.s3(), session.dynamodb(), session.secretsmanager()):
            record = machine.run(BeginRequest(run="again", flow=FLOW))
    unchanged = sum(counts.unchanged for counts in record.streams.values())
    assert (record.status, unchanged) == (Status.SUCCEEDED, settled), f"a run without changes says: {record.sentence}"
    return Bill(settled, journal.counted, journal.write_units)


if __name__ == "__main__":
    tell(measure(int(sys.argv[1])))
