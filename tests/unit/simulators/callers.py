"""Clients of the simulators for tests, signing and authorising with libraries that the simulators do not use."""

import dataclasses
from typing import Any

import oauthlib.oauth1
from werkzeug.test import Client, TestResponse

from sandbox.simulators.credentials import ESCHOOLPLUS, SCHOOLOGY
from sandbox.simulators.eschoolplus import CORE_SCOPE, ROSTER_SCOPE, ROSTERING_PATH, TOKEN_PATH, EschoolplusSimulator
from sandbox.simulators.schoology import SchoologySimulator


@dataclasses.dataclass(slots=True)
class Hand:
    """A clock that a test moves."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class TwoLegged(oauthlib.oauth1.Client):
    """Sends `oauth_token=""`, which oauthlib leaves out for two-legged calls and Schoology wants."""

    token = ""

    def get_oauth_params(self, request: Any) -> Any:
        given: list[tuple[str, str]] = super().get_oauth_params(request)  # type: ignore[no-untyped-call] # stubs lack it
        return [*given, ("oauth_token", self.token)]


def sign(url: str, method: Any = "GET", *, token: str = "", **settings: Any) -> dict[str, str]:
    """Return the headers of a correctly signed call; settings are oauthlib's (`timestamp`, `nonce` and so on)."""
    settings = {"client_secret": SCHOOLOGY.consumer_secret, "realm": "Schoology API", **settings}
    client = TwoLegged(SCHOOLOGY.consumer_key, **settings)
    client.token = token
    _, headers, _ = client.sign(url, method)
    return dict(headers)


class Schoology:
    """Calls a Schoology simulator with a fresh signature each time."""

    def __init__(self, simulator: SchoologySimulator, wall_clock: Hand) -> None:
        self.simulator = simulator
        self.wall_clock = wall_clock
        self.http = Client(simulator)

    def call(
        self, method: str, path: str, json: Any = None, *, headers: dict[str, str] | None = None, **settings: Any
    ) -> TestResponse:
        settings = {"timestamp": str(int(self.wall_clock())), **settings}
        signed = sign(f"http://localhost{path}", method, **settings)
        return self.http.open(path, method=method, json=json, headers={**signed, **(headers or {})})

    def get(self, path: str) -> Any:
        response = self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.get_json()

    def bulk(self, path: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """POST items and return their entries, whatever the two words around them are."""
        outer = "enrollments" if "enrollments" in path else path.split("?", maxsplit=1)[0].rsplit("/", 1)[1]
        inner = outer.removesuffix("s")
        response = self.call("POST", path, {outer: {inner: items}})
        assert response.status_code == 200, response.text
        content = response.get_json()
        entries: list[dict[str, Any]] = content.get(outer, content)[inner]
        return entries

    def state(self) -> Any:
        return self.http.get("/_control/state").get_json()

    def script(self, name: str, **arguments: Any) -> Any:
        """Let something happen behind the API and return what came of it."""
        response = self.http.post("/_control/script", json={"script": name, **arguments})
        assert response.status_code == 200, response.text
        return response.get_json()

    def open_section(self, code: str = "s-1", students: tuple[str, ...] = ("u1", "u2"), teacher: str = "t1") -> str:
        """Provision a section with its course, students and teacher, and return its path."""
        roles = dict.fromkeys(students, "Student") | {teacher: "Teacher"}
        users = [
            {"school_uid": uid, "name_first": "A", "name_last": "B", "username": uid, "role_id": self.role(role)}
            for uid, role in roles.items()
        ]
        self.bulk("/v1/users?update_existing=1", users)
        (course,) = self.bulk("/v1/courses?update_existing=1", [{"title": "Art", "course_code": "art"}])
        period = self.get("/v1/gradingperiods")["gradingperiods"][0]["id"]
        item = {"title": "Art", "section_school_code": code, "grading_periods": [period]}
        (section,) = self.bulk(f"/v1/courses/{course['id']}/sections", [item])
        seats = [
            {"section_school_code": code, "school_uid": uid, "admin": str(int(role == "Teacher"))}
            for uid, role in roles.items()
        ]
        self.bulk("/v1/enrollments/import/course", seats)
        return f"/v1/sections/{section['id']}"

    def add_category(self, section: str, **fields: Any) -> int:
        """Create a grading category in a section, given by its path, and return its id."""
        response = self.call("POST", f"{section}/grading_categories", {"title": "Homework", **fields})
        assert response.status_code == 201, response.text
        return int(response.get_json()["id"])

    def add_assignment(self, section: str, **fields: Any) -> int:
        """Create an assignment in a section, given by its path, and return its id."""
        response = self.call("POST", f"{section}/assignments", {"title": "Essay", **fields})
        assert response.status_code == 201, response.text
        return int(response.get_json()["id"])

    def enrollment(self, section: str, school_uid: str) -> int:
        """Return the id of somebody's enrollment in a section, given by its path."""
        rows = self.get(f"{section}/enrollments?limit=200")["enrollment"]
        return next(int(row["id"]) for row in rows if row["school_uid"] == school_uid)

    def grade(self, section: str, *items: dict[str, Any]) -> list[dict[str, Any]]:
        """Save grades in a section, given by its path, and return their entries in the answer."""
        wishes = [{"type": "assignment", **item} for item in items]
        response = self.call("PUT", f"{section}/grades", {"grades": {"grade": wishes}})
        assert response.status_code == 200, response.text
        entries: list[dict[str, Any]] = response.get_json()["grades"]["grade"]
        return entries

    def subscribe(self, url: str, *triggers: str, include_object: int = 1) -> int:
        """Make a target, subscribe it to triggers, and return its id."""
        target: int = self.call("POST", "/v1/triggers/targets", {"target": url}).get_json()["id"]
        wishes = [
            {"target_id": target, "trigger": trigger, "subscribed": 1, "include_object": include_object}
            for trigger in triggers
        ]
        answer = self.call("PUT", "/v1/triggers/subscriptions", {"subscription": wishes}).get_json()
        assert {entry["status"] for entry in answer["subscription"]} <= {200}
        return target

    def role(self, title: str) -> int:
        return self.simulator.school.role_titled(title)


class Eschoolplus:
    """Calls an eSchoolPLUS simulator with a bearer token."""

    def __init__(self, simulator: EschoolplusSimulator, clock: Hand) -> None:
        self.simulator = simulator
        self.clock = clock
        self.http = Client(simulator)
        self.token = ""

    def ask_for_token(self, **changes: Any) -> TestResponse:
        form = {"grant_type": "client_credentials", "scope": f"{CORE_SCOPE} {ROSTER_SCOPE}", **changes}
        return self.http.post(TOKEN_PATH, data=form, auth=(ESCHOOLPLUS.client_id, ESCHOOLPLUS.client_secret))

    def log_in(self, scope: str = f"{CORE_SCOPE} {ROSTER_SCOPE}") -> None:
        self.token = self.ask_for_token(scope=scope).get_json()["access_token"]

    def call(self, path: str, **query: str | int) -> TestResponse:
        if not self.token:
            self.log_in()
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.http.get(f"{ROSTERING_PATH}/{path}", query_string=query, headers=headers)

    def get(self, path: str, **query: str | int) -> Any:
        response = self.call(path, **query)
        assert response.status_code == 200, response.text
        return response.get_json()

    def minor_code(self, path: str, **query: str | int) -> tuple[int, str]:
        """Return the status of a refused call and the minor code of its status object."""
        response = self.call(path, **query)
        (field,) = response.get_json()["imsx_CodeMinor"]["imsx_codeMinorField"]
        return response.status_code, field["imsx_codeMinorFieldValue"]
