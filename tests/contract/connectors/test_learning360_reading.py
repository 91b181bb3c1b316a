"""What is read of 360Learning: the integration and the accounts, completely, by links alone."""

from collections.abc import Mapping

import pytest

from rollbook.connectors.answers import Answer, Vendor
from rollbook.connectors.calls import Call
from rollbook.connectors.learning360.listing import next_query, rows
from rollbook.connectors.learning360.wire import read_users
from rollbook.model.errors import ContractError, CredentialsError, IncompleteReadError
from rollbook.model.records import Scope
from sandbox.simulators.learning360.platform import User
from sandbox.simulators.learning360.stocking import GROUP
from tests.contract.connectors.catalogue import AUTHOR, DELETED, INVITED, LEARNER, Catalogue, content

VENDOR = Vendor("The system", "https://app.example/base", lambda _: "")
CALL = Call("GET", "/users/{id}", at={"id": "a b"}, query={"status[eq]": "active"})


def answer(link: str, content: bytes = b"[]") -> Answer:
    return Answer(VENDOR, CALL, {"Link": link} if link else {}, content)


# ----------------------------------------------------------------------------------------------------- the collections


def test_the_integration_is_known_before_it_is_made(catalogue: Catalogue) -> None:
    author = catalogue.user(AUTHOR.mail)
    expected = {"platform": "Edflex", "group": GROUP, "author": author, "lang": "fr"}

    assert catalogue.read("integration") == [{"id": "", **expected}]
    catalogue.write("contents", content())
    assert catalogue.read("integration") == [{"id": catalogue.state["integrations"][0]["_id"], **expected}]


def test_everybody_comes_who_is_not_deleted(catalogue: Catalogue) -> None:
    users = catalogue.read("users")

    assert {one["mail"]: one["status"] for one in users} == {
        AUTHOR.mail: "active",
        LEARNER: "active",
        INVITED: "invited",
    }
    assert all(one["id"] == catalogue.user(one["mail"]) for one in users)
    assert DELETED not in str(users)


def test_many_accounts_come_page_by_page(catalogue: Catalogue) -> None:
    many(catalogue, 1_100)

    assert len(catalogue.read("users")) == 1_103
    assert catalogue.calls.count("GET /users 200") == 3


def test_accounts_that_move_while_they_are_read_are_read_again(catalogue: Catalogue) -> None:
    many(catalogue, 700)
    catalogue.fail("drift", "GET", "/users", after=1, times=1)

    assert len(catalogue.read("users")) == 703
    assert catalogue.calls.count("GET /users 200") == 4


def test_accounts_that_never_stand_still_are_told(catalogue: Catalogue) -> None:
    many(catalogue, 700)
    for second_page in (1, 3, 5):
        catalogue.fail("drift", "GET", "/users", after=second_page, times=1)

    with pytest.raises(IncompleteReadError, match="an account came twice"):
        catalogue.read("users")


def test_no_other_collection_and_no_part_of_one_can_be_read(catalogue: Catalogue) -> None:
    client = catalogue.client()

    with pytest.raises(ContractError, match="What can be read: integration, users"):
        client.read("courses", Scope())
    with pytest.raises(ContractError, match="cannot be read in parts"):
        client.read("users", Scope(parts=("a",)))


@pytest.mark.parametrize("kind", ["html", "malformed"])
def test_a_page_that_is_not_as_agreed_is_no_empty_one(catalogue: Catalogue, kind: str) -> None:
    catalogue.fail(kind, "GET", "/users")

    with pytest.raises(ContractError, match="in a form that was not agreed on"):
        catalogue.read("users")


# -------------------------------------------------------------------------------------------------- tokens and versions


def test_a_token_serves_for_many_calls_and_is_renewed_when_it_is_not_accepted_any_more(catalogue: Catalogue) -> None:
    client = catalogue.client()

    def read() -> int:
        return sum(len(page.records) for page in client.read("users", Scope()))

    assert read() == 3
    assert client.calls == 2
    assert read() == 3
    assert client.calls == 3
    catalogue.do("revoke_tokens")
    assert read() == 3
    assert client.calls == 6


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_a_client_that_is_not_accepted_is_told_without_its_secret(catalogue: Catalogue, name: str) -> None:
    catalogue.credentials[name] = "not-the-right-one"

    with pytest.raises(CredentialsError, match="invalid_client") as refused:
        catalogue.read("users")
    assert "not-the-right-one" not in str(refused.value)


# ----------------------------------------------------------------------------------------------------------- the links


@pytest.mark.parametrize(
    ("link", "query"),
    [
        ("", None),
        ('<https://app.example/base/users/a%20b?next=x%3D>; rel="next"', {"next": "x="}),
        ('<?next=x&status%5Beq%5D=active>; rel="next"', {"next": "x", "status[eq]": "active"}),
        ("</base/users/a%20b?next=>; rel=next", {"next": ""}),
        ('<https://app.example/base/users/a%20b?next=1>; rel="prev", <?next=2>; rel="next"', {"next": "2"}),
        ('<https://app.example/base/users/a%20b?next=1>; rel="prev"', None),
    ],
)
def test_a_page_says_by_its_link_where_the_next_one_is(link: str, query: Mapping[str, str] | None) -> None:
    assert next_query(answer(link)) == query


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/base/users/a%20b?next=1", "//elsewhere.example/x", "/base/users/c?next=1"]
)
def test_a_link_to_another_place_is_not_followed(address: str) -> None:
    with pytest.raises(ContractError, match="its next page is in another place"):
        next_query(answer(f'<{address}>; rel="next"'))


def test_pages_that_lead_in_a_circle_come_to_an_end() -> None:
    with pytest.raises(IncompleteReadError, match="leads back"):
        list(
            rows(
                {}, lambda query: answer(f'<?next={"b" if query.get("next") == "a" else "a"}>; rel="next"'), read_users
            )
        )


def many(catalogue: Catalogue, count: int) -> None:
    """Let there be so many accounts more."""
    held = catalogue.simulator.platform
    for number in range(count):
        one = User(held.new_id(), f"learner{number}@maple-ridge.example", "Given", "Family", "active", "en")
        held.users[one.id] = one


def test_a_token_is_asked_for_again_while_the_system_fails(catalogue: Catalogue) -> None:
    catalogue.fail("503", "POST", "/oauth2/token", times=1)

    assert len(catalogue.read("users")) == 3
