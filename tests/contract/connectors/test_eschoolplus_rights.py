"""Which rights eSchoolPLUS is asked for, when, and how it is told that some are missing."""

import json
from collections.abc import Iterable

import pytest
from werkzeug.wrappers import Request, Response

from rollbook.connectors.eschoolplus.settings import Credentials
from rollbook.model.errors import CredentialsError, RollbookError
from rollbook.model.records import Scope
from sandbox.simulators.eschoolplus import CORE_SCOPE, GRADEBOOK_SCOPE, ROSTER_SCOPE, tokens
from sandbox.simulators.eschoolplus.errors import RefusalError
from tests.contract.connectors.gradebook import Gradebook

TOKEN = "POST /oauth/token"
GIVEN = {
    "base_url": "https://sis.example/ims/oneroster/rostering/v1p2/",
    "token_url": "https://sis.example/oauth/token",
    "client_id": "id",
    "client_secret": "the-secret",
}
PROVISIONING = (
    "eSchoolPLUS accepts the credentials and shows 4 orgs. That is enough for provisioning, but not for grades"
)


@pytest.fixture
def asked(gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """Return the scopes of each token that was asked for, without what they all begin with."""
    scopes: list[set[str]] = []
    issue = gradebook.simulator.tokens.issue

    def noting(request: Request) -> Response:
        scopes.append({scope.rpartition("/")[2] for scope in request.form["scope"].split()})
        return issue(request)

    monkeypatch.setattr(gradebook.simulator.tokens, "issue", noting)
    return scopes


def _only(monkeypatch: pytest.MonkeyPatch, scopes: Iterable[str]) -> None:
    """Have the desk give no other rights."""
    monkeypatch.setattr(tokens, "KNOWN_SCOPES", frozenset(scopes))


def test_who_only_provisions_needs_no_more_than_the_core_of_rosters(
    gradebook: Gradebook, asked: list[set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(monkeypatch, {CORE_SCOPE})
    client = gradebook.client()

    for entity in ("orgs", "users", "classes"):
        list(client.read(entity, Scope()))

    assert asked == [{"roster-core.readonly"}]


def test_each_service_has_a_token_of_its_own_that_is_asked_for_once_and_when_it_is_needed(
    gradebook: Gradebook, asked: list[set[str]]
) -> None:
    client = gradebook.client()
    parts = Scope(parts=(gradebook.classes()[0]["sourcedId"],))
    assert asked == []

    list(client.read("users", parts))
    assert asked == [{"roster.readonly"}]

    for _ in range(2):
        list(client.read("categories", parts))
        client.write("lineItems", [gradebook.item()])
        list(client.read("classes", parts))
    assert asked[1:] == [
        {"gradebook.readonly", "gradebook.createput", "gradebook.delete"},
        {"roster-core.readonly"},
    ]
    assert client.calls == gradebook.simulator.calls.summary()["total"]


def test_a_check_says_that_grades_may_be_written(gradebook: Gradebook) -> None:
    client = gradebook.client()

    check = client.check()

    assert check.healthy
    assert check.sentence == (
        "eSchoolPLUS accepts the credentials and shows 4 orgs. "
        "Its gradebook may be read and written, and shows 750 categories."
    )
    assert client.calls == 6, "three tokens, and one call with each"
    methods = {
        entry["method"]
        for entry in gradebook.simulator.calls.summary()["journal"]
        if entry["template"] != "/oauth/token"
    }
    assert methods == {"GET"}


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        ({CORE_SCOPE}, "roster.readonly"),
        ({CORE_SCOPE, ROSTER_SCOPE}, "gradebook.readonly, gradebook.createput, gradebook.delete"),
        ({CORE_SCOPE, ROSTER_SCOPE, GRADEBOOK_SCOPE}, "gradebook.readonly, gradebook.createput, gradebook.delete"),
    ],
    ids=["core only", "rosters only", "a gradebook to read only"],
)
def test_missing_rights_to_grades_are_told_and_do_not_hinder_provisioning(
    gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch, scopes: set[str], missing: str
) -> None:
    _only(monkeypatch, scopes)

    check = gradebook.client().check()

    assert check.healthy
    assert check.sentence.startswith(PROVISIONING)
    assert check.sentence.endswith(f"It was asked for a token for {missing}.")


def test_a_gradebook_that_forbids_itself_is_told(gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch) -> None:
    admit = gradebook.simulator.tokens.check

    def strict(request: Request, accepted: Iterable[str]) -> None:
        if "/gradebook/" in request.path:
            raise RefusalError(403, "forbidden", "Not for you.")
        admit(request, accepted)

    monkeypatch.setattr(gradebook.simulator.tokens, "check", strict)
    client = gradebook.client()

    assert client.check().healthy
    assert r"GET /categories (403: forbidden)" in client.check().sentence
    with pytest.raises(CredentialsError, match=r"PUT /lineItems/{id} \(403: forbidden\)"):
        client.write("lineItems", [gradebook.item()])
    with pytest.raises(CredentialsError, match="GET /categories"):
        list(client.read("categories", Scope()))


def test_a_gradebook_that_is_down_is_not_healthy(gradebook: Gradebook) -> None:
    gradebook.fail("503", path="/gradebook/")

    check = gradebook.client().check()

    assert not check.healthy
    assert "answered with 503 to GET /categories" in check.sentence


@pytest.mark.parametrize("kind", ["html", "malformed", "500", "timeout"])
def test_whatever_goes_wrong_a_check_never_raises(gradebook: Gradebook, kind: str) -> None:
    gradebook.fail(kind)

    check = gradebook.client().check()

    assert not check.healthy
    assert check.sentence.startswith("eSchoolPLUS ")


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({}, "https://sis.example/ims/oneroster/gradebook/v1p2"),
        ({"gradebook_url": ""}, "https://sis.example/ims/oneroster/gradebook/v1p2"),
        ({"gradebook_url": "https://grades.example/v1p2/"}, "https://grades.example/v1p2"),
        (
            {"base_url": "https://x.example/rostering/ims/rostering/v1p2"},
            "https://x.example/rostering/ims/gradebook/v1p2",
        ),
        ({"base_url": "https://sis.example/ims/oneroster/v1p1"}, ""),
    ],
)
def test_the_gradebook_is_beside_the_rosters_unless_it_is_said_where(more: dict[str, str], address: str) -> None:
    credentials = Credentials.model_validate(GIVEN | more)

    assert credentials.gradebook == address
    assert Credentials.model_validate_json(json.dumps(GIVEN | more)) == credentials


def test_an_address_of_the_gradebook_is_encrypted_and_plain_too() -> None:
    with pytest.raises(ValueError, match=r"gradebook_url\n.*accepted is an https:// address"):
        Credentials.model_validate(GIVEN | {"gradebook_url": "http://grades.example/v1p2"})


def test_a_gradebook_whose_address_cannot_be_told_is_explained_when_it_is_needed(gradebook: Gradebook) -> None:
    untold = gradebook.credentials.base_url.replace("/rostering/", "/rosters/")
    gradebook.credentials = gradebook.credentials.model_copy(update={"base_url": untold})
    client = gradebook.client()

    for attempt in (
        lambda: client.write("lineItems", [gradebook.item()]),
        lambda: client.find("results", [gradebook.result()]),
        lambda: list(client.read("categories", Scope())),
    ):
        with pytest.raises(CredentialsError, match="Put gradebook_url into the credentials"):
            attempt()
    assert client.calls == 0


def test_no_error_of_a_token_names_the_secret(gradebook: Gradebook, monkeypatch: pytest.MonkeyPatch) -> None:
    _only(monkeypatch, set())

    with pytest.raises(RollbookError) as refused:
        gradebook.client().write("lineItems", [gradebook.item()])

    assert gradebook.credentials.client_secret.get_secret_value() not in f"{refused.value!r}"
