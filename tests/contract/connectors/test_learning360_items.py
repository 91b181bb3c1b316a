"""The objects of bulk operations, and which result is whose, whatever order results come in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.connectors.learning360.bulk_items import are_of, items_of, kind_of, matched, moment_of
from rollbook.connectors.learning360.outcomes import code_in, failed
from rollbook.connectors.learning360.wire import Result
from rollbook.model.changes import Change
from rollbook.model.errors import BatchRefusedError
from rollbook.model.records import Json
from tests.contract.connectors.catalogue import change, content, removal

_BEGAN = datetime(2026, 9, 10, 9, tzinfo=UTC)
_moments = st.integers(0, 3).map(lambda hours: (_BEGAN + timedelta(hours=hours)).isoformat())
_attempts = st.lists(
    st.tuples(st.sampled_from(["c-1", "c-2"]), st.sampled_from(["u-1", "u-2"]), _moments), min_size=1, max_size=12
)


def attempts(rows: list[tuple[str, str, str]]) -> list[Change]:
    return [
        change(
            f"{course}/{user}/{number}",
            {
                "content": course,
                "user": user,
                "progress": 50,
                "timeSpent": 1,
                "firstActivityAt": began,
                "lastActivityAt": began,
            },
        )
        for number, (course, user, began) in enumerate(rows)
    ]


def taken(item: Json, number: int = 1) -> Result:
    return Result.model_validate({"input": item, "status": "success", "resourceId": f"r-{number}"})


@given(rows=_attempts, data=st.data())
def test_every_attempt_gets_a_result_of_its_own_name_in_whatever_order_they_come(
    rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    changes = attempts(rows)
    kind = kind_of("attempts", changes)
    results = [taken(item, number) for number, item in enumerate(items_of(kind, changes))]
    shuffled = data.draw(st.permutations(results))

    pairs, without = matched(kind, changes, shuffled)

    assert without == []
    assert [one for one, _ in pairs] == changes
    assert all(kind.name(result.input) == kind.name(kind.item(one)) for one, result in pairs)
    assert len({result.resource_id for _, result in pairs}) == len(changes), "no result is given twice"
    assert are_of(kind, changes, shuffled)


@given(rows=_attempts, data=st.data())
def test_what_has_no_result_is_told_and_is_then_not_our_operation(
    rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    changes = attempts(list(dict.fromkeys(rows)))
    kind = kind_of("attempts", changes)
    left_out = data.draw(st.sampled_from(changes))
    results = [taken(kind.item(one)) for one in changes if one is not left_out]

    assert matched(kind, changes, results)[1] == [left_out]
    assert not are_of(kind, changes, results)


@given(rows=_attempts)
def test_attempts_go_out_in_the_order_in_which_they_began(rows: list[tuple[str, str, str]]) -> None:
    changes = attempts(rows)
    sent = items_of(kind_of("attempts", changes), changes)

    assert [one["firstActivityAt"] for one in sent] == sorted(began for *_, began in rows)
    assert sorted(map(str, sent)) == sorted(str(kind_of("attempts", changes).item(one)) for one in changes)


def test_contents_go_out_in_their_own_order() -> None:
    changes = [content(key) for key in ("c-3", "c-1", "c-2")]

    assert items_of(kind_of("contents", changes), changes) == [one.data for one in changes]


def test_a_result_that_several_share_serves_each_of_them() -> None:
    changes = attempts([("c-1", "u-1", _BEGAN.isoformat())] * 2)
    kind = kind_of("attempts", changes)

    pairs, without = matched(kind, changes, [taken(kind.item(changes[0]))])

    assert ([one for one, _ in pairs], without) == (changes, [])


@pytest.mark.parametrize(
    "other",
    [
        [content("c-1")],
        [content("c-1"), content("c-2"), content("c-3")],
        [content("c-1"), content("c-3")],
        [content("c-1"), content("c-2", name="Another")],
        [content("c-1"), content("c-1")],
        [],
    ],
)
def test_an_operation_about_anything_else_is_not_ours(other: list[Change]) -> None:
    ours = [content("c-1"), content("c-2")]
    kind = kind_of("contents", ours)

    assert are_of(kind, ours, [taken(dict(reversed(kind.item(one).items()))) for one in reversed(ours)])
    assert not are_of(kind, ours, [taken(kind.item(one)) for one in other])


@pytest.mark.parametrize("strange", [{}, {"courseIdentifier": None}, {"externalId": 7}, {"userIdentifier": {}}])
@pytest.mark.parametrize("entity", ["contents", "attempts"])
def test_an_object_of_another_form_is_nobodys(entity: str, strange: Json) -> None:
    ours = [content()] if entity == "contents" else attempts([("c-1", "u-1", _BEGAN.isoformat())])
    kind = kind_of(entity, ours)

    assert matched(kind, ours, [taken(strange)]) == ([], ours)
    assert not are_of(kind, ours, [taken(strange)])


@pytest.mark.parametrize(
    "batch", [[content("c-1"), removal(content("c-2"))], [removal(content("c-2")), content("c-1")]]
)
def test_removals_do_not_go_out_with_others(batch: list[Change]) -> None:
    with pytest.raises(BatchRefusedError):
        kind_of("contents", batch)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-09-10T09:00:00.123Z", _BEGAN.replace(microsecond=123_000)),
        ("2026-09-10T09:00:00.123999Z", _BEGAN.replace(microsecond=123_000)),
        ("2026-09-10T11:00:00+02:00", _BEGAN),
        ("yesterday", None),
        (None, None),
        (7, None),
    ],
)
def test_moments_are_read_to_the_millisecond(written: Any, read: datetime | None) -> None:
    assert moment_of(written) == read


@pytest.mark.parametrize(
    ("message", "code"),
    [("courseNotFound: none", "courseNotFound"), ("courseNotFound", "courseNotFound"), ("", ""), ("42 things", "")],
)
def test_the_code_of_a_message_is_what_it_begins_with(message: str, code: str) -> None:
    assert code_in(message) == code


def test_a_message_says_nothing_that_the_record_says() -> None:
    one = attempts([("grafting-basics", "5f0c00000000000000000009", _BEGAN.isoformat())])[0]

    reason = failed("attempts", one, "conflict: 5f0c00000000000000000009 has grafting-basics open since 2026").reason

    assert reason
    assert "5f0c" not in reason.sentence
    assert "grafting" not in reason.sentence
    assert reason.sentence.startswith("360Learning refused this attempt (conflict: ")
