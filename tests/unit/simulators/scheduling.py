"""A Coursedog with the sample university's terms and users, somebody who is logged in, and good items."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any

from werkzeug.test import TestResponse

from sandbox.institution.university import University, sample_university
from sandbox.simulators.coursedog import API_PATH, CoursedogSimulator, Knobs
from sandbox.simulators.credentials import COURSEDOG
from tests.contract.apis.wire import Caller, document
from tests.contract.apis.witness import Witness
from tests.unit.simulators.callers import Hand

NOON = 1_789_560_000.0
BANNER, COLLEAGUE, PEOPLESOFT = "state_banner_ethos", "state_colleague_ethos", "state_peoplesoft_direct"
LOGIN = {"email": COURSEDOG.email, "password": COURSEDOG.password}
WEBHOOK = {"url": "https://hooks.example.edu/coursedog", "signingSecret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
TERM, COURSE = "202710", "BIO-101"
PROFESSOR = {"instructorId": "0012001", "role": "primary", "percentage": 100}
TIME = {
    "id": "",
    "days": "MWF",
    "startTime": "09:00",
    "endTime": "09:50",
    "startDate": "2027-01-11",
    "endDate": "2027-04-30",
    "classroom": "SCI/101",
    "meetingType": "lecture",
}
DATA: Mapping[str, dict[str, Any]] = {
    "courses": {
        "code": COURSE,
        "name": "Foundations of Biology",
        "longName": None,
        "description": "Cells.",
        "status": "active",
        "minCreditHours": 3,
        "maxCreditHours": 3.5,
        "departments": ["BIO"],
        "campuses": ["MAIN"],
        "effectiveStartDate": "2015-08-01",
        "effectiveEndDate": None,
        "sisId": "",
    },
    "sections": {
        "termCode": TERM,
        "courseCode": COURSE,
        "sectionNumber": "001",
        "status": "active",
        "sectionName": "Foundations of Biology",
        "campus": "MAIN",
        "startDate": "2027-01-11",
        "endDate": None,
        "minCreditHours": 3,
        "maxEnrollment": 30,
        "professors": ["0012001"],
        "professorsMeta": [PROFESSOR],
        "times": [TIME],
        "sisId": "7b1f",
    },
    "relationships": {
        "termCode": TERM,
        "groupId": "XL01",
        "sections": [f"{TERM}/{COURSE}/001", f"{TERM}/{COURSE}/002"],
        "primarySection": f"{TERM}/{COURSE}/001",
        "waitlist": "combined",
        "combinedMaxEnrollment": 40,
        "sisId": "",
    },
}
"""By kind, the data of a good new record, in an order in which an Ethos school takes them."""
KEYS = {
    "courses": ("code",),
    "sections": ("termCode", "courseCode", "sectionNumber"),
    "relationships": ("termCode", "groupId"),
}


def university() -> University:
    """Return the sample as it stands when the clock of these tests begins."""
    return sample_university(date(2026, 9, 16))


def create(kind: str, **fields: Any) -> dict[str, Any]:
    """Return an item that makes a record like the good one."""
    return {"operation": "create", "data": {**DATA[kind], **fields}}


def changeable(kind: str) -> dict[str, Any]:
    """Return the good data without what makes the key."""
    return {name: value for name, value in DATA[kind].items() if name not in KEYS[kind]}


@dataclasses.dataclass(frozen=True, slots=True)
class Coursedog:
    """Calls one school of a simulator, past a witness, with a session."""

    simulator: CoursedogSimulator
    witness: Witness
    clock: Hand
    school: str
    headers: Mapping[str, str]

    @classmethod
    def opened(cls, school: str = BANNER, **knobs: Any) -> "Coursedog":
        """Return a caller who has logged in; the clock stands still until it is moved."""
        clock = Hand(NOON)
        simulator = CoursedogSimulator(
            university(), knobs=Knobs(**{"rate_scale": 1_000, **knobs}), clock=clock, wall_clock=clock
        )
        caller = cls(simulator, Witness(simulator, document("coursedog")), clock, school, {})
        return dataclasses.replace(caller, headers={"Authorization": f"Bearer {caller.log_in()}"})

    @property
    def caller(self) -> Caller:
        return Caller(self.simulator, self.witness, API_PATH, self.headers)

    def log_in(self, **changes: str) -> str:
        answer = self.caller.call("POST", "/sessions", {**LOGIN, **changes})
        assert answer.status_code == 201, answer.text
        token: str = answer.get_json()["token"]
        return token

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        """Call an address below the one of our own contract for the school."""
        return self.caller.call(method, f"/int/{self.school}{path}", json, **headers)

    def get(self, path: str) -> Any:
        return self.caller.get(f"/int/{self.school}{path}")

    def search(self, query: str = "") -> Any:
        return self.caller.get(f"/cm/{self.school}/courses/search/$filters{query}")

    def put(self, kind: str, *items: Mapping[str, Any]) -> list[dict[str, Any]]:
        results = self.caller.put(f"/int/{self.school}/{kind}", *items)
        assert len(results) == len(items)
        return results

    def code(self, kind: str, item: Mapping[str, Any]) -> tuple[int, str, str]:
        """Send one item and return its status, and the code and field of the refusal, "" for none."""
        (result,) = self.put(kind, item)
        (error,) = result["errors"] or [{"code": "", "field": ""}]
        return result["status"], error["code"], error["field"]

    def fill(self) -> None:
        """Send a course with two sections and their crosslist, in the order that the school takes."""
        pair = [create("sections"), create("sections", sectionNumber="002", times=[])]
        order = [("courses", [create("courses")]), ("sections", pair)]
        for kind, items in [
            *order[:: -1 if self.school == PEOPLESOFT else 1],
            ("relationships", [create("relationships")]),
        ]:
            assert {one["status"] for one in self.put(kind, *items)} == {201}

    def sections(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/sections?term={TERM}&limit=200")["items"]
        return found

    def relationships(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/relationships?term={TERM}")["items"]
        return found

    def edit(self, section: str, path: str = "", value: Any = None, action: str = "change") -> dict[str, Any]:
        """Let a scheduler save something."""
        wish = {"section": section, "path": path, "value": value, "action": action, "by": "u-scheduler-sci"}
        shown: dict[str, Any] = self.script("edit", school=self.school, **wish)
        return shown

    def script(self, name: str, **arguments: Any) -> Any:
        return self.simulator.perform(name, arguments)
