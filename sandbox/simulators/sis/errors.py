"""How the system refuses: a list of errors, each with code, title and description, and the id of what is meant."""

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.simulator import Handler

JSON = "application/json"
_SCHEMA = "Global.SchemaValidation.Error"
_TITLES: Mapping[str, str] = {
    "Authentication.Required": "Authentication is required.",
    "Access.Denied": "The user may not do this.",
    "GUID.Not.Found": "There is nothing with this GUID.",
    "Resource.NotFound": "There is no such resource.",
    "Method.NotAllowed": "The resource does not take this method.",
    "Version.NotSupported": "This version of the resource is not supported.",
    _SCHEMA: "The body is not as its schema says.",
    "Missing.Required.Property": "A required property is missing.",
    "Validation.Exception": "The request cannot be understood.",
    "Section.Course.NotSpecified": "A section needs a course.",
    "Section.Duplicate": "The section exists.",
    "Section.StartDate.OutOfRange": "The section's dates are outside of the academic period.",
    "InstructionalEvent.Location.RoomScheduleConflict": "The room is taken.",
    "InstructionalEvent.Date.OutOfRange": "The event's dates are outside of the academic period.",
    "InsufficientRoomCapacity": "The room is too small.",
    "Section.Status.MeetingsExist": "The section has meetings.",
    "Section.Status.NotAllowed": "The section cannot have this status.",
    "Section.PartOfTerm.InstructorAssigned": "An instructor is assigned.",
    "Section.Delete.NotAllowed": "Sections are not deleted.",
    "Section.Delete.StudentsRegistered": "Students are registered.",
    "SectionInstructor.Duplicate": "The instructor is assigned already.",
    "SectionCrosslist.Duplicate": "The crosslist exists.",
    "SectionCrosslist.Terms.Differ": "The sections are of several academic periods.",
    "SectionCrosslist.Section.InUse": "The section is crosslisted already.",
    "Rate.Exceeded": "There were too many calls.",
    "Global.Internal.Error": "Something went wrong.",
}
_PLAIN: Mapping[int, str] = {
    404: "Resource.NotFound",
    405: "Method.NotAllowed",
    429: "Rate.Exceeded",
    500: "Global.Internal.Error",
    503: "Global.Internal.Error",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing that speaks against a call, with a description that names the property."""

    code: str
    description: str


class EthosError(Exception):
    """A call is refused, for one or more problems; `about` is the id of the resource that is meant, if it has one."""

    def __init__(self, status: int, *problems: Problem, about: str = "") -> None:
        super().__init__(", ".join(one.code for one in problems))
        self.status = status
        self.problems = problems
        self.about = about

    def answer(self) -> Response:
        """Return the answer."""
        about = {"id": self.about} if self.about else {}
        errors = [
            {"code": one.code, "title": _TITLES[one.code], "description": one.description, **about}
            for one in self.problems
        ]
        return Response(json.dumps({"errors": errors}, ensure_ascii=False), self.status, content_type=JSON)


def refusal(status: int, code: str, description: str) -> EthosError:
    """Make the refusal of a call for one problem."""
    return EthosError(status, Problem(code, description))


def schema_error(description: str) -> EthosError:
    """Make the refusal of a body that is not as its schema says."""
    return refusal(400, _SCHEMA, description)


def plain_refusal(status: int, retry_after: float = 0) -> Response:
    """Answer a status that is not about what was asked, and Retry-After in whole seconds where it is not 0."""
    code = _PLAIN[status]
    response = refusal(status, code, _TITLES[code]).answer()
    if retry_after:
        response.headers["Retry-After"] = str(math.ceil(retry_after))
    return response


def raise_for(problems: Iterable[Problem], about: str = "") -> None:
    """Refuse with all problems that there are; nothing where there is none."""
    if found := tuple(problems):
        raise EthosError(400, *found, about=about)


def refusing(handler: Handler) -> Handler:
    """Return the handler with every `EthosError` as its answer."""

    def answer(call: Call) -> Response:
        try:
            return handler(call)
        except EthosError as error:
            return error.answer()

    return answer
