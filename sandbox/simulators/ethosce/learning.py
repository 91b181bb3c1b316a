"""What EthosCE holds, and the rules by which people are enrolled, completed and awarded credits.

Whatever was assigned once stays as it is. A course that requires no object completes a person on enrollment and awards
the credit of the course, unless the person is complete already.
"""

from collections.abc import Callable
from typing import Any

from sandbox.institution.lms import Course, Lms, Person
from sandbox.simulators.ethosce.entities import (
    COURSE_CREDIT_AWARDED,
    COURSE_ENROLLMENT,
    COURSE_REPORT,
    NODE,
    USER,
    Row,
    seconds,
)
from sandbox.simulators.ethosce.tables import Table
from sandbox.simulators.refusals import RefusalError

Fields = dict[str, Any]


class Learning:
    """All tables and their rules; `clock` is Unix time."""

    def __init__(self, lms: Lms, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._credit_types = frozenset(lms.credit_types)
        self.users, self.nodes = Table(USER), Table(NODE)
        self.enrollments, self.reports = Table(COURSE_ENROLLMENT), Table(COURSE_REPORT)
        self.credits = Table(COURSE_CREDIT_AWARDED)
        self.tables = {
            table.entity.name: table for table in (self.users, self.nodes, self.enrollments, self.reports, self.credits)
        }
        self.add_user("restws_rollbook", "restws@lms.maple-ridge.example", None)
        self.add_page("About us")
        for person in lms.people:
            self.appear(person)
        for course in lms.courses:
            self.add_course(course)

    def add_user(self, name: str, mail: str, external_id: str | None) -> Row:
        """Add an account."""
        return self.users.add(name=name, mail=mail, field_external_id=external_id, created=self._now())

    def add_page(self, title: str) -> Row:
        """Add a node that is no course."""
        nothing = dict.fromkeys(
            ("field_external_id", "field_imported", "field_required_objects", "field_credit_type", "field_credits")
        )
        return self.nodes.add(type="page", title=title, created=self._now(), **nothing)

    def appear(self, person: Person) -> Row:
        """Give a person an account, as a first login does."""
        return self.add_user(f"{person.first_name} {person.last_name}", person.email, person.external_id or None)

    def add_course(self, course: Course) -> Row:
        """Add a course that somebody made in the system itself."""
        return self.nodes.add(
            type="course",
            title=course.title,
            field_external_id=course.external_id or None,
            field_imported=False,
            field_required_objects=course.required_objects,
            field_credit_type=course.credit_type or None,
            field_credits=course.credits or None,
            created=self._now(),
        )

    def log_in(self, uid: int) -> None:
        """Have a person log in: what was completed without a date is completed now."""
        for row in self.reports.where(uid=uid):
            if row["date_completed"] is None:
                row["date_completed"] = self._now()

    def import_course(self, fields: Fields) -> Row:
        """Make an imported course shell: no object, no credit, no certificate."""
        if self.nodes.where(field_external_id=fields["field_external_id"]):
            raise RefusalError(409, "external_id_taken", "A course has this external id.")
        nothing = {"field_required_objects": 0, "field_credit_type": None, "field_credits": None}
        return self.nodes.add(**fields, **nothing, created=self._now())

    def enroll(self, fields: Fields) -> Row:
        """Enroll a person, and complete whom nothing keeps from it."""
        course, seat = self._seat(fields)
        self._assign_once(self.enrollments, seat)
        row = self.enrollments.add(
            **seat,
            enrollment_start=seconds(fields["enrollment_start"]),
            enrollment_end=seconds(fields["enrollment_end"]),
            participant_category=fields["participant_category"],
            counts_for_pars=fields["counts_for_pars"],
            created=self._now(),
        )
        if not course["field_required_objects"] and not self.reports.where(**seat):
            self._complete_by_itself(course, seat)
        return row

    def complete(self, fields: Fields) -> Row:
        """Record that a person has completed a course; no enrollment is needed for that."""
        _, seat = self._seat(fields)
        self._assign_once(self.reports, seat)
        return self.reports.add(
            **seat,
            complete=True,
            date_completed=seconds(fields["date_completed"]),
            attended=fields["attended"],
            created=self._now(),
        )

    def award(self, fields: Fields) -> Row:
        """Award a person credit of one type; neither enrollment nor completion is needed for that."""
        _, seat = self._seat(fields)
        if fields["credit_type"] not in self._credit_types:
            raise RefusalError(422, "unknown_credit_type", "The site has no such credit type.")
        self._assign_once(self.credits, {**seat, "credit_type": fields["credit_type"]})
        return self.credits.add(
            **seat,
            credit_type=fields["credit_type"],
            credits=fields["credits"],
            credit_expiration=seconds(fields["credit_expiration"]),
            created=self._now(),
        )

    def _complete_by_itself(self, course: Row, seat: Fields) -> None:
        now = self._now()
        self.reports.add(**seat, complete=True, date_completed=now, attended=None, created=now)
        award = {**seat, "credit_type": course["field_credit_type"]}
        if course["field_credits"] and not self.credits.where(**award):
            self.credits.add(**award, credits=course["field_credits"], credit_expiration=None, created=now)

    def _seat(self, fields: Fields) -> tuple[Row, Fields]:
        """Return the course, and whom it is about and where."""
        seat = {"nid": int(fields["nid"]), "uid": int(fields["uid"])}
        course = self.nodes.rows.get(seat["nid"])
        if course is None or course["type"] != "course":
            raise RefusalError(404, "unknown_course", "There is no course with this nid.")
        if seat["uid"] not in self.users.rows:
            raise RefusalError(404, "unknown_user", "There is no user with this uid.")
        return course, seat

    def _assign_once(self, table: Table, fields: Fields) -> None:
        if table.where(**fields):
            raise RefusalError(409, "already_assigned", f"There is such a {table.entity.name}; it is never changed.")

    def _now(self) -> int:
        return int(self._clock())
