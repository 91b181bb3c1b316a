"""Edflex to 360Learning: what learners did with contents, as attempts at their courses; nothing is removed (EF7, EF8).

360Learning takes what is sent for a further attempt if it began after all that it has, and otherwise changes those that
are open. So an attempt keeps the first activity that it was sent with, and a later one waits for the one before it.
"""

from rollbook.flows.edflex.attempts import wording
from rollbook.flows.edflex.attempts.lookups import LOOKUPS, STATISTICS
from rollbook.flows.edflex.attempts.obstacles import ATTEMPTS, CONTENTS
from rollbook.flows.edflex.attempts.settings import StatisticsSettings
from rollbook.flows.edflex.attempts.streams import attempts
from rollbook.flows.edflex.attempts.times import keep_first
from rollbook.model.descriptors import Flow, Stream

FLOW = Flow(
    name="edflex.statistics",
    source="edflex",
    target="learning360",
    settings=StatisticsSettings,
    neighbour="edflex.content",
    resting=lambda _chosen, content: "" if content.active else wording.RESTS,
    streams=(
        Stream(
            name=ATTEMPTS,
            reads=STATISTICS,
            writes="attempts",
            desired=attempts,
            lookups=LOOKUPS,
            knows=(ATTEMPTS, CONTENTS),
            remembers=True,
            amends=keep_first,
        ),
    ),
)
