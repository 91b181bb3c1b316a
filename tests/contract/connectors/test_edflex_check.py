"""Whether a connection to an Edflex portal is sound, in one sentence (SG1, EF5)."""

import pytest
from werkzeug.wrappers import Response

from sandbox.simulators.serving import serving
from tests.contract.connectors.library import Library


def test_a_check_says_how_many_contents_the_portal_shows_and_where_it_is(library: Library) -> None:
    check = library.client().check()

    assert check.healthy
    assert check.sentence == (
        f"Edflex accepts the client, and {library.credentials['base_url']} shows 400 contents to it."
    )
    assert library.calls == ["POST token 200", "GET resources 200"]


def test_a_portal_that_shows_nothing_is_told(library: Library) -> None:
    body = '{"access_token": "t", "data": [], "links": {}, "meta": {"total": 0}}'

    with serving(Response(body, content_type="application/json")) as url:
        library.credentials["base_url"] = url
        check = library.client().check()

    assert not check.healthy
    assert check.sentence == f"Edflex accepts the client, but {url} shows no contents to it."


def test_a_wrong_secret_is_told_with_the_portal_that_was_asked(library: Library) -> None:
    library.credentials["client_secret"] = "wrong"

    check = library.client().check()

    assert not check.healthy
    assert "does not accept the credentials for POST /connect/v1/auth/token (401: invalid_client)" in check.sentence
    assert check.sentence.endswith(f"The portal that was asked is {library.credentials['base_url']}.")


def test_a_portal_that_is_not_there_is_told(library: Library) -> None:
    library.credentials["base_url"] = "http://127.0.0.1:1"

    assert not library.client().check().healthy


@pytest.mark.parametrize("kind", ["html", "malformed", "500", "timeout", "429"])
def test_whatever_goes_wrong_a_check_never_raises(library: Library, kind: str) -> None:
    library.fail(kind)

    check = library.client().check()

    assert not check.healthy
    assert check.sentence.startswith("Edflex ")
