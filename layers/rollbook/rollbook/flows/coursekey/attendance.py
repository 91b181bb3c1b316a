"""CourseKey to GEGI: attendance as a status or as a log, live by events and healed by pulls (CK9-CK12).

Nothing of GEGI is read: what it does not know or does not allow, it refuses for the record alone.
"""

from rollbook.flows.coursekey.attending.looking import look
from rollbook.flows.coursekey.attending.settings import AttendanceSettings
from rollbook.flows.coursekey.attending.streams import logs, statuses
from rollbook.model.descriptors import Flow, Listening, Stream


def _wants_events(chosen: AttendanceSettings) -> bool:
    return chosen.live_sync


FLOW = Flow(
    name="coursekey.attendance",
    source="coursekey",
    target="gegi",
    settings=AttendanceSettings,
    streams=(
        Stream(name="attendance", reads="attendance", writes="attendance", desired=statuses, since=True),
        Stream(name="attendanceLog", reads="attendance", writes="attendanceLog", desired=logs, since=True),
    ),
    listens=Listening(sender="coursekey", wanted=_wants_events, look=look),
    full_every=lambda chosen: chosen.full_every,
    horizon=lambda chosen: chosen.follow,
)
