"""SIS to Coursedog: courses, sections and crosslists of the terms that are set, merged with what schedulers did (CD2).

Coursedog's events never start it; a person may name a term, and a kind of record, to have just these come.
"""

from dataclasses import replace

from rollbook.flows.coursedog.scheduling import looking, pulling
from rollbook.flows.coursedog.scheduling.fields import COURSES, RELATIONSHIPS, SECTIONS
from rollbook.flows.coursedog.scheduling.settings import PullSettings
from rollbook.flows.coursedog.scheduling.streams import deletes, leaving, mirrored
from rollbook.model.descriptors import TARGET, Flow, Listening

FLOW = Flow(
    name="coursedog.pull",
    source="sis",
    target="coursedog",
    settings=PullSettings,
    streams=(
        mirrored(COURSES, pulling.courses, (SECTIONS, TARGET + SECTIONS)),
        leaving(mirrored(SECTIONS, pulling.sections, (TARGET + COURSES,)), deletes),
        replace(
            leaving(mirrored(RELATIONSHIPS, pulling.relationships, (TARGET + SECTIONS,)), deletes),
            after=(SECTIONS,),
            knows=(SECTIONS,),
        ),
    ),
    listens=Listening(sender="coursedog", wanted=lambda _chosen: False, look=looking.look),
    order=lambda chosen: chosen.profile.order,
    scope=looking.scope,
    terms=lambda chosen: chosen.terms.model_dump(),
    lease="coursedog",
)
