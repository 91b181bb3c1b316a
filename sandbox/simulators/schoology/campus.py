"""One school with all who work in it: what answers the API, what happens behind its back, and the postman."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.institution import Institution
from sandbox.simulators.faults import FaultQueue
from sandbox.simulators.postman import Manner, Postman
from sandbox.simulators.schoology.bulk import BulkDesk
from sandbox.simulators.schoology.courses import Courses
from sandbox.simulators.schoology.enrollments import Enrollments
from sandbox.simulators.schoology.events import Events
from sandbox.simulators.schoology.grade_items import GradeItems
from sandbox.simulators.schoology.gradebook import Gradebook
from sandbox.simulators.schoology.grades import Grades
from sandbox.simulators.schoology.grading_categories import GradingCategories
from sandbox.simulators.schoology.grading_periods import GradingPeriods
from sandbox.simulators.schoology.knobs import Knobs
from sandbox.simulators.schoology.old_accounts import OldInstallation
from sandbox.simulators.schoology.preload import preloaded_school
from sandbox.simulators.schoology.sections import Sections
from sandbox.simulators.schoology.state import school_state
from sandbox.simulators.schoology.surroundings import Surroundings
from sandbox.simulators.schoology.teaching import Teaching
from sandbox.simulators.schoology.triggers import Triggers
from sandbox.simulators.schoology.users import Users
from sandbox.simulators.simulator import Handler

_OK = 200


class Campus:
    """A school as it stands before anything was provisioned, and everybody in it; a reset makes a new one."""

    def __init__(self, institution: Institution, knobs: Knobs, faults: FaultQueue, clock: Callable[[], float]) -> None:
        self.school = preloaded_school(institution)
        self.postman = Postman(_manner(knobs), clock)
        gradebook = Gradebook(self.school, Events(self.school, self.postman, knobs, clock), clock)
        bulk = BulkDesk(faults, knobs)
        self._parts = (
            Users(self.school, bulk),
            Courses(self.school, bulk),
            Sections(self.school, bulk),
            Enrollments(self.school, bulk),
            GradingPeriods(self.school, knobs),
            GradingCategories(self.school, bulk),
            GradeItems(self.school, gradebook, knobs),
            Grades(self.school, gradebook, bulk),
            Triggers(self.school),
            Surroundings(self.school),
        )
        self._teaching = Teaching(self.school, gradebook)
        self._past = OldInstallation(self.school, institution)

    def routes(self) -> dict[str, Handler]:
        """Return the handlers by method and path."""
        return {route: handler for part in self._parts for route, handler in part.routes().items()}

    def scripts(self) -> Mapping[str, Callable[..., Any]]:
        """Return what can happen in the school behind its API, by name."""
        return {**self._teaching.scripts(), "old_accounts": self._past.old_accounts}

    def state(self) -> dict[str, Any]:
        """Return what the school holds, named by natural keys, and what the postman did."""
        return {**school_state(self.school), "postman": self.postman.summary()}


def _manner(knobs: Knobs) -> Manner:
    """As documented, an event has no id and no signature, and anything but exactly 200 lets it wait."""
    return Manner(
        pauses=[knobs.retry_seconds] * knobs.most_retries,
        answer_seconds=knobs.answer_seconds,
        taken=lambda status: status == _OK,
        by_itself=knobs.deliver_by_itself,
    )
