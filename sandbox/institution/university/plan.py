"""What the sample university is made of: its sites, buildings, subjects, hours, words of its code lists, and users."""

from collections.abc import Mapping

from sandbox.institution.university.records import Site, Subject, User

SITES = (Site("MAIN", "Main Campus"), Site("EAST", "East Campus"), Site("ONL", "Online Campus"))
ONLINE_SITE = "ONL"
BUILDINGS: Mapping[str, str] = {"SCI": "MAIN", "LIB": "MAIN", "ART": "MAIN", "ENG": "EAST", "MED": "EAST"}
"""By building, the site where it stands."""
ROOM_NUMBERS = ("101", "102", "110", "201", "202", "210")
CAPACITIES = (40, 30, 24, 60, 35, 120)
"""How many the rooms of a building hold, in the order of their numbers."""

SUBJECTS = (
    Subject("BIO", "Biology"), Subject("CHM", "Chemistry"), Subject("PHY", "Physics"), Subject("MAT", "Mathematics"),
    Subject("CSC", "Computer Science"), Subject("ENG", "English"), Subject("HIS", "History"),
    Subject("PSY", "Psychology"), Subject("ECO", "Economics"), Subject("ART", "Art"), Subject("NUR", "Nursing"),
    Subject("SPA", "Español"),
)  # fmt: skip
TEAM = 5
"""So many instructors teach each subject."""

COURSES = (
    ("101", "Foundations of {}", 3, 3), ("102", "Principles of {}", 3, 3), ("110", "{} Laboratory", 1, 1),
    ("201", "Intermediate {}", 3, 3), ("210", "Methods in {}", 4, 4), ("220", "Applied {}", 3, 3),
    ("301", "Advanced {}", 3, 3), ("310", "Topics in {}", 3, 3), ("401", "{} Seminar", 2, 2),
    ("490", "Research in {}", 1, 6),
)  # fmt: skip
"""The ten courses of each subject: number, title, and credits from and to."""

_MWF = ("08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00")
_TR = (("08:00", "09:15"), ("09:30", "10:45"), ("11:00", "12:15"), ("13:00", "14:15"), ("14:30", "15:45"))
HOURS = (
    *(("MWF", start, f"{start[:2]}:50") for start in _MWF),
    *(("TR", start, end) for start, end in _TR),
    *((day, "18:00", "20:45") for day in "MTWR"),
)
"""The 17 hours at which a section can meet; no two of them overlap."""

CODES: Mapping[str, Mapping[str, str]] = {
    "methods": {"lecture": "Lecture", "lab": "Lab", "seminar": "Seminar"},
    "modes": {"in-person": "In person", "online": "Online", "hybrid": "Hybrid"},
    "grades": {"letter": "Letter grades", "pass": "Pass or fail"},
    "parts": {"1": "Full term", "H1": "First half", "H2": "Second half"},
}

_BOTH = ("Admin", "Scheduling")
USERS = (
    User("u-registrar-1", "Ana", "Núñez", "ana.nunez@maple-ridge.example", ("registrar",), _BOTH),
    User("u-registrar-2", "Tomás", "O'Brien", "tomas.obrien@maple-ridge.example", ("registrar",), _BOTH),
    User("u-dean", "Grace", "Washington-Lee", "grace.washington@maple-ridge.example", ("scheduler",), _BOTH),
    User("u-scheduler-sci", "Kai", "Okafor", "kai.okafor@maple-ridge.example", ("scheduler",), ("Scheduling",)),
    User("u-scheduler-art", "Leah", "Müller", "leah.mueller@maple-ridge.example", ("scheduler",), ("Scheduling",)),
    User("u-scheduler-med", "Priya", "Singh", "priya.singh@maple-ridge.example", ("scheduler",), ("Scheduling",)),
)
"""Three of them have the product Admin, which is one more than there should be."""
