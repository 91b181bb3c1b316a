"""EF1, EF6: the flow as it is declared, and as it is deployed."""

from datetime import time, timedelta

import pytest
from pydantic import ValidationError

from rollbook import assembly
from rollbook.flows.edflex.contents.settings import ContentSettings
from rollbook.model.descriptors import Removal
from rollbook.model.settings import WindowSetting
from tests.contract.architecture.repository import CONFIG
from tests.unit.flows.edflex.contents.shelf import FLOW, SEVEN


def test_it_is_deployed_to_run_at_eight_central_european_time_all_year() -> None:
    deployed = assembly.flow_settings(CONFIG, FLOW)
    zone = deployed.clock(assembly.institution(CONFIG).zone)

    assert deployed.schedule == WindowSetting(start=time(8), end=time(8, 10))
    assert {SEVEN.replace(month=month).astimezone(zone).utcoffset() for month in (1, 7)} == {timedelta(hours=1)}


def test_it_is_deployed_as_what_stands_in_the_file_by_default() -> None:
    deployed = assembly.flow_settings(CONFIG, FLOW)

    assert isinstance(deployed, ContentSettings)
    assert (deployed.active, deployed.tags, deployed.keep_manual_tags) == (True, False, False)
    assert ContentSettings() == ContentSettings(active=True, tags=False, keep_manual_tags=False)


@pytest.mark.parametrize("active", [True, False])
def test_deactivating_withdraws_everything(*, active: bool) -> None:
    assert FLOW.withdrawn(ContentSettings(active=active)) is not active


def test_only_courses_are_ever_removed() -> None:
    assert {stream.name: stream.removal for stream in FLOW.streams} == {
        "contents": Removal.DROP,
        "tags": Removal.NEVER,
        "taggings": Removal.NEVER,
    }


def test_a_course_is_told_of_its_tags_after_both_are_there() -> None:
    assert {stream.name: stream.after for stream in FLOW.streams if stream.after} == {"taggings": ("contents", "tags")}


def test_which_contents_were_sent_is_known_to_the_rules_and_counted_by_the_portal() -> None:
    contents = FLOW.stream("contents")

    assert (contents.knows, contents.counted_by) == (("contents",), "portal")


def test_a_word_that_the_file_does_not_have_is_refused() -> None:
    with pytest.raises(ValidationError, match="statuses"):
        ContentSettings.model_validate({"statuses": ["closed"]})
