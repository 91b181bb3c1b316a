import pytest

from sandbox.simulators.faults import Fault
from tests.unit.simulators.callers import Hand
from tests.unit.simulators.ethos import VERSIONS, Ethos, media_type


def test_a_key_buys_a_token_as_plain_text_that_lives_for_the_minutes_asked_for() -> None:
    clock = Hand()
    ethos = Ethos(clock=clock)
    answer = ethos.buy(query="?expirationMinutes=5")
    ethos.token = answer.text
    clock.now += 299

    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert ethos.call("GET", "sites").status_code == 200
    clock.now += 1
    assert ethos.codes("GET", "sites") == (401, ["Authentication.Required"])


def test_tokens_can_be_revoked_and_bought_again() -> None:
    ethos = Ethos()
    ethos.script("revoke_tokens")

    assert ethos.codes("GET", "sites") == (401, ["Authentication.Required"])
    ethos.token = ethos.buy().text
    assert ethos.call("GET", "sites").status_code == 200


@pytest.mark.parametrize("key", ["", "wrong", "Maple-Ridge-Ethos-Key"])
def test_a_wrong_key_buys_nothing(key: str) -> None:
    assert Ethos().buy(key).status_code == 401


@pytest.mark.parametrize("minutes", ["0", "121", "ten", ""])
def test_a_token_lives_1_to_120_minutes(minutes: str) -> None:
    assert Ethos().buy(query=f"?expirationMinutes={minutes}").status_code == 400


def test_the_key_itself_is_no_token() -> None:
    answer = Ethos().codes("GET", "sites", Authorization="Bearer maple-ridge-ethos-key")

    assert answer == (401, ["Authentication.Required"])


@pytest.mark.parametrize("kind", ["", "*/*", "application/json", media_type("sections").replace("16.1.0", "8.0.0")])
def test_another_media_type_is_not_acceptable(kind: str) -> None:
    ethos = Ethos()

    assert ethos.codes("GET", "sections", Accept=kind) == (406, ["Version.NotSupported"])
    answer = ethos.codes("POST", "sections", ethos.new_section(), **{"Content-Type": kind})
    assert answer == (406, ["Version.NotSupported"])


@pytest.mark.parametrize("resource", VERSIONS)
def test_the_major_version_stands_for_the_full_one(resource: str) -> None:
    major = f"application/vnd.hedtech.integration.v{VERSIONS[resource].partition('.')[0]}+json"
    answer = Ethos().call("GET", resource, Accept=major)

    assert (answer.status_code, answer.headers["x-media-type"]) == (200, media_type(resource))


def test_a_right_can_be_taken_and_given_back() -> None:
    ethos = Ethos()
    ethos.script("forbid", calls=["POST sections", "GET persons"])

    assert ethos.codes("POST", "sections", ethos.new_section()) == (403, ["Access.Denied"])
    assert ethos.codes("GET", f"persons/{ethos.id_of('persons', '0012001')}") == (403, ["Access.Denied"])
    assert ethos.call("GET", "sections?limit=1").status_code == 200
    ethos.script("forbid")
    ethos.make("sections", ethos.new_section())


@pytest.mark.parametrize(("says_when", "expected"), [(True, "5"), (False, None)])
def test_who_calls_too_fast_is_told_so_with_or_without_how_long(says_when: bool, expected: str | None) -> None:
    ethos = Ethos(calls_per_window=2, rate_scale=1, says_when=says_when)
    ethos.call("GET", "sites")
    answer = ethos.call("GET", "sites")

    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, expected)


@pytest.mark.parametrize("seconds", [0, 3])
def test_faults_are_answered_as_the_system_answers(seconds: float) -> None:
    ethos = Ethos()
    ethos.simulator.faults.add(Fault("429", path="sites", times=1, seconds=seconds))
    ethos.simulator.faults.add(Fault("503", path="sites", times=1))

    assert ethos.codes("GET", "sites") == (429, ["Rate.Exceeded"])
    assert ethos.codes("GET", "sites") == (503, ["Global.Internal.Error"])
