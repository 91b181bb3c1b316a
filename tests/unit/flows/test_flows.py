import pytest

from rollbook import flows
from rollbook.model.descriptors import Removal
from rollbook.model.errors import SettingsError
from rollbook.model.settings import FlowSettings
from rollbook.sync.waves import in_order


def test_every_flow_is_found_by_its_name() -> None:
    assert "schoology.provisioning" in flows.names()
    for name in flows.names():
        assert flows.load(name).name == name


@pytest.mark.parametrize("name", ["schoology", "schoology.provisionin", "schoology.people", "..provisioning", ""])
def test_a_flow_that_is_not_there_names_those_that_are(name: str) -> None:
    with pytest.raises(SettingsError, match=r"Accepted are: .*schoology.provisioning"):
        flows.load(name)


@pytest.mark.parametrize("name", flows.names())
def test_the_streams_of_a_flow_are_listed_in_an_order_that_they_can_go_in(name: str) -> None:
    streams = flows.load(name).streams

    assert in_order(streams) == list(streams)


@pytest.mark.parametrize("name", flows.names())
def test_the_streams_that_remove_are_those_that_can_be_guarded(name: str) -> None:
    flow = flows.load(name)

    assert issubclass(flow.settings, FlowSettings)
    assert flow.settings.guarded == tuple(one.name for one in flow.streams if one.removal is not Removal.NEVER)


@pytest.mark.parametrize("name", flows.names())
def test_a_flow_that_goes_back_only_so_far_removes_nothing(name: str) -> None:
    flow = flows.load(name)

    removing = [stream.name for stream in flow.streams if stream.removal is not Removal.NEVER]
    assert not (flow.horizon and removing), "what is older would be taken for gone"
