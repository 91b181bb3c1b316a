"""Schoology to eSchoolPLUS: graded items and grades, live by events and healed by pulls (SG11-SG14).

Schools, school uids and section school codes are set once, for provisioning. A grade takes the way back that its
student and its section came: their keys are those that provisioning gave them.
"""

from rollbook.flows.schoology.grading import items, places, results
from rollbook.flows.schoology.grading.agreement import differences
from rollbook.flows.schoology.grading.looking import look
from rollbook.flows.schoology.grading.settings import GradesSettings
from rollbook.flows.schoology.oneroster import by_key
from rollbook.model.descriptors import Flow, Listening, Removal, Stream

_PLACES = {places.ORGS: by_key, places.TERMS: places.terms, places.CLASSES: places.classes}
"""What both streams look up; each needs those before it."""


def _wants_events(chosen: GradesSettings) -> bool:
    return chosen.live_sync


FLOW = Flow(
    name="schoology.grades",
    source="schoology",
    target="eschoolplus",
    settings=GradesSettings,
    streams=(
        Stream(
            name="lineItems",
            reads="gradebooks",
            writes="lineItems",
            desired=items.line_items,
            removal=Removal.DROP,
            spares=items.spared,
            removes=items.deletes,
            # A teacher who deletes an item and makes it anew gives it the same title, which a class has once.
            removals_first=True,
            lookups={**_PLACES, places.CATEGORIES: places.categories, "gradebooks": items.there},
            differences=differences,
        ),
        Stream(
            name="results",
            reads="gradebooks",
            writes="results",
            desired=results.results,
            removal=Removal.DROP,
            spares=results.spared,
            expected=results.expected,
            lookups={**_PLACES, places.USERS: places.students, "gradebooks": results.there},
            after=("lineItems",),
            since=True,
        ),
    ),
    neighbour="schoology.provisioning",
    listens=Listening(sender="schoology", wanted=_wants_events, look=look),
    full_every=lambda chosen: chosen.full_every,
)
