"""EF2: whatever Edflex says, what is sent is within 360Learning's limits, and every content is accounted for."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.records import Desired, Json, LeftOut, Reason, Refusal
from tests.unit.flows.edflex.contents.shelf import Shelf, content

MARK = "Quokka-7391"
LANGUAGES = (
    "bg cs da de el en es fi fr hr ht_HT hu id it ja kar_MM ko lt mh_MH nl nl_BE no pl pt ro ru rw_RW sk sl so_SO sv "
    "sw_KE th ti_ET tr uk zh am_ET bn bs ca cy en_CA en_GB es_AR es_MX et fr_CA gu he_IL hy kk km lo lv mi mn_MN mr ms "
    "my_MM nn_NO or pa pt_BR pt_MZ rn_BI si ta te tl_PH ur uz yo_NG zh_tw hi sr ar vi zh_HANT"
)
TYPES = (
    "article assessment audiobook book certificate channel course curriculum interactive journey labs linkedContent "
    "mooc podcast program roleplay specialization topvoice video"
)
"""Those that 360Learning's bulk import takes."""

texts = st.sampled_from(["", " ", MARK, f" {MARK}\n"]) | st.text(max_size=12)
codes = st.sampled_from(["fr", "FR-fr", "he", "zh_TW", "default", "tlh"]) | texts
addresses = st.sampled_from(["https://a.example/b", "http://a.example"]) | texts
categories = st.fixed_dictionaries({"id": st.sampled_from("abc"), "titles": st.dictionaries(codes, texts, max_size=4)})
contents = st.fixed_dictionaries(
    {},
    optional={
        "title": texts,
        "type": st.sampled_from(["video", "role-play", "webinar"]) | texts,
        "status": st.sampled_from(["opened", "closed", "coming soon"]) | texts,
        "url": addresses,
        "language": codes,
        "difficulty": st.integers() | st.sampled_from(["introductive", "1"]) | texts,
        "duration": st.sampled_from(["PT1H", "PT0S"]) | st.text("PTDHMS0123456789.", max_size=12),
        "description": texts,
        "syllabus": texts,
        "images": st.fixed_dictionaries({"big": addresses, "medium": addresses, "small": addresses}),
        "categories": st.lists(categories, max_size=5),
        "authors": st.lists(texts, max_size=3),
        "creator": texts,
        "platform": texts,
    },
).map(lambda fields: content() | fields)


def is_text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and value == value.strip()


def distinct(values: list[str]) -> bool:
    return len({value.casefold() for value in values}) == len(values)


def fits(data: Json) -> None:
    """Check a course against what the vendor's bulk import takes."""
    assert set(data) - {"description", "difficultyLevel", "duration"} == {
        "externalId",
        "name",
        "launchUrl",
        "imageUrl",
        "contentType",
        "defaultLang",
        "sources",
        "subjects",
    }
    assert all(is_text(data[name]) for name in ("externalId", "name", "launchUrl", "imageUrl"))
    assert data["contentType"] in TYPES.split()
    assert data["defaultLang"] in LANGUAGES.split()
    assert data["sources"]
    assert all(set(source) == {"name"} and is_text(source["name"]) for source in data["sources"])
    assert all(map(is_text, data["subjects"]))
    assert distinct(data["subjects"])
    assert is_text(data.get("description", "x"))
    assert data.get("difficultyLevel", "beginner") in {"beginner", "intermediate", "advanced"}
    assert 1 <= data.get("duration", 1) <= 100_000


@given(record=contents, owner=st.sampled_from(["fr", "en_GB"]), known=st.booleans())
def test_whatever_comes_a_content_fits_or_is_told_why_not(record: Json, owner: str, *, known: bool) -> None:
    found = Shelf(owner=owner, known={"c-1"} if known else ()).said(record)

    assert len(found) == 1 or (not found and known)
    for item in found:
        assert item.key == "c-1"
        if isinstance(item, Desired):
            fits(item.data)
        else:
            assert isinstance(item, Refusal) or not known
            assert item.reason.sentence.endswith(".")
            assert item.reason.remedy.endswith(".")


@given(contents)
def test_no_reason_quotes_more_than_type_and_status(record: Json) -> None:
    for item in Shelf().said({**record, "type": "webinar", "status": "opened"}):
        assert isinstance(item, Refusal)
        assert MARK not in said(item.reason)
    for item in Shelf().said({**record, "status": "closed"}):
        assert isinstance(item, LeftOut)
        assert MARK not in said(item.reason)


def said(reason: Reason) -> str:
    return reason.model_dump_json()


@given(st.lists(contents, max_size=4))
def test_every_tag_of_a_course_is_one_that_goes(records: list[Json]) -> None:
    shelved = [{**record, "id": f"c-{number}"} for number, record in enumerate(records)]
    gone = {item.key for item in Shelf().said(*shelved) if isinstance(item, Desired)}
    tags = {item.key: item.data for item in Shelf().said(*shelved, stream="tags") if isinstance(item, Desired)}
    taggings = [item for item in Shelf().said(*shelved, stream="taggings") if isinstance(item, Desired)]

    assert {item.key for item in taggings} == gone
    assert {tag for item in taggings for tag in item.data["tags"]} == set(tags)
    assert all(is_text(data["name"]) for data in tags.values())
