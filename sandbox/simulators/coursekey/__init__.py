"""CourseKey, which takes attendance: rosters are sent to it, check-ins come back, and it tells of every change.

CourseKey publishes no API; this one obeys `docs/apis/coursekey.yaml`.
"""

from sandbox.simulators.coursekey.app import API_PATH, CoursekeySimulator
from sandbox.simulators.coursekey.knobs import Knobs

__all__ = ["API_PATH", "CoursekeySimulator", "Knobs"]
