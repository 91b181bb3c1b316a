"""What a run looks at because of events, or because a person named a term or sections (CD2, CD4)."""

from dataclasses import replace

from rollbook import flows
from rollbook.flows.coursedog.scheduling.looking import look
from rollbook.model.descriptors import Context, Look
from rollbook.model.records import Desired, Hint
from tests.unit.flows.coursedog.campus import KEY, NEW, OTHER, TODAY, Campus, crosslist, section, settled
from tests.unit.flows.district import NEW_YORK

SAVED = Hint(entity="section", part=KEY, ids={"section": KEY})
LINKED = [Hint(entity="relationship", part=part, ids={"relationship": "202710/XL01"}) for part in (KEY, OTHER)]
TERM = Hint(entity="term", part="202710")


def looked(*hints: Hint) -> Look:
    return look(hints, Context(now=TODAY, zone=NEW_YORK, settings=None))


def test_a_saved_section_is_looked_at_alone() -> None:
    found = looked(SAVED)

    assert found.scope.parts == (KEY,)
    assert found.names == {"courses": frozenset(), "sections": {KEY}, "relationships": frozenset()}


def test_a_saved_crosslist_has_its_sections_read_and_is_looked_at_alone() -> None:
    found = looked(*LINKED)

    assert found.scope.parts == (KEY, OTHER)
    assert found.names == {"courses": frozenset(), "sections": frozenset(), "relationships": {"202710/XL01"}}


def test_a_section_that_a_person_names_is_looked_at_with_its_relationships() -> None:
    found = looked(Hint(entity="section", part=KEY))

    assert found.names == {"courses": frozenset(), "sections": {KEY}, "relationships": {"202710/"}}


def test_a_term_that_a_person_names_is_looked_at_whole() -> None:
    found = looked(TERM)

    assert (found.scope.terms, found.scope.parts, found.names) == (("202710",), None, None)


def test_a_run_over_everything_reads_the_terms_that_are_set() -> None:
    campus = Campus()
    campus.pull_settings["terms"] = {"courses": ["1", "2"], "sections": ["2"], "relationships": ["3"]}
    pull, post = flows.load("coursedog.pull"), flows.load("coursedog.post")
    chosen = pull.settings.model_validate(campus.pull_settings)

    for flow, settings, neighbour in (
        (pull, chosen, None),
        (post, post.settings.model_validate({}), chosen),
    ):
        context = Context(now=TODAY, zone=NEW_YORK, settings=settings, neighbour=neighbour)
        assert flow.scope(context).terms == ("1", "2", "3")


def test_events_start_only_the_flow_to_the_sis_and_only_if_that_is_wanted() -> None:
    pull, post = flows.load("coursedog.pull"), flows.load("coursedog.post")
    assert pull.listens
    assert post.listens

    assert not pull.listens.wanted(pull.settings.model_validate(Campus().pull_settings))
    assert post.listens.wanted(post.settings.model_validate({}))
    assert not post.listens.wanted(post.settings.model_validate({"live_sync": False}))


def test_a_term_that_was_asked_for_and_is_not_set_is_refused() -> None:
    campus = settled()
    campus.sis["terms"]["202720"] = {**campus.sis["terms"]["202710"], "key": "202720"}

    run = campus.pull(Hint(entity="term", part="202720"))

    assert set(run.refused) == {"term/202720"}
    assert "Add 202720" in run.refused["term/202720"].remedy


def test_a_run_over_a_few_sections_enters_none_that_the_sis_may_hold_under_another_number() -> None:
    campus = settled()
    campus.coursedog["sections"][NEW] = {**section(NEW), "id": "d-9", "sisId": "g-elsewhere", "version": "1"}

    run = campus.post(Hint(entity="section", part=NEW, ids={"section": NEW}))

    assert "sections" not in run.created
    assert "next run over all terms" in run.left_out[NEW].remedy


def test_a_deletion_that_an_event_told_waits_for_a_run_over_everything_where_the_guard_sees_how_much_goes() -> None:
    campus = settled()
    del campus.coursedog["sections"][KEY]
    del campus.coursedog["relationships"]["202710/XL01"]

    run = campus.post(SAVED, *LINKED)

    assert run.quiet
    assert campus.post().removed == {"sections": [KEY], "relationships": ["202710/XL01"]}


def test_a_section_that_coursedog_may_hold_under_another_number_is_left_to_a_run_over_everything() -> None:
    campus = settled()
    new = {**campus.sis["sections"][KEY], "key": NEW, "number": NEW.rpartition("/")[2], "id": "s-new", "sisId": "s-new"}
    campus.sis["sections"][NEW] = new

    run = campus.pull(Hint(entity="section", part=NEW))

    assert "sections" not in run.created
    assert "next run over all terms" in run.left_out[NEW].remedy
    assert NEW in campus.pull().created["sections"]


def test_a_crosslist_that_the_sis_may_hold_for_other_sections_is_left_to_a_run_over_everything() -> None:
    campus = settled()
    del campus.sis["relationships"]["202710/XL01"]

    run = campus.post(*LINKED)

    assert run.quiet
    assert "202710/XL01" in run.left_out


def test_a_crosslist_of_sections_that_were_not_all_read_goes_if_they_are_known() -> None:
    campus = settled()
    linked = crosslist("XL02", KEY, OTHER)
    campus.coursedog["relationships"][linked["key"]] = {**linked, "id": "d-x", "sisId": "", "version": "1"}
    hint = Hint(entity="relationship", part=KEY, ids={"relationship": linked["key"]})
    stream = flows.load("coursedog.post").stream("relationships")
    context = campus.context("coursedog.post", "relationships", hint)
    read = context.lookups["target/sections"]
    part = replace(read, records={KEY: read.records[KEY]})
    lookups = {**context.lookups, "target/sections": part}

    found = {one.key: one for one in stream.desired(iter(()), replace(context, lookups=lookups))}

    item = found[linked["key"]]
    assert isinstance(item, Desired)
    assert item.requires == ()
