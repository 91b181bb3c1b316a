"""The rules by which crosslists are written: sections of one term, each in one crosslist, and one of them primary."""

from collections.abc import Iterator

from sandbox.simulators.sis.errors import Problem, schema_error
from sandbox.simulators.sis.holdings import Holdings, Resource, members


def period_of(holdings: Holdings, crosslist: Resource) -> str:
    """Return the id of the academic period to which a crosslist belongs."""
    period: str = holdings.tables["sections"][members(crosslist)[0]]["academicPeriod"]["id"]
    return period


def problems(holdings: Holdings, new: Resource) -> Iterator[Problem]:
    """Yield what speaks against a crosslist as it would be; an `EthosError` for one that is none."""
    sections = members(new)
    if len(set(sections)) < len(sections):
        raise schema_error("sections must have each section once.")
    if [one["type"] for one in new["sections"]].count("primary") != 1:
        raise schema_error("sections must have one of type primary.")
    if len({holdings.tables["sections"][one]["academicPeriod"]["id"] for one in sections}) > 1:
        yield Problem("SectionCrosslist.Terms.Differ", "sections must be of one academic period.")
    for other in holdings.tables["section-crosslists"].values():
        if other["id"] == new.get("id"):
            continue
        if other["code"] == new["code"] and period_of(holdings, other) == period_of(holdings, new):
            yield Problem("SectionCrosslist.Duplicate", f"There is a crosslist {new['code']} in this academic period.")
        for section in set(members(other)) & set(sections):
            key = holdings.key_of(holdings.tables["sections"][section])
            yield Problem("SectionCrosslist.Section.InUse", f"Section {key} stands in crosslist {other['code']}.")
