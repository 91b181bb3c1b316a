"""A Schoology that was used before the first sync, in a world of its own; and first runs that must not begin."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sandbox.demo.prior import ACCOUNTS, CONFLICTS
from sandbox.demo.scene import Scene
from sandbox.world.world import World
from tests.e2e.administrator import rollbook
from tests.e2e.conftest import PRIOR_STORY, Prior

BARRED = {
    "student-acts": ("changes are made as user", "whose role is Student", "system administrator"),
    "wrong-secret": ("eSchoolPLUS",),
}
READ_BY_CHECKS = {
    "eschoolplus": {
        "POST /oauth/token",
        "GET /ims/oneroster/rostering/v1p2/orgs",
        "GET /ims/oneroster/gradebook/v1p2/categories",
    },
    "schoology": {"GET /v1/users/me", "GET /v1/roles"},
}

Row = dict[str, Any]


@pytest.mark.parametrize("scene", PRIOR_STORY, ids=lambda scene: scene.run)
def test_a_scene_of_data_prep_ends_as_it_must(prior: Prior, scene: Scene) -> None:
    assert prior.mistakes[scene.run] == []


def test_the_reports_find_everybody_who_was_there(prior: Prior, tmp_path: Path) -> None:
    done = rollbook(prior.player.world, "reports", "prior-look", "--into", str(tmp_path / "reports"))
    findings = Counter(row["finding"] for row in _report(tmp_path / "reports" / "users.csv"))
    made = prior.player.notes["before"]

    assert done.returncode == 0, done.stderr
    assert findings["certain"] == made["school_uid"]
    assert findings["likely"] == made["username"] + made["email"]
    assert findings["conflict"] == 2 * made["conflicts"] == 2 * CONFLICTS
    assert findings["certain"] + findings["likely"] == ACCOUNTS


def test_looking_and_deciding_change_nothing_in_schoology(prior: Prior) -> None:
    assert prior.held["prior-first"] == prior.held["prior-look"]


def test_everybody_keeps_the_account_that_was_theirs(prior: Prior) -> None:
    people = prior.player.systems["eschoolplus"].state()["users"]
    by_uid = {user["identifier"]: user["identifier"] for user in people}
    by_name = {user["username"].casefold(): user["identifier"] for user in people}
    by_email = {user["email"].casefold(): user["identifier"] for user in people if user.get("email")}
    now = {user["id"]: user["school_uid"] for user in _schoology(prior)["users"]}
    old = [user for user in prior.held["prior-look"]["users"] if user["school_uid"] != "sgy-admin"]

    owners = {
        user["id"]: by_uid.get(user["school_uid"])
        or by_name.get(user["username"].casefold())
        or by_email.get(user["primary_email"].casefold())
        for user in old
    }

    assert len(old) == ACCOUNTS + CONFLICTS
    assert {account: now.get(account) for account in owners} == owners


@pytest.mark.parametrize("collection", ["users", "courses", "sections"])
def test_nothing_that_was_there_is_made_a_second_time(prior: Prior, collection: str) -> None:
    keys = {"users": "school_uid", "courses": "course_code", "sections": "section_school_code"}
    before = {row["id"] for row in prior.held["prior-look"][collection]}
    rows = _schoology(prior)[collection]
    counted = Counter(row[keys[collection]] for row in rows)

    assert before <= {row["id"] for row in rows}
    assert [key for key, count in counted.items() if count > 1] == []
    assert "" not in counted


def test_decisions_can_be_handed_in_again_and_what_was_sent_stays(prior: Prior, tmp_path: Path) -> None:
    world, reports = prior.player.world, tmp_path / "reports"
    before = _schoology(prior)

    rollbook(world, "reports", "prior-look", "--into", str(reports))
    done = rollbook(world, "decide", "prior-look", *map(str, sorted(reports.glob("*.csv"))))

    assert done.returncode == 0, done.stderr
    assert "were sent before and stay as they are" in done.stdout
    assert "0 of these are news" in done.stdout
    assert _schoology(prior) == before


@pytest.mark.parametrize("run", BARRED)
def test_a_first_run_that_must_not_begin_is_red_and_says_why(prior: Prior, run: str) -> None:
    barred = prior.barred[run]

    assert (barred.played.status, barred.played.execution) == ("failed", "FAILED")
    assert barred.played.record.sentence.endswith("[CredentialsError]")
    assert [words for words in BARRED[run] if words not in barred.played.record.sentence] == []
    assert barred.played.record.sentence in barred.letter.text
    assert f"rollbook show {run}" in barred.letter.text


@pytest.mark.parametrize("run", BARRED)
def test_a_first_run_that_must_not_begin_reads_and_changes_nothing(other_world: World, prior: Prior, run: str) -> None:
    barred = prior.barred[run]
    bucket = other_world.places.outputs["DataBucketName"]
    read = other_world.client("s3").list_objects_v2(Bucket=bucket, Prefix=f"snapshots/{run}/")

    assert barred.unchanged
    assert read["KeyCount"] == 0
    for system, asked in barred.asked.items():
        others = [call for call in asked if call not in READ_BY_CHECKS[system]]
        assert [call for call in others if not call.startswith("GET /v1/users/")] == []


def _schoology(prior: Prior) -> dict[str, list[Row]]:
    state: dict[str, list[Row]] = prior.player.systems["schoology"].state()
    return state


def _report(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))
