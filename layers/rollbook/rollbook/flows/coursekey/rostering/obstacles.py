"""What can keep a course from CourseKey (CK2, CK3), each in the words of a registrar."""

from dataclasses import dataclass
from datetime import date, timedelta

from rollbook.model.records import Json, Reason


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a course does not go, and what a person can do; `acts` says that somebody has to, because it should go."""

    sentence: str
    remedy: str
    acts: bool = False


def told(obstacles: tuple[Obstacle, ...]) -> Reason:
    """Return all of several obstacles in one reason."""
    return Reason(
        sentence=" ".join(obstacle.sentence for obstacle in obstacles),
        remedy=" ".join(dict.fromkeys(obstacle.remedy for obstacle in obstacles)),
    )


def of_the_window(course: Json, today: date, *, before: int, after: int) -> list[Obstacle]:
    """Return why a course does not go today: its window is not open yet, or not any more; both of its days are in it.

    `before` and `after` are weeks. A course ends on the day on which it was completed or, until then, as planned.
    """
    start, end = date.fromisoformat(course["startDate"]), last_day(course)
    lead, wake = timedelta(weeks=before), timedelta(weeks=after)
    found = []
    if start - today > lead:
        found.append(
            Obstacle(
                f"It starts on {start}, and courses are sent from {_weeks(before)} before their start: from "
                f"{start - lead} on.",
                "It is sent by itself then.",
            )
        )
    if today - end > wake:
        how = "was completed" if course["completedDate"] else "ended"
        found.append(
            Obstacle(
                f"It {how} on {end}, and courses are sent until {_weeks(after)} after that: until {end + wake}.",
                "What CourseKey holds of it stays there as it is.",
            )
        )
    if end < start:
        found.append(
            Obstacle(
                f"It starts on {start} and ends on {end}, which is before that.",
                "Correct the dates of the course in GEGI.",
                acts=True,
            )
        )
    return found


def of_what_is_missing(course: Json, *, has_class: bool) -> list[Obstacle]:
    """Return what a course needs before CourseKey can take it: an instructor, a class, a title."""
    there = {"instructor": course["instructorIds"], "scheduled class": has_class, "title": title(course)}
    missing = [f"no {what}" for what, found in there.items() if not found]
    if not missing:
        return []
    return [Obstacle(f"It has {' and '.join(missing)}.", "Add what is missing to the course in GEGI.", acts=True)]


def last_day(course: Json) -> date:
    """Return the day on which a course was completed or, until then, is planned to end."""
    return date.fromisoformat(course["completedDate"] or course["endDate"])


def title(course: Json) -> str:
    """Return the title of a course without the spaces around it."""
    return str(course["title"]).strip()


def _weeks(count: int) -> str:
    return "1 week" if count == 1 else f"{count} weeks"
