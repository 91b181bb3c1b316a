"""Uploaded course records to the LMS: course shells, completions, credits, enrollments; nothing is changed (CR1-CR7).

Who is complete is reported as such before being enrolled: where a course has no required objects, the LMS would
complete the person on enrollment, with the wrong date and a credit that nobody chose (CR3).
"""
# ruff: noqa: N999 - the file is named after its flow, which is called as people call it

from rollbook.flows.courserecords.importing.lookups import LOOKUPS
from rollbook.flows.courserecords.importing.settings import ImportSettings
from rollbook.flows.courserecords.importing.streams import completions, courses, credits_awarded, enrollments
from rollbook.flows.courserecords.importing.table import TABLE
from rollbook.model.descriptors import Flow, Stream
from rollbook.model.tables import ROWS, UPLOADS

FLOW = Flow(
    name="courserecords.import",
    source=UPLOADS,
    target="ethosce",
    settings=ImportSettings,
    table=TABLE,
    waits=lambda chosen: chosen.waits,
    streams=(
        Stream(name="courses", reads=ROWS, writes="courses", desired=courses, lookups=LOOKUPS, adds=True),
        Stream(
            name="completions",
            reads=ROWS,
            writes="completions",
            desired=completions,
            lookups=LOOKUPS,
            after=("courses",),
            knows=("completions",),
            adds=True,
        ),
        Stream(
            name="credits",
            reads=ROWS,
            writes="credits",
            desired=credits_awarded,
            lookups=LOOKUPS,
            after=("courses",),
            adds=True,
        ),
        Stream(
            name="enrollments",
            reads=ROWS,
            writes="enrollments",
            desired=enrollments,
            lookups=LOOKUPS,
            after=("courses", "completions"),
            knows=("enrollments",),
            adds=True,
        ),
    ),
)
