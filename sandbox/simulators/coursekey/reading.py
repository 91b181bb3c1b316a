"""Lists of CourseKey: in the order of creation, in pages by cursor, each with the total.

A cursor is the place of the last record that was given, and belongs to the question that it came from.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.coursekey.attendance import Attendance, AttendanceBook
from sandbox.simulators.coursekey.schools import Fields, Row
from sandbox.simulators.paging import page
from sandbox.simulators.questions import Question
from sandbox.simulators.refusals import RefusalError, answered

MOST_PER_PAGE = 200
MOST_IDS = 100
MOST_CLASSES = 50
_PAGING = ("limit", "cursor")


class _Numbered(Protocol):
    number: int


ItemT = TypeVar("ItemT", bound=_Numbered)


def show_rows(call: Call, rows: dict[str, Row]) -> Response:
    """Answer with a page of what was sent, of those external ids that are asked for."""
    question = Question.read(call.request, (*_PAGING, "externalId"))
    wanted = question.ids("externalId", MOST_IDS)
    chosen = rows.values() if wanted is None else [rows[one] for one in set(wanted) & rows.keys()]
    return _show(call, question, chosen, Row.as_json)


def show_attendance(call: Call, book: AttendanceBook) -> Response:
    """Answer with a page of attendance: changed at or after a moment, and of some classes, where that is asked for."""
    question = Question.read(call.request, (*_PAGING, "updatedSince", "class"))
    since, classes = question.moment("updatedSince"), question.ids("class", MOST_CLASSES)

    def is_wanted(record: Attendance) -> bool:
        recent = since is None or record.updated_at >= since
        return recent and (classes is None or record.class_id in classes)

    return _show(call, question, filter(is_wanted, book.records.values()), book.show)


def _show(call: Call, question: Question, records: Iterable[ItemT], show: Callable[[ItemT], Fields]) -> Response:
    limit = question.limit(MOST_PER_PAGE)
    asked = [call.template, call.arguments["school"]]
    asked += [f"{name}={value}" for name, value in sorted(question.values.items()) if name not in _PAGING]
    found = sorted(records, key=lambda record: record.number)
    numbers = [record.number for record in found]
    start = bisect_right(numbers, _place(question, asked))
    cut = page(found, start, limit, call.page_fault)
    more = start + limit < len(found)
    return answered(
        {
            "data": [show(record) for record in cut],
            "total": len(found),
            "nextCursor": _cursor(asked, numbers[start + limit - 1]) if more else None,
        }
    )


def _cursor(asked: list[str], number: int) -> str:
    return urlsafe_b64encode(json.dumps([asked, number]).encode()).decode()


def _place(question: Question, asked: list[str]) -> int:
    cursor = question.values.get("cursor")
    if cursor is None:
        return 0
    try:
        belongs_to, number = json.loads(urlsafe_b64decode(cursor))
    except (ValueError, TypeError):
        belongs_to, number = None, 0
    if belongs_to != asked or not isinstance(number, int):
        raise RefusalError(400, "invalid_cursor", "The cursor is none of this list.")
    return number
