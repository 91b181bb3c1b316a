"""What the phases of a term let through to the SIS, and for whom (CD7)."""

from typing import Any

import pytest

from rollbook.model.records import Desired, Json
from tests.unit.flows.coursedog.campus import KEY, NEW, TODAY, Campus, crosslist, meeting, section, settled

XL = "202710/XL02"


def phase(*fields: str, **more: Any) -> Json:
    return {
        "name": "Final",
        "from": "2027-01-20",
        "until": "2027-01-20",
        "terms": ["202710"],
        "fields": list(fields),
        **more,
    }


def under(*phases: Json) -> Campus:
    campus = settled()
    campus.post_settings = {"phases": list(phases)}
    return campus


def test_a_locked_field_keeps_the_value_of_the_sis_and_the_phase_is_named() -> None:
    campus = under(phase("maxEnrollment"))
    campus.save(maxEnrollment=40, title="Biology One")

    run = campus.post()

    assert (campus.fields()[0]["maxEnrollment"], campus.fields()[0]["title"]) == (40, "Biology I")
    assert "change of title" in run.notices[KEY].sentence
    assert "'Final' (20 January 2027 to 20 January 2027)" in run.notices[KEY].sentence
    assert "coursedog.post.yaml" in run.notices[KEY].remedy


def test_what_was_locked_stays_in_coursedog_and_goes_once_the_phase_is_over() -> None:
    campus = under(phase("maxEnrollment"))
    campus.save(title="Biology One")
    assert campus.post().quiet
    assert campus.pull().quiet

    campus.now = TODAY.replace(day=21)

    assert campus.post().updated == {"sections": [KEY]}
    assert campus.fields()[0]["title"] == "Biology One"


def test_a_locked_change_meets_a_change_of_the_sis_as_a_conflict() -> None:
    campus = under(phase("maxEnrollment"))
    campus.save(title="Biology One")
    campus.post()
    campus.register(title="Biology 1")

    assert "title" in campus.post().refused[KEY].sentence


def test_one_field_of_a_meeting_may_change_while_the_rest_is_locked() -> None:
    campus = under(phase("times.$.room"))
    campus.save(times=[meeting(room="ART/2", days="TR"), meeting("", days="F")])

    run = campus.post()

    assert campus.fields()[0]["times"] == [meeting(room="ART/2")]
    assert "days of a meeting" in run.notices[KEY].sentence
    assert "meetings" in run.notices[KEY].sentence


def test_a_list_that_may_change_may_change_in_every_field() -> None:
    campus = under(phase("times"))
    campus.save(times=[meeting(room="ART/2", days="TR"), meeting("", days="F")])

    run = campus.post()

    assert len(campus.fields()[0]["times"]) == 2
    assert not run.notices


@pytest.mark.parametrize(
    ("by", "goes"), [("u1", False), ("u2", True), ("", False), ("nobody", False)], ids=["other", "own", "none", "left"]
)
def test_a_field_changes_only_for_the_roles_of_the_phase(by: str, *, goes: bool) -> None:
    campus = under(phase("title", roles=["registrar"]))
    campus.save(title="Biology One", by=by)

    run = campus.post()

    assert (not run.quiet) is goes
    assert goes or "only to the roles registrar" in run.notices[KEY].sentence


def test_of_several_phases_one_that_allows_is_enough() -> None:
    campus = under(phase("title"), phase("maxEnrollment", name="Seats"))
    campus.save(title="Biology One", maxEnrollment=40, gradeMode="P")

    campus.post()

    sis = campus.fields()[0]
    assert (sis["title"], sis["maxEnrollment"], sis["gradeMode"]) == ("Biology One", 40, "S")


@pytest.mark.parametrize(
    "other",
    [
        {"terms": ["202640"]},
        {"from": "2027-01-21", "until": "2027-01-22"},
        {"from": "2026-12-01", "until": "2027-01-19"},
    ],
    ids=["another term", "later", "over"],
)
def test_a_phase_that_is_not_on_locks_nothing(other: Json) -> None:
    campus = under(phase(**other))
    campus.save(title="Biology One")

    assert campus.post().updated == {"sections": [KEY]}


def test_a_phase_of_all_terms_is_one_of_each() -> None:
    campus = under(phase(terms="all"))
    campus.save(title="Biology One")

    assert campus.post().quiet


def test_a_new_section_needs_the_field_status() -> None:
    campus = under(phase("title"))
    campus.coursedog["sections"][NEW] = {**section(NEW), "id": "d-9", "sisId": "", "version": "1"}

    assert "cannot be entered" in campus.post().left_out[NEW].sentence
    campus.post_settings["phases"][0]["fields"] = ["status"]
    assert campus.post().created == {"sections": [NEW]}


def test_a_deleted_section_stays_in_the_sis_while_status_is_locked() -> None:
    campus = under(phase("title"))
    del campus.coursedog["sections"][KEY]

    run = campus.post()

    assert run.quiet
    item = next(one for one in run.items if one.key == KEY)
    assert item.there
    assert item.there.data == item.data
    assert "'Final'" in run.notices[KEY].sentence
    assert campus.pull().quiet
    campus.now = TODAY.replace(day=21)
    assert campus.post().removed == {"sections": [KEY]}


def test_a_cancellation_is_a_change_of_the_status() -> None:
    campus = under(phase("title"))
    campus.save(status="cancelled")

    assert campus.post().quiet
    assert campus.fields()[0]["status"] == "active"


def test_crosslists_change_where_relationships_may() -> None:
    campus = under(phase("status"))
    linked = crosslist("XL02", KEY, "202710/BIO-101/002")
    campus.coursedog["relationships"][XL] = {**linked, "id": "d-x", "sisId": "", "version": "1"}
    campus.coursedog["relationships"]["202710/XL01"]["fields"]["waitlist"] = "combined"

    run = campus.post()

    assert run.quiet
    assert "cannot be entered" in run.left_out[XL].sentence
    assert "202710/XL01" in run.notices
    campus.post_settings["phases"][0]["fields"] = ["relationships"]
    run = campus.post()
    assert (run.created, run.updated) == ({"relationships": [XL]}, {"relationships": ["202710/XL01"]})


def test_phases_lock_nothing_that_comes_to_coursedog() -> None:
    campus = under(phase())
    campus.register(title="Biology One")

    assert campus.pull().updated == {"sections": [KEY]}


def test_what_is_agreed_on_does_not_hold_what_was_locked() -> None:
    campus = under(phase())
    campus.save(title="Biology One")

    item = next(
        one for one in campus.items("coursedog.post", "sections") if isinstance(one, Desired) and one.key == KEY
    )

    assert item.agreed
    assert item.agreed["title"] == "Biology I"
