"""The simulator reads objects field by field, the contract by schemas: both must think the same of every object."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.simulators.learning360 import GROUP, fields
from tests.contract.apis.wire import document
from tests.unit.simulators.learning import BEGUN, CLIENT, COURSE, ENDED

TRANSLATION = {"lang": "fr", "translatedFields": {"name": "Souder", "subjects": ["Métal"]}}
WHO, WHAT = {"type": "mail", "value": "a"}, {"type": "externalId", "value": "c-1"}
GOOD: dict[str, tuple[fields.Form, dict[str, Any]]] = {
    "ExternalCourse": (
        fields.COURSE,
        {
            **COURSE,
            "description": "Sparks fly.",
            "difficultyLevel": "beginner",
            "imageUrl": "https://portal.example/c-1.png",
            "mobileLaunchUrl": "https://portal.example/m/c-1",
            "authorId": GROUP,
            "translations": [TRANSLATION],
        },
    ),
    "ArchivedCourse": (fields.ARCHIVED_COURSE, {"externalId": "c-1"}),
    "Statistics": (
        fields.STATISTICS,
        {
            "courseIdentifier": WHAT,
            "userIdentifier": WHO,
            "progress": 50,
            "timeSpent": 1,
            "firstActivityAt": BEGUN,
            "lastActivityAt": ENDED,
            "score": 90,
            "result": "success",
            "lang": "fr",
            "forceNew": False,
        },
    ),
    "NewIntegration": (
        fields.INTEGRATION,
        {
            "externalPlatform": "Edflex",
            "authorId": GROUP,
            "groupId": GROUP,
            "defaultCompletion": True,
            "defaultProgress": 100,
            "noGroupPropagation": False,
            "externalPlatformLogoUrl": "https://portal.example/logo.png",
            "externalPlatformUnicolorLogoUrl": "https://portal.example/one.png",
        },
    ),
    "ChangedIntegration": (fields.INTEGRATION_CHANGE, {"defaultProgress": 0}),
    "NewTag": (fields.TAG, {"isMain": False, "name": "Metal", "externalId": "edflex:7"}),
}
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, False, -1, 0, 0.5, 1, 1.0, 1.5, 50, 100, 100.5, 101, 100_000, 100_001, "", "a", " ", "1"),
        *([], {}, [""], ["a"], ["a", "a"], ["a", 1], [None], [{}], {"a": 1}, GROUP, GROUP.upper(), GROUP[1:], "g" * 24),
        *("en", "EN", "fr-FR", "fr_CA", "no", "mooc", "role-play", "roleplay", "beginner", "expert", "success"),
        *([{"name": "a"}], [{"name": ""}], [{"name": "a", "logoUrl": "b"}], [{"name": "a", "url": "b"}]),
        *([TRANSLATION], [{**TRANSLATION, "lang": "xx"}], [{"lang": "fr"}], [{"lang": "fr", "translatedFields": {}}]),
        *([{**TRANSLATION, "translatedFields": {"title": "a"}}], [{**TRANSLATION, "translatedFields": {"name": ""}}]),
        *(WHO, WHAT, {**WHO, "value": ""}, {**WHO, "type": "internalId"}, {"type": "mail"}, {**WHAT, "more": 1}),
        *("2026-09-14", "2026-09-14T08:00:00", "2026-09-14T08:00:00Z", "2026-02-30T08:00:00Z", "2026-09-14T08:00Z"),
        *("2026-09-14T08:00:00+02:00", "2026-09-14T08:00:00.123456Z", "2026-09-14 08:00:00Z", "2026-09-14T25:00:00Z"),
    ]
)


@st.composite
def bent(draw: st.DrawFn, item: dict[str, Any]) -> dict[str, Any]:
    """Draw an object with a few of its fields replaced, gone, or joined by others."""
    names = st.sampled_from([*item, "more"])
    bends = draw(st.dictionaries(names, ODD, max_size=3))
    gone = draw(st.sets(names, max_size=2))
    return {name: value for name, value in {**item, **bends}.items() if name not in gone}


@pytest.mark.parametrize("schema", GOOD)
def test_good_objects_are_good_to_both(schema: str) -> None:
    form, item = GOOD[schema]

    assert form.fault(item) == ""
    assert document("learning360").faults_of(schema, item) == []


@pytest.mark.parametrize("schema", GOOD)
@settings(deadline=None)
@given(data=st.data())
def test_an_object_is_refused_exactly_where_its_schema_refuses_it(schema: str, data: st.DataObject) -> None:
    form, item = GOOD[schema]
    sent = data.draw(bent(item))

    assert (form.fault(sent) == "") == (document("learning360").faults_of(schema, sent) == [])


@settings(deadline=None)
@given(body=bent(CLIENT))
def test_no_body_for_a_token_is_taken_that_its_schema_refuses(body: dict[str, Any]) -> None:
    taken = fields.TOKEN.fault(body) == "" and body["grant_type"] == "client_credentials"

    assert taken == (document("learning360").faults_of("Client", body) == [])
