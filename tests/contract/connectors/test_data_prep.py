"""An installation that was used by hand is matched, decided on and provisioned: nobody is there twice (SG7)."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rollbook.admin.mapping_report import ENCODING
from rollbook.admin.matching import MatchingDesk
from rollbook.aws.settings import load
from rollbook.connectors.eschoolplus.client import EschoolplusClient
from rollbook.connectors.schoology import CONNECTOR
from rollbook.flows.schoology.provisioning import FLOW
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.messages import BeginRequest, Counts
from rollbook.model.records import Json
from rollbook.model.runs import RunRecord, Status
from rollbook.steps.looking import Rules
from rollbook.steps.plan import Terms
from sandbox.institution import sample_institution
from sandbox.twins.conductor import SECRET, Conductor
from sandbox.twins.stores import VirtualClock
from tests.contract.connectors.school import School

ZONE = ZoneInfo("America/New_York")
CONFIG = Path(__file__).parents[3] / "layers/config"


@dataclass
class Installation:
    """The two systems, what Schoology held before, and what is done with them."""

    conductor: Conductor
    school: School
    before: dict[str, dict[int, Json]]

    def play(self, run: str, *, prepare: bool = False) -> RunRecord:
        self.conductor.clock.sleep(60)
        return self.conductor.run(BeginRequest(run=run, flow=FLOW.name, prepare=prepare, preview=prepare))

    def rows(self, collection: str) -> dict[int, Json]:
        return {row["id"]: row for row in self.school.rows(collection)}

    def decide(self, folder: Path) -> None:
        """Export the reports, decide all conflicts, and import: an account of two people is whose name it has."""
        desk = MatchingDesk(self.conductor.stores, self.conductor.clock, load=lambda _: FLOW)
        files = [written.file for written in desk.export("preparation", folder)]
        for file in files:
            _decide(file)
        self.conductor.clock.sleep(60)
        desk.take_in("preparation", files, by="registrar", secret=SECRET, zone=ZONE, tell=lambda *_: None)


def _decide(file: Path) -> None:
    with file.open(encoding=ENCODING, newline="") as table:
        lines = list(csv.DictReader(table))
    for line in lines:
        if line["finding"] == "conflict":
            line["decision"] = "link" if line["sis_name"] == line["schoology_name"] else "create"
    with file.open("w", encoding=ENCODING, newline="") as table:
        writer = csv.DictWriter(table, lines[0])
        writer.writeheader()
        writer.writerows(lines)


@pytest.fixture
def installation(school: School, reader: EschoolplusClient) -> Installation:
    school.simulator.perform("old_accounts", {})
    settings = load(CONFIG / f"{FLOW.name}.yaml", ProvisioningSettings)
    conductor = Conductor(
        terms=Terms(rules=Rules(flow=FLOW, settings=settings, zone=ZONE), writes=CONNECTOR.writes, limits=None),
        source=lambda: reader,
        target=school.client,
        connector=CONNECTOR,
        clock=VirtualClock(datetime(2026, 9, 14, 14, tzinfo=UTC)),
    )
    before = {name: {row["id"]: row for row in school.rows(name)} for name in ("users", "courses", "sections")}
    return Installation(conductor, school, before)


def test_the_first_run_on_an_installation_that_was_used_by_hand_makes_nothing_twice(
    installation: Installation, tmp_path: Path
) -> None:
    prepared = installation.play("preparation", prepare=True)
    installation.decide(tmp_path)
    first, second = installation.play("first"), installation.play("second")

    assert prepared.streams["users"] == Counts(unchanged=240, updated=160, held=8, created=870)
    assert prepared.streams["courses"] == Counts(unchanged=33, created=67)
    assert prepared.streams["sections"] == Counts(updated=64, created=176)
    assert (first.status, first.problems) == (Status.SUCCEEDED, ())
    assert second.planned_calls == 0
    people = {person["identifier"]: person for person in sample_institution().users.values()}
    classes = sample_institution().classes
    for collection, key in (("users", "school_uid"), ("courses", "course_code"), ("sections", "section_school_code")):
        rows, expected = installation.rows(collection), prepared.streams[collection]
        assert max(Counter(row[key] for row in rows.values()).values()) == 1
        assert installation.before[collection].keys() <= rows.keys()
        # Of each two people in conflict one is linked to the account and the other is new.
        assert len(rows) == len(installation.before[collection]) + expected.created + expected.held // 2
    for number, row in installation.before["users"].items():
        uid = installation.rows("users")[number]["school_uid"]
        if uid in people:
            assert (row["name_first"], row["name_last"]) == (people[uid]["givenName"], people[uid]["familyName"])
    for number, row in installation.before["sections"].items():
        code = installation.rows("sections")[number]["section_school_code"]
        assert (row["section_code"], row["title"]) == (classes[code]["classCode"], classes[code]["title"])
