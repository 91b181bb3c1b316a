"""The simulated EthosCE keeps its own rules: what is assigned stays, a course without objects completes by itself."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.institution.lms import sample_lms
from tests.contract.apis.wire import ENTITIES, NOON, Caller, ethosce_caller

DEMANDING, UNDEMANDING = "2", "11"
RECORDS = [name for name in ENTITIES if name != "node"]
TYPES = list(sample_lms().credit_types)


@pytest.fixture
def ethosce() -> Caller:
    return ethosce_caller()


def entity(name: str, **more: Any) -> dict[str, Any]:
    return {**ENTITIES[name], **more}


def rows(ethosce: Caller, name: str) -> list[dict[str, Any]]:
    """Return what is held of an entity, as it is at this moment."""
    return [dict(row) for row in ethosce.simulator.snapshot()[name]]


@pytest.mark.parametrize("name", ENTITIES)
def test_what_is_posted_is_there_under_the_id_that_was_answered(ethosce: Caller, name: str) -> None:
    answer = ethosce.call("POST", f"/{name}", entity(name))

    content = answer.get_json()
    assert answer.status_code == 201
    assert content["resource"] == name
    assert content["uri"] == f"http://localhost/{name}/{content['id']}"
    assert ethosce.get(f"/{name}/{content['id']}.json")


@pytest.mark.parametrize("name", RECORDS)
def test_what_was_assigned_is_never_changed(ethosce: Caller, name: str) -> None:
    ethosce.post(f"/{name}", entity(name))
    before = rows(ethosce, name)

    assert ethosce.post(f"/{name}", entity(name)) == (409, "already_assigned")
    assert rows(ethosce, name) == before
    for method in ("PUT", "DELETE", "PATCH"):
        assert ethosce.call(method, f"/{name}/1.json").status_code == 405


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("more", [{"nid": "3"}, {"uid": "3"}])
def test_the_same_in_another_course_or_of_another_person_is_another_record(
    ethosce: Caller, name: str, more: dict[str, str]
) -> None:
    ethosce.post(f"/{name}", entity(name))

    assert ethosce.post(f"/{name}", entity(name, **more)) == (201, "2")


def test_a_person_may_have_credit_of_every_type(ethosce: Caller) -> None:
    posted = [ethosce.post("/course_credit_awarded", entity("course_credit_awarded", credit_type=t)) for t in TYPES]

    assert posted == [(201, "1"), (201, "2"), (201, "3")]


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize(("more", "code"), [({"nid": "999"}, "unknown_course"), ({"uid": "999"}, "unknown_user")])
def test_what_is_not_there_is_told(ethosce: Caller, name: str, more: dict[str, str], code: str) -> None:
    assert ethosce.post(f"/{name}", entity(name, **more)) == (404, code)


def test_a_page_is_no_course(ethosce: Caller) -> None:
    assert ethosce.post("/course_report", entity("course_report", nid="1")) == (404, "unknown_course")


def test_a_site_has_its_own_credit_types(ethosce: Caller) -> None:
    sent = entity("course_credit_awarded", credit_type="Golden Star")

    assert ethosce.post("/course_credit_awarded", sent) == (422, "unknown_credit_type")


def test_an_external_id_belongs_to_one_course_whatever_the_case(ethosce: Caller) -> None:
    assert ethosce.post("/node", entity("node"))[0] == 201
    assert ethosce.post("/node", entity("node", field_external_id="old-1")) == (409, "external_id_taken")


# ------------------------------------------------------------------------------------ courses that require no object


def test_enrollment_in_a_course_with_objects_completes_nobody(ethosce: Caller) -> None:
    ethosce.post("/course_enrollment", entity("course_enrollment", nid=DEMANDING))

    assert rows(ethosce, "course_report") == rows(ethosce, "course_credit_awarded") == []


def test_enrollment_in_a_course_without_objects_completes_and_awards_at_once(ethosce: Caller) -> None:
    ethosce.post("/course_enrollment", entity("course_enrollment", nid=UNDEMANDING))

    (report,), (credit,) = rows(ethosce, "course_report"), rows(ethosce, "course_credit_awarded")
    course = rows(ethosce, "node")[int(UNDEMANDING) - 1]
    assert (report["complete"], report["date_completed"]) == (True, int(NOON))
    assert (credit["credit_type"], credit["credits"]) == (course["field_credit_type"], course["field_credits"])
    assert ethosce.post("/course_report", entity("course_report", nid=UNDEMANDING)) == (409, "already_assigned")


def test_an_imported_course_completes_and_awards_nothing(ethosce: Caller) -> None:
    _, nid = ethosce.post("/node", entity("node"))
    ethosce.post("/course_enrollment", entity("course_enrollment", nid=nid))

    assert len(rows(ethosce, "course_report")) == 1
    assert rows(ethosce, "course_credit_awarded") == []


def test_who_is_complete_already_is_left_alone(ethosce: Caller) -> None:
    ethosce.post("/course_report", entity("course_report", nid=UNDEMANDING))
    before = rows(ethosce, "course_report")

    assert ethosce.post("/course_enrollment", entity("course_enrollment", nid=UNDEMANDING)) == (201, "1")

    assert rows(ethosce, "course_report") == before
    assert rows(ethosce, "course_credit_awarded") == []


def test_a_credit_that_is_there_keeps_its_amount_when_the_course_completes(ethosce: Caller) -> None:
    kind = rows(ethosce, "node")[int(UNDEMANDING) - 1]["field_credit_type"]
    sent = entity("course_credit_awarded", nid=UNDEMANDING, credit_type=kind, credits="9.75")
    ethosce.post("/course_credit_awarded", sent)

    ethosce.post("/course_enrollment", entity("course_enrollment", nid=UNDEMANDING))

    assert [row["credits"] for row in rows(ethosce, "course_credit_awarded")] == ["9.75"]


def test_a_completion_without_a_date_gets_that_of_the_next_login() -> None:
    now = [NOON]
    ethosce = ethosce_caller(clock=lambda: now[0])
    ethosce.post("/course_report", entity("course_report", date_completed=None))
    ethosce.post("/course_report", entity("course_report", nid="3"))
    assert rows(ethosce, "course_report")[0]["date_completed"] is None
    now[0] += 86_400

    ethosce.script("log_in", uid=2)

    dates = [row["date_completed"] for row in rows(ethosce, "course_report")]
    assert dates == [int(NOON) + 86_400, 1788350400]


SEATS = st.tuples(
    st.sampled_from(RECORDS),
    st.sampled_from([DEMANDING, UNDEMANDING]),
    st.sampled_from(["2", "3"]),
    st.sampled_from(TYPES),
)


@settings(max_examples=40, deadline=None)
@given(posts=st.lists(SEATS, max_size=25))
def test_whatever_is_posted_nothing_is_there_twice_and_nothing_changes(posts: list[tuple[str, str, str, str]]) -> None:
    ethosce = ethosce_caller()
    held: dict[str, list[dict[str, Any]]] = {name: [] for name in RECORDS}

    for name, nid, uid, credit_type in posts:
        more = {"credit_type": credit_type} if name == "course_credit_awarded" else {}
        ethosce.post(f"/{name}", entity(name, nid=nid, uid=uid, **more))
        for table, before in held.items():
            now = rows(ethosce, table)
            assert now[: len(before)] == before
            names = [(row["nid"], row["uid"], row.get("credit_type")) for row in now]
            assert len(set(names)) == len(names)
            held[table] = now


# ----------------------------------------------------------------------------------------------------- behind the API


def test_a_stranger_of_the_files_appears_with_what_the_files_name_them_by(ethosce: Caller) -> None:
    for stranger in sample_lms().strangers[:2]:
        made = ethosce.script("appear", email=stranger.email.upper())

        (shown,) = ethosce.get(f"/user.json?mail={stranger.email}")["list"]
        assert shown["uid"] == str(made["uid"])
        assert shown["field_external_id"] == (stranger.external_id or None)


def test_a_stranger_appears_by_the_id_too(ethosce: Caller) -> None:
    stranger = next(one for one in sample_lms().strangers if one.external_id)

    assert ethosce.script("appear", external_id=stranger.external_id)["mail"] == stranger.email


def test_somebody_else_appears_as_named(ethosce: Caller) -> None:
    made = ethosce.script("appear", email="robin@other.example", external_id="R-1")

    assert (made["uid"], made["mail"], made["field_external_id"]) == (402, "robin@other.example", "R-1")


def test_a_reset_brings_back_the_start(ethosce: Caller) -> None:
    start = ethosce.simulator.snapshot()
    for name in ENTITIES:
        ethosce.post(f"/{name}", entity(name))
    ethosce.script("add_course", external_id="NEW-1", title="New", required_objects=3)

    ethosce.script("reset")

    assert ethosce.simulator.snapshot() == start
