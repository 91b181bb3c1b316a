"""What an administrator puts in for Edflex: an organization's name or a portal's address, never both (EF5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rollbook.connectors import load
from rollbook.connectors.edflex.settings import Credentials, Settings, address_of

CLIENT: dict[str, Any] = {"client_id": "an-id", "client_secret": "the-secret"}
NAMED = {**CLIENT, "organization": "mycompany-portal"}


def test_an_organization_is_at_an_address_of_its_own() -> None:
    assert Credentials.model_validate(NAMED).portal == "https://mycompany-portal.edflex.com"


@pytest.mark.parametrize("name", ["MyCompany-Portal", " mycompany-portal "])
def test_capital_letters_and_spaces_around_a_name_make_no_difference(name: str) -> None:
    assert address_of(name) == "https://mycompany-portal.edflex.com"


def test_an_address_may_stand_instead_of_the_name() -> None:
    given_address = {**CLIENT, "base_url": "https://learning.example.com/", "organization": ""}

    assert Credentials.model_validate(given_address).portal == "https://learning.example.com"


@pytest.mark.parametrize(
    "pasted",
    [
        "https://mycompany-portal.edflex.com",
        "https://mycompany-portal.edflex.com/fr/home",
        "mycompany-portal.edflex.com",
        "mycompany-portal/",
        "my company",
        "-portal",
        "portal-",
        "x@evil.example",
        "x" * 64,
        "évolution",
        " ",
    ],
)
def test_what_is_no_name_is_refused_with_what_is_accepted(pasted: str) -> None:
    with pytest.raises(ValidationError, match="accepted is the organization's name alone, such as mycompany-portal"):
        Credentials.model_validate({**CLIENT, "organization": pasted})


@pytest.mark.parametrize("places", [{}, {"organization": "portal", "base_url": "https://portal.edflex.com"}])
def test_one_place_is_needed_and_only_one(places: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="accepted is either organization or base_url") as refused:
        Credentials.model_validate({**CLIENT, **places})

    assert "the-secret" not in str(refused.value)


@pytest.mark.parametrize("more", [{"client_id": ""}, {"client_secret": ""}, {"key": "the-secret"}])
def test_a_client_that_cannot_be_one_is_told_when_it_is_put_in(more: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        Credentials.model_validate({**NAMED, **more})

    assert "the-secret" not in str(refused.value)


@given(st.text(max_size=70))
def test_an_address_is_always_one_of_edflexs_own(text: str) -> None:
    try:
        address = address_of(text)
    except ValueError:
        return

    host = address.removeprefix("https://")
    assert host.endswith(".edflex.com")
    assert host.count(".") == 2
    assert set(host) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_there_is_no_limit_unless_the_institution_sets_one() -> None:
    limits = load("edflex").limits

    assert limits(Settings()) is None
    set_limits = limits(Settings(allowance=4, window_seconds=2))
    assert set_limits
    assert (set_limits.seconds_per_credit, set_limits.read_cost, set_limits.write_cost) == (0.5, 1, 1)


@pytest.mark.parametrize("size", [0, 51])
def test_a_page_has_no_more_than_edflex_gives(size: int) -> None:
    assert Settings().page_size == 50
    with pytest.raises(ValidationError):
        Settings(page_size=size)


def test_nothing_is_written_to_edflex() -> None:
    assert load("edflex").reads == ("contents", "statistics")
    assert load("edflex").writes == {}
