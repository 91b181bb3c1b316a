"""What flows at all: the selected schools (SG5) and the terms that have not ended (SG6)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.settings import ProvisioningSettings, SchoolSetting
from rollbook.model.descriptors import Context
from rollbook.model.errors import SettingsError
from rollbook.model.records import Json


def settings(context: Context) -> ProvisioningSettings:
    """Return the flow's settings with their type."""
    assert isinstance(context.settings, ProvisioningSettings)
    return context.settings


def today(context: Context) -> date:
    """Return the institution's date at the moment of the run."""
    return context.now.astimezone(context.zone).date()


def schools(context: Context) -> dict[str, SchoolSetting]:
    """Return the schools that the flow's settings select, by the sourcedId of their org."""
    return selected(settings(context), context.lookups["orgs"])


def selected(chosen: ProvisioningSettings, orgs: Mapping[str, Json]) -> dict[str, SchoolSetting]:
    """Return the schools that settings select, by the sourcedId of their org; settings name them by identifier.

    Raises SettingsError when eSchoolPLUS has no such school: its people would seem to have left.
    """
    known = {oneroster.text(org, "identifier"): sourced_id for sourced_id, org in orgs.items()}
    unknown = [school.identifier for school in chosen.schools if school.identifier not in known]
    if unknown:
        raise SettingsError(
            f"schoology.provisioning.yaml, schools: eSchoolPLUS has no school {', '.join(unknown)}. "
            f"Accepted are: {', '.join(sorted(name for name in known if name))}."
        )
    return {known[school.identifier]: school for school in chosen.schools}


def running(session: Json, on: date) -> bool:
    """Say whether a term has not ended yet; one without an end counts as running."""
    end = oneroster.day(session, "endDate")
    return oneroster.active(session) and (end is None or on <= end)


def running_terms(course_class: Json, context: Context) -> list[str]:
    """Return the terms of a class that have not ended, sorted."""
    sessions = context.lookups["academicSessions"]
    return sorted(
        term
        for term in oneroster.references(course_class, "terms")
        if term in sessions and running(sessions[term], today(context))
    )


def flowing_classes(records: Iterable[Json], context: Context) -> Iterator[tuple[Json, SchoolSetting]]:
    """Yield the classes that flow, with their schools: active, in a running term, sections of the school selected."""
    selected = schools(context)
    for course_class in records:
        school = selected.get(oneroster.reference(course_class, "school") or "")
        if school and school.sections and oneroster.active(course_class) and running_terms(course_class, context):
            yield course_class, school
