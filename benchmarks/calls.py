"""The calls to AWS that a run without changes makes, counted where they leave the real stores; moto answers them."""

import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from botocore.client import BaseClient
from botocore.model import OperationModel
from moto import mock_aws

from benchmarks.bill import Bill
from benchmarks.district import AS_OF, District
from benchmarks.measuring import tell
from benchmarks.settled import FLOW, SECRET, settle, terms
from benchmarks.source import DistrictSource
from rollbook.aws import session
from rollbook.aws.stores import Stores
from rollbook.model.messages import BeginRequest, ExtractRequest, PlanRequest, ReportRequest
from rollbook.model.runs import RunRecord, Status
from rollbook.steps.begin import begin
from rollbook.steps.extract import extract
from rollbook.steps.plan import Terms, plan
from rollbook.steps.report import report
from sandbox.twins.stores import VirtualClock
from tests.integration.stack import NAME, Stack

_DIGEST_KEY = "digest-key"
_KILOBYTE = 1_024
_SUBJECTS = {
    "snapshots/.*/part-": "parts of snapshots",
    "snapshots/.*/proof": "proofs of snapshots",
    "baselines/.*/manifest": "manifests of baselines",
    "baselines/.*/shards/": "shards of baselines",
    "plans/[^/]*/notes/": "notes of steps",
    "plans/.*/outcomes/": "outcomes",
    "plans/": "chunks",
}
"""What an object of the data bucket is, by how its key begins."""


class Journal:
    """Counts what the clients of AWS are asked for."""

    def __init__(self, clients: list[BaseClient]) -> None:
        self.counted: Counter[tuple[str, str]] = Counter()
        self.write_units = 0
        for client in clients:
            client.meta.events.register("before-parameter-build", self._note)

    def _note(self, params: Mapping[str, Any], model: OperationModel, **_: object) -> None:
        self.counted[_subject(params), model.name] += 1
        if "Item" in params:
            # Twice, which is never too little: the table of runs has an index of whole records.
            self.write_units += 2 * -(-len(json.dumps(params["Item"])) // _KILOBYTE)


def measure(records: int) -> Bill:
    """Run all streams of a district with about so many records, to which nothing has happened since the last run."""
    district, under = District.holding(records), terms()
    with mock_aws():
        stores = Stack().stores()
        session.secretsmanager().put_secret_value(SecretId=f"{NAME}/{_DIGEST_KEY}", SecretString=SECRET.decode())
        settled = sum(settle(stream, district, under, stores.baselines) for stream in under.flow.streams)
        journal = Journal([session.s3(), session.dynamodb(), session.secretsmanager()])
        record = _run(district, under, stores)
    unchanged = sum(counts.unchanged for counts in record.streams.values())
    assert (record.status, unchanged) == (Status.SUCCEEDED, settled), f"a run without changes says: {record.sentence}"
    counted = [(subject, operation, count) for (subject, operation), count in sorted(journal.counted.items())]
    return Bill(settled, counted, journal.write_units)


def _run(district: District, under: Terms, stores: Stores) -> RunRecord:
    """Do what the state machine and its functions do, reading the secrets as they do."""
    flow, clock = under.flow, VirtualClock(AS_OF)
    begun = begin(
        BeginRequest(run="again", flow=FLOW),
        flow=flow,
        settings=under.settings,
        zone=under.zone,
        registers=stores.registers,
        runs=stores.runs,
        clock=clock,
    )
    for entity in begun.reads:
        stores.secrets.text(flow.source)
        source = DistrictSource(district)
        extract(
            ExtractRequest(run=begun.run, entity=entity), system=flow.source, client=source, stores=stores, clock=clock
        )
    for stream in begun.streams:
        secret = stores.secrets.text(_DIGEST_KEY).encode()
        plan(PlanRequest(run=begun.run, stream=stream), terms=under, secret=secret, stores=stores, clock=clock)
    _, record = report(ReportRequest(run=begun.run), stores=stores, clock=clock)
    return record


def _subject(params: Mapping[str, Any]) -> str:
    """Return what a call is about: a kind of object, a table, or a secret."""
    if "SecretId" in params:
        return "secrets"
    if "Bucket" in params:
        key = params.get("Key") or params["Prefix"]
        return next(name for pattern, name in _SUBJECTS.items() if re.match(pattern, key))
    table: str = params.get("TableName") or next(iter(params["RequestItems"]))
    return table.removeprefix(f"{NAME}-")


if __name__ == "__main__":
    tell(measure(int(sys.argv[1])))
