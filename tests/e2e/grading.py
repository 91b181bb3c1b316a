"""Single grades on both sides, and the runs that events started."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rollbook.model.runs import RunRecord
from sandbox.demo import knocking
from sandbox.demo.playing import GRADES, Player

_EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cell:
    """One student's place under one item of one section."""

    section: str
    item: int
    uid: str

    def event(self) -> dict[str, Any]:
        """Return an event that names it, as Schoology would send it now."""
        return knocking.grade_event(self.section, self.item, int(time.time()), self.uid)

    def change(self, player: Player) -> float:
        """Give another grade than the SIS shows, of which no event tells, and return it."""
        wanted = 1.5 if self.scores(player) != [1.5] else 2.5
        schoology = player.systems["schoology"]
        schoology.script("regrade", section_school_code=self.section, item=self.item, school_uid=self.uid, grade=wanted)
        schoology.script("deliver", drop=1)
        return wanted

    def scores(self, player: Player) -> list[float]:
        """Return what the gradebook of the SIS shows there; more than one score would be a double."""
        sis = player.systems["eschoolplus"].state()
        students = [user["sourcedId"] for user in sis["users"] if user["identifier"] == self.uid]
        return [
            result["score"]
            for result in sis["results"]
            if result["lineItem"]["sourcedId"] == f"schoology-{self.item}"
            and result["student"]["sourcedId"] in students
        ]


def cells(player: Player, section: str) -> list[Cell]:
    """Return the places in a section that have a grade, of students who sit in its class in the SIS too."""
    sis = player.systems["eschoolplus"].state()
    seated = {
        enrollment["user"]["sourcedId"]
        for enrollment in sis["enrollments"]
        if enrollment["class"]["sourcedId"] == section and enrollment["status"] == "active"
    }
    uids = {user["identifier"] for user in sis["users"] if user["sourcedId"] in seated}
    return [
        Cell(section, grade["assignment_id"], grade["school_uid"])
        for grade in player.systems["schoology"].state()["grades"]
        if grade["section_school_code"] == section and grade["school_uid"] in uids and grade["grade"] is not None
    ]


def looks(player: Player) -> list[RunRecord]:
    """Return the records of all runs that events have started, oldest first."""
    return player.live_records(GRADES, _EVER)
