"""Which terms flow, and what waits for what (CD1, CD3)."""

from tests.unit.flows.coursedog.campus import KEY, NEW, OTHER, Campus, course, crosslist, section, settled, side, term


def test_a_relationship_waits_for_its_sections() -> None:
    campus = settled()
    linked = crosslist("XL02", KEY, NEW)
    campus.coursedog["relationships"][linked["key"]] = {**linked, "id": "d-x", "sisId": "", "version": "1"}

    assert campus.post().blocked == {"relationships": ["202710/XL02"]}
    campus.coursedog["sections"][NEW] = {**section(NEW), "id": "d-9", "sisId": "", "version": "1"}

    assert campus.post().created == {"sections": [NEW], "relationships": ["202710/XL02"]}


def test_a_relationship_that_is_no_crosslist_stays_in_coursedog() -> None:
    campus = settled()
    stacked = crosslist("XL09", kind="stacked")
    campus.coursedog["relationships"][stacked["key"]] = {**stacked, "sisId": "", "version": "1"}

    run = campus.post()

    assert run.quiet
    assert "crosslists" in run.left_out["202710/XL09"].sentence
    assert campus.pull().quiet


def test_in_peoplesoft_sections_come_before_their_courses() -> None:
    campus = Campus()
    campus.pull_settings["sis"] = "peoplesoft"
    campus.sis["courses"]["ART-1"] = course("ART-1")

    run = campus.pull()

    assert list(run.created) == ["sections", "courses", "relationships"]
    assert run.created["courses"] == ["BIO-101"]
    assert "after a section" in run.left_out["ART-1"].sentence


def test_in_colleague_there_is_no_part_of_term() -> None:
    campus = Campus()
    campus.pull_settings["sis"] = "colleague"

    campus.pull()

    assert "partOfTerm" not in campus.coursedog["sections"][KEY]["fields"]


def test_a_section_waits_for_its_course() -> None:
    campus = Campus()
    campus.sis["courses"]["BIO-101"]["fields"]["status"] = "inactive"

    run = campus.pull()

    assert run.blocked == {"sections": [KEY, OTHER], "relationships": ["202710/XL01"]}


def test_a_course_that_is_not_in_effect_in_a_term_does_not_come() -> None:
    campus = Campus()
    campus.sis["courses"]["OLD-1"] = {**course("OLD-1"), "until": "2026-12-31"}

    assert campus.pull().created["courses"] == ["BIO-101"]


def test_a_term_that_has_ended_is_left_out_once_for_each_kind_of_record() -> None:
    campus = Campus(sis=side(terms=[term(), term("202640", "2026-08-24", "2026-12-18")], sections=[section()]))
    campus.pull_settings["terms"]["sections"] = ["202640", "202710"]

    run = campus.pull()

    assert list(run.left_out) == ["term/202640"]
    assert "terms.sections" in run.left_out["term/202640"].remedy


def test_a_term_flows_to_its_last_day_at_the_institution() -> None:
    campus = Campus()
    campus.sis["terms"]["202710"]["endDate"] = "2027-01-20"
    assert campus.pull().created
    campus.now = campus.now.replace(day=21, hour=0, minute=30)
    assert list(campus.pull().left_out) == ["term/202710"]


def test_a_term_that_nobody_knows_names_those_that_can_be_chosen() -> None:
    campus = Campus()
    campus.pull_settings["terms"]["courses"] = ["209910"]

    assert "202710" in campus.pull().refused["term/209910"].remedy


def test_a_term_that_one_side_does_not_have_is_told_once_and_not_for_every_section() -> None:
    campus = Campus()
    (code,) = campus.coursedog["terms"]
    there = campus.coursedog["terms"].pop(code)

    run = campus.pull()

    assert list(run.created) == ["courses"]
    assert run.refused[f"term/{code}"].sentence.startswith(f"Term {code} is not in Coursedog")
    campus.coursedog["terms"][code] = there
    assert campus.pull().created["sections"] == [KEY, OTHER]


def test_a_crosslist_that_gets_a_section_which_coursedog_does_not_have_yet_waits_for_it() -> None:
    campus = settled()
    campus.sis["sections"][NEW] = {**section(NEW), "id": "s-9", "sisId": "s-9"}
    campus.sis["relationships"]["202710/XL01"]["fields"]["sections"] = sorted([KEY, OTHER, NEW])

    run = campus.pull()

    assert run.created == {"sections": [NEW]}
    assert run.blocked == {}
    assert NEW in campus.coursedog["relationships"]["202710/XL01"]["fields"]["sections"]
