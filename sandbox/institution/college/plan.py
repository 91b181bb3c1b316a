"""What the sample college teaches, to whom and when: programs, groups, and the fate that each course is meant to show.

Days are counted from the college's today. Ten small groups of 30 each have one course that met yesterday, which makes
300 students in classes that are over; the four large groups meet on other days, and take all that is odd about people.
"""

import dataclasses
from enum import Enum, auto

COURSES_PER_GROUP = 5
CLASSES_PER_COURSE = 19
DAYS_BETWEEN_CLASSES = 3
SMALL_GROUP = 30
LARGE_GROUP = 45
INSTRUCTORS = 30

# Times of day by place in the day; the last one ends on the next day.
SLOTS = (("08:00", "09:50"), ("10:00", "11:50"), ("12:30", "14:20"), ("14:30", "16:20"), ("17:30", "19:50"))
NIGHT = ("22:00", "01:30")


class Fate(Enum):
    """Why a course goes to CourseKey, or does not; `FIRST_DAY` and `LAST_DAY` stand at the edges of the window."""

    SENT = auto()
    FIRST_DAY = auto()
    LAST_DAY = auto()
    OFF = auto()
    OFF_BY_PROGRAM = auto()
    OFF_BY_SCHOOL = auto()
    NOT_YET = auto()
    LONG_OVER = auto()
    COMPLETED_EARLY = auto()
    NO_INSTRUCTOR = auto()
    NO_CLASS = auto()
    ALL_CANCELLED = auto()

    @property
    def sent(self) -> bool:
        """Whether the course belongs into CourseKey."""
        return self in {Fate.SENT, Fate.FIRST_DAY, Fate.LAST_DAY}


@dataclasses.dataclass(frozen=True, slots=True)
class ProgramPlan:
    """A program, and the titles of the five courses that each of its groups takes."""

    id: str
    title: str
    courses: tuple[str, str, str, str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class GroupPlan:
    """A cohort. Courses are named by their place in the program; whatever is not named is as usual."""

    id: str
    program: str
    campus: str
    students: int
    fates: dict[int, Fate] = dataclasses.field(default_factory=dict)
    logs: frozenset[int] = frozenset()
    nights: frozenset[int] = frozenset()

    @property
    def small(self) -> bool:
        """Whether the group met yesterday."""
        return self.students == SMALL_GROUP


PROGRAMS = (
    ProgramPlan("nursing", "Practical Nursing", ("Anatomy", "Patient Care", "Pharmacology", "Ethics", "Ward Practice")),
    ProgramPlan("welding", "Welding", ("Shop Safety", "Arc Welding", "Gas Welding", "Blueprints", "Metallurgy")),
    ProgramPlan("dental", "Dental Assisting", ("Oral Anatomy", "Radiography", "Chairside", "Materials", "Office")),
    ProgramPlan("hvac", "Heating and Cooling", ("Electricity", "Refrigeration", "Airflow", "Controls", "Service")),
    ProgramPlan("barber", "Barbering", ("Hygiene", "Cutting", "Shaving", "Coloring", "Clinic Floor")),
    ProgramPlan("massage", "Massage Therapy", ("Kinesiology", "Swedish", "Deep Tissue", "Pathology", "Clinic")),
    ProgramPlan("medical", "Medical Assisting", ("Terminology", "Phlebotomy", "Coding", "Front Office", "Practice")),
    ProgramPlan("autobody", "Auto Body Repair", ("Tools", "Dents", "Frames", "Painting", "Estimating")),
)

GROUPS = (
    GroupPlan("nur-a", "nursing", "north", SMALL_GROUP, logs=frozenset({4}), nights=frozenset({4})),
    GroupPlan("nur-b", "nursing", "desert", SMALL_GROUP, {3: Fate.OFF}, logs=frozenset({4})),
    GroupPlan("wel-a", "welding", "north", SMALL_GROUP, {4: Fate.NOT_YET}, logs=frozenset({0})),
    GroupPlan("wel-b", "welding", "desert", SMALL_GROUP, {4: Fate.NOT_YET}),
    GroupPlan("den-a", "dental", "north", SMALL_GROUP, {4: Fate.OFF_BY_PROGRAM}),
    GroupPlan("den-b", "dental", "desert", SMALL_GROUP, {4: Fate.OFF_BY_PROGRAM}),
    GroupPlan("hva-a", "hvac", "desert", SMALL_GROUP, {3: Fate.LONG_OVER}),
    GroupPlan("hva-b", "hvac", "desert", SMALL_GROUP, {3: Fate.LONG_OVER}),
    GroupPlan("bar-a", "barber", "north", SMALL_GROUP, {2: Fate.NO_INSTRUCTOR}, logs=frozenset({4})),
    GroupPlan("bar-b", "barber", "north", SMALL_GROUP, {2: Fate.NO_CLASS}, logs=frozenset({4})),
    GroupPlan("mas-a", "massage", "north", LARGE_GROUP, {3: Fate.OFF, 4: Fate.NOT_YET}, logs=frozenset({1})),
    GroupPlan("med-a", "medical", "north", LARGE_GROUP, {2: Fate.NO_INSTRUCTOR, 3: Fate.OFF_BY_SCHOOL}),
    GroupPlan("med-b", "medical", "desert", LARGE_GROUP, {2: Fate.ALL_CANCELLED, 3: Fate.OFF_BY_SCHOOL}),
    GroupPlan(
        "aut-a", "autobody", "desert", LARGE_GROUP, {2: Fate.LAST_DAY, 3: Fate.COMPLETED_EARLY, 4: Fate.FIRST_DAY}
    ),
)
