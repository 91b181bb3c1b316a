"""What is there before anything is provisioned and can only be read: roles, schools and buildings."""

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.schoology.answers import CallRefusedError, address, answer
from sandbox.simulators.schoology.tables import Row, School
from sandbox.simulators.simulator import Handler

_PLACE: Row = {
    "address1": "1 Maple Ridge Road",
    "address2": "",
    "city": "Maple Ridge",
    "state": "NY",
    "postal_code": "12345",
    "country": "US",
    "website": "",
    "phone": "",
    "fax": "",
    "picture_url": "",
}
_ORGANIZATION_ROLE = 1


class Surroundings:
    """The roles, the school and the buildings."""

    def __init__(self, school: School) -> None:
        self._school = school

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {
            "GET /v1/roles": self._roles,
            "GET /v1/schools": lambda _: answer({"school": [self._shown_school()]}),
            "GET /v1/schools/<school_id>": self._one_school,
            "GET /v1/schools/<school_id>/buildings": self._buildings,
        }

    def _roles(self, call: Call) -> Response:
        shown = [
            {
                **role,
                "id": str(role["id"]),
                "role_type": _ORGANIZATION_ROLE,
                "links": {"self": address(call.request, f"roles/{role['id']}")},
            }
            for role in self._school.roles
        ]
        return answer({"role": shown})

    def _one_school(self, call: Call) -> Response:
        self._check(call)
        return answer(self._shown_school())

    def _buildings(self, call: Call) -> Response:
        self._check(call)
        shown = [{**building, **_PLACE, "id": str(building["id"])} for building in self._school.buildings]
        return answer({"building": shown})

    def _check(self, call: Call) -> None:
        if call.arguments["school_id"] != str(self._school.id):
            raise CallRefusedError(404)

    def _shown_school(self) -> Row:
        return {"id": str(self._school.id), "title": self._school.title, **_PLACE, "building_code": ""}
