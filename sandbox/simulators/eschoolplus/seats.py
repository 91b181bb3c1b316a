"""Who ever sat in which class: a result may still be written for a student who has left."""

from sandbox.institution import Institution


class Seats:
    """Remembers the students of classes, so that an enrollment which is gone counts on."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def remember(self, institution: Institution) -> None:
        """Take note of every student enrollment there is, whatever its status and dates."""
        self._seen.update(
            (enrollment["class"]["sourcedId"], enrollment["user"]["sourcedId"])
            for enrollment in institution.enrollments.values()
            if enrollment["role"] == "student"
        )

    def held(self, institution: Institution, class_id: str, student_id: str) -> bool:
        """Say whether a student sits in a class now or sat there when it was last looked at."""
        if (class_id, student_id) not in self._seen:
            self.remember(institution)
        return (class_id, student_id) in self._seen
