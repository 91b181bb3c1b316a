from typing import Any

import pytest

from sandbox.institution.university import crosslist_edit, edits, registrar_edits
from tests.unit.simulators.ethos import TERM, UNIVERSITY, Ethos

SECTION = f"{TERM}/BIO-101/001"
GROUP = UNIVERSITY.crosslists[0]


def members(*guids: str) -> list[dict[str, Any]]:
    return [{"section": {"id": guid}, "type": "secondary" if place else "primary"} for place, guid in enumerate(guids)]


def guids(ethos: Ethos, *keys: str) -> list[str]:
    return [ethos.fields(key)["id"] for key in keys]


def test_sections_are_crosslisted_changed_and_parted() -> None:
    ethos = Ethos()
    sections = members(*guids(ethos, SECTION, f"{TERM}/BIO-101/002"))
    made = ethos.make("section-crosslists", {"code": "XL70", "sections": sections, "maxEnrollment": 50})

    assert ethos.simulator.snapshot()["crosslists"][f"{TERM}/XL70"] == {
        "id": made["id"],
        "sections": [SECTION, f"{TERM}/BIO-101/002"],
        "primary": SECTION,
        "waitlist": "separate",
        "maxEnrollment": 50,
    }
    ethos.call("PUT", f"section-crosslists/{made['id']}", {"waitlist": "combined"})
    assert ethos.simulator.snapshot()["crosslists"][f"{TERM}/XL70"]["waitlist"] == "combined"
    assert ethos.call("DELETE", f"section-crosslists/{made['id']}").status_code == 204
    assert f"{TERM}/XL70" not in ethos.simulator.snapshot()["crosslists"]


@pytest.mark.parametrize(
    ("code", "keys", "expected"),
    [
        ("XL70", [SECTION], "Global.SchemaValidation.Error"),
        ("XL70", [SECTION, SECTION], "Global.SchemaValidation.Error"),
        ("XL70", [SECTION, "202640/BIO-101/001"], "SectionCrosslist.Terms.Differ"),
        ("XL70", [SECTION, GROUP.sections[0]], "SectionCrosslist.Section.InUse"),
        ("XL01", [SECTION, f"{TERM}/BIO-101/002"], "SectionCrosslist.Duplicate"),
    ],
)
def test_a_crosslist_that_cannot_be_is_refused(code: str, keys: list[str], expected: str) -> None:
    ethos = Ethos()
    body = {"code": code, "sections": members(*guids(ethos, *keys))}

    assert ethos.codes("POST", "section-crosslists", body) == (400, [expected])


def test_a_code_of_a_crosslist_may_come_again_in_another_term() -> None:
    ethos = Ethos()
    body = {"code": GROUP.group, "sections": members(*guids(ethos, "202640/BIO-101/001", "202640/BIO-110/001"))}

    ethos.make("section-crosslists", body)
    assert {GROUP.key, f"202640/{GROUP.group}"} <= ethos.simulator.snapshot()["crosslists"].keys()


def test_a_crosslist_has_one_primary_section() -> None:
    ethos = Ethos()
    sections = [{**one, "type": "secondary"} for one in members(*guids(ethos, SECTION, f"{TERM}/BIO-101/002"))]

    answer = ethos.codes("POST", "section-crosslists", {"code": "XL70", "sections": sections})
    assert answer == (400, ["Global.SchemaValidation.Error"])


def test_a_deleted_section_leaves_its_crosslist_which_goes_below_two() -> None:
    ethos = Ethos("colleague")
    third = guids(ethos, *GROUP.sections, SECTION)
    crosslist = ethos.simulator.snapshot()["crosslists"][GROUP.key]["id"]
    ethos.call("PUT", f"section-crosslists/{crosslist}", {"sections": members(*third)})

    ethos.call("DELETE", ethos.path_of(GROUP.sections[0]))
    left = ethos.simulator.snapshot()["crosslists"][GROUP.key]
    assert (left["sections"], left["primary"]) == (sorted([GROUP.sections[1], SECTION]), GROUP.sections[1])
    ethos.call("DELETE", ethos.path_of(SECTION))
    assert GROUP.key not in ethos.simulator.snapshot()["crosslists"]


@pytest.mark.parametrize("profile", ["banner", "colleague", "peoplesoft"])
def test_every_edit_of_the_sample_can_be_done(profile: str) -> None:
    ethos = Ethos(profile)
    wanted = [*edits(UNIVERSITY, 60), *registrar_edits(UNIVERSITY), crosslist_edit(UNIVERSITY)]
    ethos.script("edits", edits=[one.as_json for one in wanted])

    state = ethos.simulator.snapshot()
    for one in wanted:
        if one.action == "change" and "." not in one.path and one.path != "times":
            assert state["sections"][one.section][one.path] == one.value
        assert one.section in state["crosslists" if one.action == "crosslist" else "sections"]


def test_a_registrar_changes_one_value_and_the_time_keeps_its_id() -> None:
    ethos = Ethos()
    before = ethos.fields(SECTION)
    ethos.script("edit", section=SECTION, path="times.0.room", value="MED/210")
    ethos.script("edit", section=SECTION, path="callNumber", value="77777")
    after = ethos.fields(SECTION)

    assert after["times"] == [before["times"][0] | {"room": "MED/210"}]
    assert {name for name in after if after[name] != before[name]} == {"times", "callNumber"}


def test_a_registrar_deletes_renumbers_and_parts_whatever_the_profile() -> None:
    ethos = Ethos()
    ethos.script("edit", section=SECTION, action="delete")
    ethos.script("edit", section=f"{TERM}/BIO-101/002", action="renumber", value="902")
    ethos.script("edit", section=GROUP.key, action="delete")
    state = ethos.simulator.snapshot()

    assert SECTION not in state["sections"]
    assert f"{TERM}/BIO-101/902" in state["sections"]
    assert GROUP.key not in state["crosslists"]


def test_a_registrar_changes_crosslists_and_courses() -> None:
    ethos = Ethos()
    before = ethos.simulator.snapshot()
    ethos.script("edit", section=GROUP.key, path="maxEnrollment", value=33)
    ethos.script("edit", section=GROUP.key, path="primary", value=GROUP.sections[1])
    ethos.script("edit", section="BIO-101", path="longTitle", value="Foundations, Revised")
    after = ethos.simulator.snapshot()

    assert after["crosslists"][GROUP.key] == before["crosslists"][GROUP.key] | {
        "maxEnrollment": 33,
        "primary": GROUP.sections[1],
    }
    assert after["courses"]["BIO-101"] == before["courses"]["BIO-101"] | {"longTitle": "Foundations, Revised"}
    assert ethos.call("GET", f"courses/{ethos.id_of('courses', 'BIO-101')}").status_code == 200


def test_a_term_is_rolled_empty_or_from_another_one() -> None:
    ethos = Ethos()

    assert ethos.script("roll_term") == "202720"
    assert ethos.script("roll_term", source="202640") == "202740"
    rolled = [key for key in ethos.simulator.snapshot()["sections"] if key.startswith("202740/")]
    assert len(rolled) == 60
    fields = ethos.fields("202740/BIO-101/001")
    assert (fields["enrollment"], fields["startDate"], fields["times"][0]["endDate"]) == (0, "2027-09-01", "2027-12-31")
    assert [one["code"] for one in ethos.every("academic-periods")][-2:] == ["202720", "202740"]


def test_another_profile_begins_anew_with_its_own_numbers_and_reset_goes_back() -> None:
    ethos = Ethos()
    start = ethos.simulator.snapshot()
    ethos.script("set_profile", profile="peoplesoft")
    ethos.script("edit", section=SECTION, path="title", value="Other")

    assert {one["credentials"][0]["type"] for one in ethos.every("persons")} == {"emplId"}
    ethos.script("reset")
    assert ethos.simulator.snapshot() == start


@pytest.mark.parametrize(
    ("script", "wish"),
    [
        ("edit", {"section": "202710/ZZZ-1/001", "path": "title", "value": "x"}),
        ("edit", {"section": SECTION, "path": "times.7.room", "value": "x"}),
        ("edit", {"section": SECTION, "path": "shoeSize", "value": 44}),
        ("edit", {"section": SECTION, "path": "times.0.room", "value": "NOT/1"}),
        ("edit", {"section": SECTION, "action": "explode"}),
        ("edit", {"section": f"{TERM}/XL99", "action": "delete"}),
        ("edit", {"section": "BIO-101", "action": "delete"}),
        ("edit", {"section": "BIO-999", "path": "title", "value": "x"}),
        ("set_profile", {"profile": "jenzabar"}),
        ("end_term", {"term": "209910", "on": "2027-01-01"}),
    ],
)
def test_what_cannot_be_done_is_said(script: str, wish: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="There is no"):
        Ethos().script(script, **wish)
