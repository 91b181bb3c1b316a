import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.institution import Institution
from sandbox.simulators.rate import CreditBucket
from sandbox.simulators.schoology import Knobs
from tests.unit.simulators.callers import Hand, Schoology
from tests.unit.simulators.conftest import schoology_with


def test_the_51st_read_in_a_moment_is_over_the_limit_and_says_when_to_come_back(institution: Institution) -> None:
    schoology = schoology_with(institution, Knobs())
    assert [schoology.call("GET", "/v1/roles").status_code for _ in range(50)] == [200] * 50

    refused = schoology.call("GET", "/v1/roles")

    assert (refused.status_code, refused.headers["Retry-After"], refused.data) == (429, "1", b"")
    assert _calls(schoology)["calls"]["GET /v1/roles"] == {"200": 50, "429": 1}
    assert _calls(schoology)["credits"] == 50


def test_a_write_costs_three_credits(institution: Institution) -> None:
    schoology = schoology_with(institution, Knobs())
    statuses = [schoology.call("DELETE", "/v1/users/1").status_code for _ in range(17)]

    assert statuses == [404] * 16 + [429]


def test_who_waits_as_told_gets_in(institution: Institution) -> None:
    schoology = schoology_with(institution, Knobs(capacity=3))
    schoology.call("DELETE", "/v1/users/1")
    refused = schoology.call("DELETE", "/v1/users/1")
    schoology.wall_clock.now += int(refused.headers["Retry-After"])

    assert schoology.call("DELETE", "/v1/users/1").status_code == 404


def test_the_scale_multiplies_what_fits_and_what_flows_back(institution: Institution) -> None:
    schoology = schoology_with(institution, Knobs(rate_scale=2))
    reads = [schoology.call("GET", "/v1/roles").status_code for _ in range(101)]
    schoology.wall_clock.now += 1
    more = [schoology.call("GET", "/v1/roles").status_code for _ in range(21)]

    assert reads == [200] * 100 + [429]
    assert more == [200] * 20 + [429]


def test_a_refused_signature_costs_nothing(institution: Institution) -> None:
    schoology = schoology_with(institution, Knobs(capacity=1))
    schoology.call("GET", "/v1/roles", client_secret="another")

    assert schoology.call("GET", "/v1/roles").status_code == 200


@given(pauses=st.lists(st.floats(min_value=0, max_value=2), min_size=1, max_size=200))
def test_no_stretch_of_time_gives_more_than_a_full_bucket_and_its_refill(pauses: list[float]) -> None:
    clock = Hand(0)
    bucket = CreditBucket(50, 5, clock)
    taken = 0
    for pause in pauses:
        clock.now += pause
        taken += 3 * (bucket.take(3) == 0)

    assert taken <= 50 + math.ceil(clock.now * 10)


def _calls(schoology: Schoology) -> Any:
    return schoology.http.get("/_control/calls").get_json()
