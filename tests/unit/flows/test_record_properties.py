"""Whatever a reader hands on: what is yielded is named, no reason quotes a cell, order makes no difference."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rollbook.model.records import Desired, Json
from tests.unit.flows.courserecords import FLOW, STREAMS, TABLE, Lms, Said, course, course_row, disagreeing, row, user

MARK = "Quokka"
COURSES = ("ANA-1", "ana-1", "OPEN", "NEW", "TWICE", "", f"{MARK}-1", f"A/id:{MARK}")
PEOPLE = ("u1", "U1", "u2", "twice", f"{MARK}-2", f"b/{MARK}", "")
MAILS = ("ada@college.example", "ben@college.example", f"{MARK}@x.example", "")
MOMENTS = ("", "2026-03-08", "2026-03-08T02:30:00", "2026-11-01T01:30:00", "2026-03-09T00:00:00-05:00", "0026-01-01")

cells = st.fixed_dictionaries(
    {
        "external_course_id": st.sampled_from(COURSES),
        "title": st.sampled_from(["Anatomy", f"{MARK} II", ""]),
        "external_user_id": st.sampled_from(PEOPLE),
        "external_email": st.sampled_from(MAILS),
        "enrollment_start": st.sampled_from(MOMENTS),
        "enrollment_end": st.sampled_from(MOMENTS),
        "credits": st.sampled_from(["", "1.5", "0"]),
        "credit_type": st.sampled_from(["", "CME", f"{MARK}-3", f"/{MARK}"]),
        "credit_expiration": st.sampled_from(MOMENTS),
        "complete": st.sampled_from(["", "0", "1", "1", "1"]),
        "date_completed": st.sampled_from(MOMENTS),
        "attended": st.sampled_from(["", "0", "1"]),
        "participant_category": st.sampled_from(["", "physician", "Other", f"{MARK}-4"]),
    }
)
"""What a row may say: half of it makes no sense, or is about nobody and nothing that the LMS knows."""

sensible = st.fixed_dictionaries(
    {
        "external_course_id": st.sampled_from(["ANA-1", "ana-1", "OPEN", "NEW"]),
        "title": st.just("Anatomy"),
        "external_user_id": st.sampled_from(["u1", "U1", "u2", f"{MARK}-2"]),
        "external_email": st.sampled_from(["", "ben@college.example"]),
        "enrollment_start": st.sampled_from(["", "2026-03-08"]),
        "credits": st.just("1.5"),
        "credit_type": st.sampled_from(["CME", "cme", "AMA", "MOC"]),
        "complete": st.just("1"),
        "participant_category": st.sampled_from(["", "", "physician"]),
    }
)
"""What a row says that most likely goes."""

DEFECT = {"column": "member_id", "sentence": "The cell is too long.", "remedy": "Shorten it."}


@st.composite
def some_row(draw: st.DrawFn, line: int) -> Json:
    values = draw(sensible | cells)
    if draw(st.booleans()):
        made = row(line, **values)
    else:
        made = course_row(line, course=draw(st.sampled_from(["ANA-1", "OPEN", f"{MARK}-1"])), **values)
    return {**made, "defects": [DEFECT]} if draw(st.integers(0, 9)) == 0 else made


@st.composite
def files(draw: st.DrawFn) -> list[Json]:
    """Draw rows as the reader hands them on: those that do not agree are refused."""
    rows = [draw(some_row(line)) for line in range(2, 2 + draw(st.integers(1, 6)))]
    wrong = disagreeing(*rows)
    return [{**one, "defects": [*one["defects"], *([DEFECT] if one["line"] in wrong else [])]} for one in rows]


@st.composite
def systems(draw: st.DrawFn) -> Lms:
    settings: dict[str, Any] = {"allow_completion_on_enrollment": draw(st.booleans())}
    people = [user("7", "u1", "ada@college.example"), user("8", None, "ben@college.example"), user("9", "twice")]
    return Lms(
        users=[*people, user("10", "twice")],
        courses=[course("ANA-1"), course("OPEN", 0), course("TWICE"), course("TWICE"), course(None)],
        settings=settings,
        known=draw(st.sets(st.sampled_from(["ana-1/id:u1", "open/id:u1"]))),
    )


def keys(said: dict[str, list[Said]]) -> set[tuple[str, str]]:
    return {(stream, item.key) for stream, items in said.items() for item in items}


@given(systems(), files())
def test_what_the_streams_yield_is_what_the_rows_name(lms: Lms, rows: list[Json]) -> None:
    said = lms.everything(rows)

    assert keys(said) <= {record for one in rows for record in TABLE.records(one)}


@given(systems(), files())
def test_every_row_has_an_end(lms: Lms, rows: list[Json]) -> None:
    found = keys(lms.everything(rows))

    for one in rows:
        named = TABLE.records(one)
        assert named[-1] in found or {key for _, key in named} & set(lms.known)


@given(systems(), some_row(2))
def test_a_row_that_does_not_go_is_told_once_and_nothing_of_it_goes(lms: Lms, one: Json) -> None:
    items = [item for items in lms.everything([one]).values() for item in items]

    assert len(items) == 1 or all(isinstance(item, Desired) for item in items)


@given(systems(), files())
def test_no_reason_quotes_a_cell(lms: Lms, rows: list[Json]) -> None:
    for items in lms.everything(rows).values():
        for item in items:
            reason = item.notice if isinstance(item, Desired) else item.reason
            if reason:
                assert MARK not in reason.sentence + reason.remedy
                assert reason.sentence.endswith(".")
                assert reason.remedy.endswith(".")


@given(systems(), files(), st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_say_the_same(lms: Lms, rows: list[Json], dice: Any) -> None:
    shuffled = dice.sample(rows, len(rows))

    assert told(lms.everything(rows)) == told(lms.everything(shuffled))


@given(systems(), files())
def test_rows_that_agree_give_one_record(lms: Lms, rows: list[Json]) -> None:
    for stream, items in lms.everything(rows).items():
        made = [item for item in items if isinstance(item, Desired)]
        assert len({item.key for item in made}) == len({repr(item.data) for item in made}), stream


@given(systems(), files())
def test_what_a_record_needs_goes_before_it(lms: Lms, rows: list[Json]) -> None:
    for stream, items in lms.everything(rows).items():
        needed = {need.stream for item in items if isinstance(item, Desired) for need in item.requires}
        assert needed <= set(FLOW.stream(stream).after)


def told(said: dict[str, list[Said]]) -> dict[str, list[str]]:
    return {stream: sorted(map(repr, said[stream])) for stream in STREAMS}
