"""Reading people and courses of EthosCE: completely, or not at all."""

import json

import pytest
from werkzeug.wrappers import Response

from rollbook.connectors import load
from rollbook.connectors.ethosce.wire import READERS
from rollbook.model.errors import ContractError, CredentialsError, IncompleteReadError, SystemUnavailableError
from rollbook.model.records import Scope
from sandbox.institution.lms import sample_lms
from sandbox.simulators.serving import serving
from tests.contract.connectors.learning import Learning, shell

every_collection = pytest.mark.parametrize("name", load("ethosce").reads)


@every_collection
@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_collection_is_read_whole_whatever_the_size_of_its_pages(learning: Learning, name: str, size: int) -> None:
    read = learning.read(name, page_size=size)

    assert len(read) == {"users": 401, "courses": 40}[name]
    assert len({one["id"] for one in read}) == len(read)


def test_people_come_with_what_a_file_names_them_by(learning: Learning) -> None:
    sample = sample_lms().people

    read = learning.read("users")[1:]

    assert [(one["externalId"], one["email"]) for one in read] == [
        (one.external_id or None, one.email) for one in sample
    ]
    assert all(one["id"].isdecimal() for one in read)


def test_courses_come_with_what_they_require_and_other_nodes_do_not_come(learning: Learning) -> None:
    learning.client().write("courses", [shell()])

    *read, imported = learning.read("courses")

    sample = sample_lms().courses
    assert [(one["externalId"], one["title"], one["requiredObjects"]) for one in read] == [
        (one.external_id or None, one.title, one.required_objects) for one in sample
    ]
    assert not any(one["imported"] for one in read)
    assert (imported["externalId"], imported["requiredObjects"], imported["imported"]) == ("OLD-1", 0, True)


def test_each_page_declares_the_total_of_the_whole(learning: Learning) -> None:
    pages = list(learning.client(page_size=30).read("courses", Scope()))

    assert [(len(page.records), page.declared) for page in pages] == [(30, 40), (10, 40)]


def test_who_comes_while_the_list_is_read_makes_it_incomplete(learning: Learning) -> None:
    learning.meanwhile("user.json", lambda: learning.simulator.perform("appear", {"email": "a@new.example"}), after=2)

    with pytest.raises(IncompleteReadError, match="its total was 401 and became 402"):
        learning.read("users")


def test_a_page_that_was_cut_off_loses_nobody(learning: Learning) -> None:
    whole = learning.read("users")
    learning.fail("truncated", "GET", times=2)

    assert learning.read("users") == whole


@every_collection
def test_a_list_that_stays_cut_off_is_incomplete(learning: Learning, name: str) -> None:
    learning.fail("truncated", "GET", after=1)

    with pytest.raises(IncompleteReadError, match="does not lead on"):
        learning.read(name, page_size=1)


def test_a_list_that_moved_is_incomplete(learning: Learning) -> None:
    learning.fail("drift", "GET", path="user.json", times=1)

    with pytest.raises(IncompleteReadError, match="was not read completely"):
        learning.read("users")


@pytest.mark.parametrize("kind", ["500", "503", "timeout", "lost"])
def test_a_read_that_fails_is_repeated(learning: Learning, kind: str) -> None:
    learning.fail(kind, "GET", times=2)

    assert len(learning.read("courses")) == 40
    assert learning.pace.penalties == [1.0, 2.0]


def test_an_ethosce_that_stays_away_ends_the_step(learning: Learning) -> None:
    learning.fail("503")

    with pytest.raises(SystemUnavailableError):
        learning.read("courses")


def test_a_demand_to_wait_is_obeyed(learning: Learning) -> None:
    learning.fail("429", times=1, seconds=7)

    assert len(learning.read("courses")) == 40
    assert learning.pace.penalties == [7.0]


@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_an_answer_that_is_none_breaks_the_contract(learning: Learning, kind: str) -> None:
    learning.fail(kind)

    with pytest.raises(ContractError, match=r"GET /user\.json"):
        learning.read("users")


@pytest.mark.parametrize("more", [{"username": "restws_other"}, {"password": "wrong"}])
def test_wrong_credentials_are_told_without_them(learning: Learning, more: dict[str, str]) -> None:
    learning.credentials |= more

    with pytest.raises(CredentialsError, match=r"GET /user\.json \(401: unauthorized\)") as refused:
        learning.read("users")

    assert not set(more.values()) & set(str(refused.value).split())


def test_what_is_not_there_or_only_in_parts_is_not_read(learning: Learning) -> None:
    with pytest.raises(ContractError, match="no list of credits"):
        learning.client().read("credits", Scope())
    for scope in (Scope(parts=("CE-001",)), Scope(where={"email": "a@b.example"})):
        with pytest.raises(ContractError, match="cannot be read in parts"):
            learning.client().read("users", scope)


def test_ids_and_numbers_may_be_numbers_or_text_and_what_is_empty_is_nothing() -> None:
    for uid, count in ((5, 1), ("5", "1")):
        shown = {"uid": uid, "mail": "", "field_external_id": None, "more": 1}
        page = json.dumps({"list": [shown], "count": count}).encode()
        assert READERS["users"](page) == ([{"id": "5", "externalId": None, "email": None}], 1)


# ------------------------------------------------------------------------------------------------------------- check


def test_a_check_says_what_the_account_may_see_and_changes_nothing(learning: Learning) -> None:
    before = learning.simulator.snapshot()

    check = learning.client().check()

    assert check.healthy
    assert check.sentence == "EthosCE accepts the account, and shows 401 users and 40 courses to it."
    assert learning.simulator.snapshot() == before
    assert learning.calls == [
        f"GET /{name}.json 200"
        for name in ("user", "node", "course_enrollment", "course_report", "course_credit_awarded")
    ]


def test_an_account_that_sees_nobody_is_told(learning: Learning) -> None:
    with serving(Response('{"list": [], "count": 0}', content_type="application/json")) as url:
        learning.credentials["base_url"] = url
        check = learning.client().check()

    assert not check.healthy
    assert check.sentence == "EthosCE accepts the account, but shows no users to it."


def test_a_wrong_password_is_told(learning: Learning) -> None:
    learning.credentials["password"] = "wrong"

    check = learning.client().check()

    assert not check.healthy
    assert "does not accept the credentials for GET /user.json (401: unauthorized)" in check.sentence


def test_an_ethosce_that_is_not_there_is_told(learning: Learning) -> None:
    learning.credentials["base_url"] = "http://127.0.0.1:1"

    assert not learning.client().check().healthy


@pytest.mark.parametrize("kind", ["html", "malformed", "500", "timeout"])
def test_whatever_goes_wrong_a_check_never_raises(learning: Learning, kind: str) -> None:
    learning.fail(kind)

    check = learning.client().check()

    assert not check.healthy
    assert check.sentence.startswith("EthosCE ")
