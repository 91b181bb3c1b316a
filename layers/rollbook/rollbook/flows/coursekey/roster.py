"""GEGI to CourseKey: instructors, students, courses, enrollments and classes of the courses that are sent (CK2-CK8)."""

from rollbook.flows.coursekey.rostering.courses import classes, courses
from rollbook.flows.coursekey.rostering.lookups import (
    AGREEMENTS,
    OF_COURSES,
    OF_WHAT_BELONGS_TO_COURSES,
    courses_of_students,
)
from rollbook.flows.coursekey.rostering.people import enrollments, instructors, students
from rollbook.flows.coursekey.rostering.settings import RosterSettings
from rollbook.flows.coursekey.rostering.standing import KNOWN, stays
from rollbook.model.descriptors import Flow, Removal, Stream

FLOW = Flow(
    name="coursekey.roster",
    source="gegi",
    target="coursekey",
    settings=RosterSettings,
    streams=(
        Stream(
            name="instructors",
            reads="instructors",
            writes="instructors",
            desired=instructors,
            lookups=OF_WHAT_BELONGS_TO_COURSES,
            knows=(KNOWN,),
        ),
        Stream(
            name="students",
            reads="students",
            writes="students",
            desired=students,
            lookups={**OF_WHAT_BELONGS_TO_COURSES, AGREEMENTS: courses_of_students},
            knows=(KNOWN,),
        ),
        Stream(
            name="courses",
            reads="courses",
            writes="courses",
            desired=courses,
            lookups=OF_COURSES,
            after=("instructors",),
            knows=(KNOWN,),
        ),
        Stream(
            name="enrollments",
            reads="agreements",
            writes="enrollments",
            desired=enrollments,
            removal=Removal.DROP,
            spares=stays,
            lookups=OF_WHAT_BELONGS_TO_COURSES,
            after=("students", "courses"),
            knows=(KNOWN,),
        ),
        Stream(
            name="classes",
            reads="classes",
            writes="classes",
            desired=classes,
            removal=Removal.DROP,
            spares=stays,
            lookups=OF_WHAT_BELONGS_TO_COURSES,
            after=("instructors", "courses"),
            knows=(KNOWN,),
        ),
    ),
)
