"""A caller of the simulated student information system, which judges every answer by the wire contract."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from werkzeug.test import Client, TestResponse

from sandbox.institution.university import University, sample_university
from sandbox.simulators.credentials import SIS
from sandbox.simulators.sis import Knobs, SisSimulator
from tests.contract.apis.wire import document

UNIVERSITY: University = sample_university(date(2026, 9, 16))
TERM = UNIVERSITY.rolled.code
VERSIONS: Mapping[str, str] = {
    "academic-periods": "16.1.0",
    "sections": "16.1.0",
    "instructional-events": "11.1.0",
    "section-instructors": "10.1.0",
    "section-crosslists": "6.0.0",
    "courses": "16.0.0",
    "persons": "12.3.0",
    "rooms": "10.0.0",
    "sites": "6.0.0",
    "buildings": "6.0.0",
    "subjects": "6.0.0",
    "instructional-methods": "6.0.0",
    "grade-schemes": "6.0.0",
    "educational-institution-units": "7.0.0",
    "instructional-delivery-methods": "1.0.0",
    "section-title-types": "1.0.0",
    "course-title-types": "1.0.0",
}
_SCHEMAS: Mapping[str, str] = {
    "academic-periods": "AcademicPeriod",
    "sections": "Section",
    "instructional-events": "Event",
    "section-instructors": "SectionInstructor",
    "section-crosslists": "Crosslist",
    "courses": "Course",
    "persons": "Person",
    "rooms": "Room",
    "sites": "Site",
    "buildings": "Building",
    "subjects": "Subject",
    "instructional-methods": "Method",
    "grade-schemes": "GradeScheme",
    "educational-institution-units": "Unit",
    "instructional-delivery-methods": "Delivery",
    "section-title-types": "TitleType",
    "course-title-types": "TitleType",
}


def media_type(resource: str) -> str:
    return f"application/vnd.hedtech.integration.v{VERSIONS[resource]}+json"


class Ethos:
    """Holds a token, and speaks of sections by their keys."""

    def __init__(self, profile: str = "banner", clock: Callable[[], float] = lambda: 0.0, **knobs: Any) -> None:
        settings = Knobs(**{"profile": profile, "rate_scale": 1_000, **knobs})
        self.simulator = SisSimulator(UNIVERSITY, knobs=settings, clock=clock, sleep=lambda _: None)
        self.http = Client(self.simulator)
        self.token = self.buy().text

    def buy(self, key: str = SIS.api_key, query: str = "") -> TestResponse:
        return self.http.post(f"/auth{query}", headers={"Authorization": f"Bearer {key}"})

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Call a path such as "sections/<id>?limit=1"; other headers take the place of the good ones."""
        resource = path.partition("?")[0].partition("/")[0]
        kind = media_type(resource) if resource in VERSIONS else "application/json"
        given = {"Authorization": f"Bearer {self.token}", "Accept": kind}
        given |= {} if body is None else {"Content-Type": kind}
        data = body if body is None or isinstance(body, str) else json.dumps(body)
        answer = self.http.open(f"/api/{path}", method=method, headers={**given, **headers}, data=data)
        self._judge(resource, answer)
        return answer

    def codes(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, list[str]]:
        """Call, and return the status with the codes of the refusal."""
        answer = self.call(method, path, body, **headers)
        errors = answer.get_json(force=True)["errors"] if answer.status_code >= 400 else []
        return answer.status_code, [one["code"] for one in errors]

    def every(self, resource: str, **criteria: Any) -> list[dict[str, Any]]:
        answer = self.call("GET", f"{resource}?limit=500&criteria={json.dumps(criteria)}")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.get_json(force=True)
        return found

    def make(self, resource: str, body: Any) -> dict[str, Any]:
        answer = self.call("POST", resource, body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.get_json(force=True)
        return made

    def id_of(self, resource: str, code: str) -> str:
        return self.simulator.holdings.id_of(resource, code)

    def fields(self, key: str) -> dict[str, Any]:
        """Return a section in people's words."""
        sections: dict[str, dict[str, Any]] = self.simulator.snapshot()["sections"]
        return sections[key]

    def path_of(self, key: str) -> str:
        return f"sections/{self.fields(key)['id']}"

    def script(self, name: str, **arguments: Any) -> Any:
        return self.simulator.perform(name, arguments)

    def new_section(self, number: str = "800", course: str = "BIO-101", **properties: Any) -> dict[str, Any]:
        """Return a good body for a new section of the rolled term."""
        return {
            "titles": [{"type": {"id": self.id_of("section-title-types", "short")}, "value": "Evening Biology"}],
            "number": number,
            "academicPeriod": {"id": self.id_of("academic-periods", TERM)},
            "course": {"id": self.id_of("courses", course)},
            "startOn": UNIVERSITY.rolled.start.isoformat(),
            "endOn": UNIVERSITY.rolled.end.isoformat(),
            **properties,
        }

    def new_event(self, section: str, room: str = "", hours: str = "19:00-20:15", **properties: Any) -> dict[str, Any]:
        """Return a good body for a new event on Fridays."""
        start, _, end = hours.partition("-")
        first, last = UNIVERSITY.rolled.start.isoformat(), UNIVERSITY.rolled.end.isoformat()
        place = [{"location": {"type": "room", "room": {"id": self.id_of("rooms", room)}}}] if room else []
        return {
            "section": {"id": section},
            "recurrence": {
                "timePeriod": {"startOn": f"{first}T{start}:00", "endOn": f"{last}T{end}:00"},
                "repeatRule": {"type": "weekly", "interval": 1, "daysOfWeek": ["friday"]},
            },
            "locations": place,
            **properties,
        }

    def _judge(self, resource: str, answer: TestResponse) -> None:
        if not answer.data or "json" not in answer.content_type:
            return
        content = answer.get_json(force=True)
        schema = "Error" if answer.status_code >= 400 else _SCHEMAS[resource]
        listed = content["errors"] if schema == "Error" else content if isinstance(content, list) else [content]
        assert [document("sis").faults_of(schema, one) for one in listed] == [[]] * len(listed)
