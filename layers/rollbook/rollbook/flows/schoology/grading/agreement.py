"""What the grade settings of both sides do not agree in, so that averages would differ (SG13)."""

from collections.abc import Iterable, Iterator, Mapping

from rollbook.flows.schoology import oneroster
from rollbook.flows.schoology.grading.gradebook import Gradebook
from rollbook.flows.schoology.grading.items import in_play
from rollbook.flows.schoology.grading.places import CATEGORIES, Category, flowing
from rollbook.flows.schoology.grading.settings import settings
from rollbook.flows.schoology.grading.values import folded, given, number
from rollbook.model.descriptors import Context
from rollbook.model.records import Json, Reason

_CALCULATIONS: dict[float, str] = {1: "percent", 2: "totalPoints"}
_SAME = "Set the same on both sides, as the school grades."


def differences(records: Iterable[Json], context: Context) -> Iterator[Reason]:
    """Yield a sentence for every difference in the sections that flow and have an item.

    These are categories that one side has alone, their weights where the section weighs them, how many of the lowest
    grades are dropped and how a category is calculated, where eSchoolPLUS tells these. What an item weighs of its own
    cannot be said in OneRoster at all.
    """
    for gradebook, place in flowing(records, context):
        if place and gradebook.items:
            yield from _categories(gradebook, context.lookups[CATEGORIES].get(place.key, {}))
            yield from _factors(gradebook, context)


def _categories(gradebook: Gradebook, held: Mapping[str, tuple[Category, ...]]) -> Iterator[Reason]:
    titled = [(title, row) for row in gradebook.categories.values() if (title := oneroster.text(row, "title"))]
    own = {folded(title) for title, _ in titled}
    for title, row in sorted(titled, key=lambda pair: (folded(pair[0]), str(pair[1].get("id")))):
        where = f"Section {gradebook.code}, category {title}"
        if folded(title) not in held:
            yield Reason(
                sentence=f"{where}: it exists in Schoology alone, so items in it are refused.",
                remedy="Add the category to the class in eSchoolPLUS, or use one in Schoology that both have.",
            )
        for category in held.get(folded(title), ()):
            yield from _settings(where, row, category, weighted=gradebook.weighted)
    for title in sorted(held.keys() - own):
        yield Reason(
            sentence=f"Section {gradebook.code}, category {held[title][0].title}: it exists in eSchoolPLUS alone.",
            remedy="Add the category to the section in Schoology, or remove it from the class in eSchoolPLUS.",
        )


def _settings(where: str, row: Json, category: Category, *, weighted: bool) -> Iterator[Reason]:
    weight, drop_lowest = number(row.get("weight")) or 0, number(row.get("drop_lowest")) or 0
    calculation = _CALCULATIONS.get(number(row.get("calculation_type")) or 0)
    if weighted and category.weight not in (None, weight):
        yield _differs(where, "weight", weight, category.weight)
    if category.drop_lowest not in (None, drop_lowest):
        yield _differs(where, "number of lowest grades that are dropped", drop_lowest, category.drop_lowest)
    if calculation and category.calculation not in (None, calculation):
        yield _differs(where, "calculation", calculation, category.calculation)


def _differs(where: str, what: str, ours: object, theirs: object) -> Reason:
    return Reason(sentence=f"{where}: the {what} is {ours} in Schoology and {theirs} in eSchoolPLUS.", remedy=_SAME)


def _factors(gradebook: Gradebook, context: Context) -> Iterator[Reason]:
    rows = in_play(gradebook, settings(context)).values()
    uneven = sum(given(row.get("factor")) is not None and number(row.get("factor")) != 1 for row in rows)
    if uneven:
        yield Reason(
            sentence=f"Section {gradebook.code}: {uneven} of its items have a factor, which cannot be sent.",
            remedy="Set the factor of these items to 1 in Schoology, and change their maximum points instead.",
        )
