"""Whatever schedulers and registrars do, the flows come to rest, and touch nothing that is not theirs (CD6)."""

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rollbook.model.records import Json
from rollbook.sync.merge import ordered
from tests.unit.flows.coursedog.campus import KEY, OTHER, TODAY, Campus, meeting, professor, section, settled

KEYS = (KEY, OTHER, "202710/BIO-101/003")
METHODS = ("alwaysCoursedog", "alwaysInstitution", "resolveAsCoursedog", "resolveAsInstitution", "stop")

values = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["active", "cancelled", "pending"]),
        "title": st.sampled_from(["", "Biology I", "Botany"]),
        "maxEnrollment": st.sampled_from([None, 0, 30, 40]),
        "professors": st.sampled_from(
            [[], [professor()], [professor("i2")], [professor("i2"), professor("i3", "secondary", 0)]]
        ),
    },
)
days = st.sampled_from(["MWF", "TR", "S"])
rooms = st.sampled_from(["", "SCI/101", "ART/2"])


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, str, Any]:
    """Draw what somebody does: to which side, to which section, and which fields change, or None: it is deleted."""
    side, key = draw(st.sampled_from(["sis", "coursedog"])), draw(st.sampled_from(KEYS))
    changes: Json | None = draw(st.none() | values)
    moved = draw(st.sampled_from([None, "change", "add", "remove"]))
    place = {"days": draw(days), "room": draw(rooms)}
    return side, key, None if changes is None else {**changes, "meetings": (moved, place)}


def act(campus: Campus, side: str, key: str, changes: Json | None) -> None:
    """Do it, as the products let it be done: Coursedog knows no id of a new meeting, the SIS gives one at once."""
    sections = getattr(campus, side)["sections"]
    if changes is None:
        sections.pop(key, None)
        return
    number = next(campus.numbers)
    if key not in sections:
        own = {"id": f"g-{number}", "sisId": f"g-{number}"} if side == "sis" else {"id": f"d-{number}", "sisId": ""}
        event = f"e-{number}" if side == "sis" else ""
        sections[key] = {**section(key, times=[meeting(event)]), **own, "version": "" if side == "sis" else "1"}
    fields = sections[key]["fields"]
    moved, place = changes["meetings"]
    fields.update({name: deepcopy(value) for name, value in changes.items() if name != "meetings"})
    if moved == "add":
        fields["times"].append(meeting(f"e-{number}" if side == "sis" else "", **place))
    elif moved and fields["times"]:
        first = fields["times"].pop(0)
        fields["times"] += [{**first, **place}] if moved == "change" else []


@st.composite
def campuses(draw: st.DrawFn) -> Campus:
    campus = settled()
    merging = campus.pull_settings["merge"]["sections"]
    merging["default"] = draw(st.sampled_from(METHODS))
    merging["empties"] = draw(st.lists(st.sampled_from(["title", "times", "professors"]), unique=True))
    paths = draw(st.lists(st.sampled_from(["title", "times", "times.$.room", "status"]), unique=True))
    merging["exceptions"] = [{"fields": [path], "method": draw(st.sampled_from(METHODS))} for path in paths]
    if draw(st.booleans()):
        fields = draw(st.lists(st.sampled_from(["title", "times", "times.$.room", "status"]), unique=True))
        day = TODAY.date().isoformat()
        campus.post_settings["phases"] = [
            {"name": "P", "from": day, "until": day, "terms": "all", "fields": fields, "roles": []}
        ]
    return campus


def assert_alike(campus: Campus, refused: set[str]) -> None:
    """Assert that both sides hold the same at rest, unless settings keep a side as it is."""
    merging = campus.pull_settings["merge"]["sections"]
    methods = {merging["default"], *(one["method"] for one in merging["exceptions"])}
    if campus.post_settings or any(method.startswith("always") for method in methods):
        return
    for key in campus.sis["sections"].keys() & campus.coursedog["sections"].keys() - refused:
        sis, coursedog = campus.fields(key)
        assert ordered(sis) == ordered(coursedog)


@settings(max_examples=40, deadline=None)
@given(
    campus=campuses(), rounds=st.lists(st.lists(edits(), max_size=4), min_size=1, max_size=3), post_first=st.booleans()
)
def test_the_flows_come_to_rest(campus: Campus, rounds: list[list[tuple[str, str, Any]]], *, post_first: bool) -> None:
    for done in rounds:
        for edit in done:
            act(campus, *edit)
        order = (campus.post, campus.pull) if post_first else (campus.pull, campus.post)
        for run in order:
            run()
    for run in (campus.pull, campus.post, campus.pull):
        run()

    for run in (campus.pull, campus.post, campus.pull):
        found = run()
        assert found.quiet, (found.created, found.updated, found.removed)
        assert_alike(campus, set(found.refused))


@settings(max_examples=25, deadline=None)
@given(campuses(), st.lists(edits(), max_size=5))
def test_no_run_touches_a_field_that_does_not_flow(campus: Campus, done: list[tuple[str, str, Any]]) -> None:
    campus.pull_settings["sis"] = "colleague"
    for edit in done:
        act(campus, *edit)
    for name, side in (("sis", campus.sis), ("coursedog", campus.coursedog)):
        for record in side["sections"].values():
            record["fields"] |= {"partOfTerm": f"of {name}", "notes": f"of {name}"}
    there = {name: set(getattr(campus, name)["sections"]) for name in ("sis", "coursedog")}

    for run in (campus.pull, campus.post, campus.pull):
        run()

    for name, keys in there.items():
        for key in keys & set(getattr(campus, name)["sections"]):
            fields = getattr(campus, name)["sections"][key]["fields"]
            assert (fields["partOfTerm"], fields["notes"]) == (f"of {name}", f"of {name}")


@settings(max_examples=25, deadline=None)
@given(campuses(), st.lists(edits(), max_size=5))
def test_a_pull_changes_only_coursedog_and_a_post_only_the_sis(
    campus: Campus, done: list[tuple[str, str, Any]]
) -> None:
    for edit in done:
        act(campus, *edit)

    sis = deepcopy(campus.sis)
    campus.pull()
    assert campus.sis == sis
    coursedog = deepcopy(campus.coursedog)
    campus.post()
    assert campus.coursedog == coursedog


@settings(max_examples=25, deadline=None)
@given(campuses(), st.lists(edits(), max_size=5))
def test_no_reason_names_an_instructor_and_each_says_what_to_do(
    campus: Campus, done: list[tuple[str, str, Any]]
) -> None:
    for edit in done:
        act(campus, *edit)

    for run in (campus.pull(), campus.post()):
        for reason in (*run.refused.values(), *run.left_out.values(), *run.notices.values()):
            assert reason.sentence.endswith(".")
            assert reason.remedy.endswith(".")
            assert not any(word in reason.sentence + reason.remedy for word in ("i1", "i2", "i3"))
