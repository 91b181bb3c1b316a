"""Lists of GEGI: ordered by id, in pages that begin after the last id of the page before, each with the total."""

from bisect import bisect_right
from collections.abc import Mapping

from werkzeug.wrappers import Response

from sandbox.institution.college import Record
from sandbox.simulators.calls import Call
from sandbox.simulators.paging import page
from sandbox.simulators.questions import Question
from sandbox.simulators.refusals import answered

MOST_PER_PAGE = 500
MOST_IDS = 100
_PAGING = ("limit", "after")


def show(call: Call, records: Mapping[str, Record], *, by_id: bool = False) -> Response:
    """Answer with the page that is asked for, of the records whose ids are asked for where `by_id` allows that."""
    question = Question.read(call.request, (*_PAGING, "id") if by_id else _PAGING)
    limit = question.limit(MOST_PER_PAGE)
    wanted = question.ids("id", MOST_IDS)
    ids = sorted(records if wanted is None else set(wanted) & records.keys())
    start = bisect_right(ids, question.values.get("after", ""))
    cut = page(ids, start, limit, call.page_fault)
    more = start + limit < len(ids)
    return answered(
        {
            "items": [records[one] for one in cut],
            "total": len(ids),
            "next": ids[start + limit - 1] if more else None,
        }
    )
