"""Coursedog to the SIS: sections and crosslists, live by events and healed by runs over all terms (CD4-CD7).

Which SIS it is, which terms flow and how records are merged is set once, for the pull. Nothing else is ever posted.
"""

from dataclasses import replace

from rollbook.flows.coursedog.scheduling import looking, posting
from rollbook.flows.coursedog.scheduling.fields import RELATIONSHIPS, SECTIONS
from rollbook.flows.coursedog.scheduling.phases import USERS
from rollbook.flows.coursedog.scheduling.settings import PostSettings
from rollbook.flows.coursedog.scheduling.streams import deletes, leaving, mirrored, takes_out
from rollbook.model.descriptors import TARGET, Flow, Listening


def _wants_events(chosen: PostSettings) -> bool:
    return chosen.live_sync


FLOW = Flow(
    name="coursedog.post",
    source="coursedog",
    target="sis",
    settings=PostSettings,
    streams=(
        leaving(mirrored(SECTIONS, posting.sections, (USERS,)), takes_out),
        replace(
            leaving(mirrored(RELATIONSHIPS, posting.relationships, (USERS, TARGET + SECTIONS)), deletes),
            after=(SECTIONS,),
            knows=(SECTIONS,),
        ),
    ),
    neighbour="coursedog.pull",
    listens=Listening(sender="coursedog", wanted=_wants_events, look=looking.look),
    scope=looking.scope,
    lease="coursedog",
)
