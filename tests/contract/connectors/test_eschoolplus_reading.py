"""Reading eSchoolPLUS completely, or saying that it was not complete."""

import pytest

from rollbook.connectors import load
from rollbook.connectors.eschoolplus.client import EschoolplusClient
from rollbook.connectors.eschoolplus.settings import Credentials, Settings
from rollbook.model.errors import ContractError, IncompleteReadError
from rollbook.model.records import Scope
from sandbox.simulators.eschoolplus import ROSTERING_PATH, TOKEN_PATH, EschoolplusSimulator
from sandbox.simulators.faults import Fault
from sandbox.simulators.serving import serving
from tests.contract.connectors.pace import RecordingPace

COLLECTIONS = sorted(set(load("eschoolplus").reads) - {"categories"})


@pytest.mark.parametrize("entity", COLLECTIONS)
def test_every_collection_is_read_completely_and_unchanged(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient, entity: str
) -> None:
    pages = list(reader.read(entity, Scope()))

    records = [record for page in pages for record in page.records]
    held = eschoolplus.institution.collection(entity)
    assert records == sorted(held.values(), key=lambda record: str(record["sourcedId"]))
    assert {page.declared for page in pages} == {len(held)}


def test_pages_join_on_to_each_other_by_one_record(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient
) -> None:
    pages = list(reader.read("classes", Scope()))

    assert [len(page.records) for page in pages][:2] == [100, 99]
    assert reader.calls == len(pages) + 1, "and one for the token"
    assert eschoolplus.calls.summary()["calls"]["POST /oauth/token"] == {"200": 1}


def test_a_server_that_gives_smaller_pages_than_asked_for_is_read_completely(pace: RecordingPace) -> None:
    simulator = EschoolplusSimulator(max_limit=70)
    with serving(simulator) as url:
        client = EschoolplusClient(_credentials(url), Settings(page_size=500), pace)

        pages = list(client.read("classes", Scope()))

    assert sum(len(page.records) for page in pages) == len(simulator.institution.classes)
    assert len(pages[0].records) == 70


def test_a_filter_narrows_what_is_read(reader: EschoolplusClient) -> None:
    pages = list(reader.read("users", Scope({"status": "tobedeleted"})))

    assert {record["status"] for page in pages for record in page.records} == {"tobedeleted"}


def test_an_empty_collection_is_one_empty_page(reader: EschoolplusClient) -> None:
    (page,) = reader.read("users", Scope({"username": "nobody"}))

    assert (page.records, page.declared) == ([], 0)


def test_an_apostrophe_does_not_end_a_filters_value(reader: EschoolplusClient) -> None:
    with pytest.raises(ContractError, match="invalid_filter_field") as refused:
        list(reader.read("users", Scope({"familyName": "O'Neill' OR status='active"})))

    assert "Neill" not in str(refused.value)


def test_more_than_two_conditions_are_not_a_oneroster_filter(reader: EschoolplusClient) -> None:
    with pytest.raises(ContractError, match="at most 2 conditions"):
        reader.read("users", Scope({"a": "1", "b": "2", "c": "3"}))


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_truncated_page_is_an_incomplete_read(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient, after: int
) -> None:
    eschoolplus.faults.add(Fault(kind="truncated", path="/classes", after=after, times=1))

    with pytest.raises(IncompleteReadError, match="eSchoolPLUS classes was not read completely"):
        list(reader.read("classes", Scope()))


def test_a_truncated_only_page_is_an_incomplete_read(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient
) -> None:
    eschoolplus.faults.add(Fault(kind="truncated", path="/orgs"))

    with pytest.raises(IncompleteReadError):
        list(reader.read("orgs", Scope()))


@pytest.mark.parametrize("after", [0, 1, 2])
def test_records_that_move_between_pages_are_an_incomplete_read(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient, after: int
) -> None:
    eschoolplus.faults.add(Fault(kind="drift", path="/classes", after=after, times=1))

    with pytest.raises(IncompleteReadError, match="does not join on"):
        list(reader.read("classes", Scope()))


def test_a_record_that_leaves_while_pages_are_read_is_noticed(
    eschoolplus: EschoolplusSimulator, reader: EschoolplusClient
) -> None:
    pages = reader.read("enrollments", Scope())
    first = next(pages)
    eschoolplus.institution = eschoolplus.institution.copy()
    del eschoolplus.institution.enrollments[first.records[3]["sourcedId"]]

    with pytest.raises(IncompleteReadError, match="does not join on"):
        list(pages)


def test_rosters_are_only_read(reader: EschoolplusClient) -> None:
    with pytest.raises(ContractError, match="The users of eSchoolPLUS are only read"):
        reader.write("users", [])
    with pytest.raises(ContractError, match="what can be written is lineItems, results"):
        reader.find("users", [])
    assert reader.calls == 0


def _credentials(url: str) -> Credentials:
    return Credentials.model_validate(
        {
            "base_url": url + ROSTERING_PATH,
            "token_url": url + TOKEN_PATH,
            "client_id": "OneRoster_MRD_001",
            "client_secret": "maple-ridge-sis-secret",
        }
    )
