"""The sample district under the settings that are delivered: what refers to something finds it there."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from rollbook.aws.settings import load
from rollbook.flows.schoology.provisioning import FLOW
from rollbook.flows.schoology.settings import ProvisioningSettings
from rollbook.model.records import Desired, Refusal
from sandbox.institution import sample_institution
from tests.unit.flows.district import NEW_YORK, District

CONFIG = Path(__file__).parents[3] / "layers/config"
Wanted = dict[str, list[Desired | Refusal]]


@pytest.fixture(scope="module")
def wanted() -> Wanted:
    settings = load(CONFIG / f"{FLOW.name}.yaml", ProvisioningSettings).model_dump(exclude={"schedule"})
    now = datetime(2026, 9, 14, 10, tzinfo=NEW_YORK)
    district = District(**sample_institution().as_json(), settings=settings, now=now)
    return {stream.name: district.items(stream.name) for stream in FLOW.streams}


def test_nothing_of_the_sample_is_refused(wanted: Wanted) -> None:
    assert {stream: sum(isinstance(item, Refusal) for item in items) for stream, items in wanted.items()} == {
        stream.name: 0 for stream in FLOW.streams
    }


def test_every_key_of_the_sample_comes_once(wanted: Wanted) -> None:
    for items in wanted.values():
        assert max(Counter(item.key for item in items).values()) == 1


def test_everything_that_a_record_needs_is_wanted_too(wanted: Wanted) -> None:
    keys = {stream: {item.key for item in items} for stream, items in wanted.items()}
    lacking = Counter(
        (stream, need.stream)
        for stream, items in wanted.items()
        for item in items
        if isinstance(item, Desired)
        for need in item.requires
        if need.key not in keys[need.stream]
    )

    assert lacking == Counter()


def test_classes_of_an_ended_term_are_left_out(wanted: Wanted) -> None:
    institution = sample_institution()
    ended = {key for key, term in institution.academicSessions.items() if term["endDate"] < "2026-09-14"}
    classes = {
        key for key, found in institution.classes.items() if {term["sourcedId"] for term in found["terms"]} <= ended
    }

    assert classes
    assert classes.isdisjoint(item.key for item in wanted["sections"])
