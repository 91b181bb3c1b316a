"""A Schoology that was used before the first sync: matched, decided about, and then provisioned without a duplicate."""

import csv
from collections import Counter
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sandbox.demo.playing import Player
from sandbox.demo.scene import Scene, nothing, total
from sandbox.institution import Record

ACCOUNTS, OTHER_EMAILS, CONFLICTS = 400, 30, 4


def scenes(today: str) -> tuple[Scene, ...]:
    """Return the scenes in the order in which they happen."""
    return (
        Scene(
            run="prior-look",
            story=f"Schoology holds {ACCOUNTS} people already, {OTHER_EMAILS} % with other e-mails. Who is who?",
            before=_schoology_was_used_before,
            given={"as_of": today, "preview": True, "prepare": True},
            expected="previewed",
            holds=lambda played: played.streams["users"]["held"] == 2 * CONFLICTS,
            otherwise="two people per conflicting account should wait for a decision",
        ),
        Scene(
            run="prior-first",
            story="The report is imported with a decision about each conflict; then the first provisioning.",
            before=_somebody_decides,
            given={"as_of": today},
            expected=("succeeded", "needs_attention"),
            holds=lambda played: total(played, "refused") <= CONFLICTS and total(played, "held") == 0,
            otherwise="everybody but those who want what a linked account still has should have been provisioned",
            proof=_nobody_is_doubled,
        ),
        Scene(
            run="prior-retry",
            story="Whoever wanted an address that a linked account still had is sent again.",
            before=nothing,
            given={"as_of": today, "retry": True},
            expected="succeeded",
            holds=lambda played: total(played, "refused") == 0,
            otherwise="everybody should have been provisioned",
            proof=_nobody_is_doubled,
        ),
        Scene(
            run="prior-again",
            story="Nothing has changed.",
            before=nothing,
            given={"as_of": today},
            expected="succeeded",
            holds=lambda played: played.calls["schoology"] == 0,
            otherwise="a run without changes should not call Schoology",
            proof=_nobody_is_doubled,
        ),
    )


def _schoology_was_used_before(player: Player) -> None:
    script = player.systems["schoology"].script
    player.notes["before"] = script("old_accounts", users=ACCOUNTS, other_emails=OTHER_EMAILS, conflicts=CONFLICTS)


def _somebody_decides(player: Player) -> None:
    """Each conflicting account goes to the person whose user name it has; the person whose e-mail it has is new."""
    with TemporaryDirectory() as folder:
        reports = Path(folder) / "reports"
        player.rollbook("reports", "prior-look", "--into", str(reports))
        decide(reports / "users.csv")
        player.rollbook("decide", "prior-look", *map(str, sorted(reports.glob("*.csv"))))


def decide(report: Path) -> None:
    """Fill in the decisions that are missing in a report about users."""
    with report.open(encoding="utf-8-sig", newline="") as given:
        rows = list(csv.DictReader(given))
    for row in rows:
        if row["finding"] == "conflict":
            same_name = row["sis_username"].casefold() == row["schoology_username"].casefold()
            row["decision"] = "link" if same_name else "create"
    written = StringIO()
    table = csv.DictWriter(written, rows[0].keys())
    table.writeheader()
    table.writerows(rows)
    report.write_text(written.getvalue(), encoding="utf-8")


def _nobody_is_doubled(player: Player) -> list[str]:
    """Return what is there twice; everybody of the SIS has one account, by name, uid and SIS."""
    schoology = player.systems["schoology"].state()
    people = {user["identifier"]: user for user in player.systems["eschoolplus"].state()["users"]}
    accounts = [user for user in schoology["users"] if user["school_uid"] in people]
    doubled = [uid for uid, count in Counter(user["school_uid"] for user in accounts).items() if count > 1]
    codes = Counter(course["course_code"].casefold() for course in schoology["courses"])
    sections = Counter((row["course_code"], row["section_code"]) for row in schoology["sections"])
    wrong = [f"{len(doubled)} people have two accounts"] if doubled else []
    wrong += [f"{count} courses share a code" for count in codes.values() if count > 1]
    wrong += [f"{count} sections share a code" for count in sections.values() if count > 1]
    return wrong + _left_over(schoology, people)


def _left_over(schoology: dict[str, Any], people: dict[str, Record]) -> list[str]:
    """Return the old accounts of people of the SIS that nobody was linked to."""
    names = {(user["givenName"], user["familyName"]) for user in people.values()}
    left = [
        user
        for user in schoology["users"]
        if user["school_uid"] not in people and (user["name_first"], user["name_last"]) in names
    ]
    return [f"{len(left)} old accounts were passed over"] if left else []
