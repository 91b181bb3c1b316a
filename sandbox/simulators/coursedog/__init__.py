"""Coursedog, in which class schedules are made: it is read and written, and tells of everything that people save.

Coursedog publishes no API for that; this one obeys `docs/apis/coursedog.yaml`.
"""

from sandbox.simulators.coursedog.app import API_PATH, CoursedogSimulator
from sandbox.simulators.coursedog.knobs import Knobs

__all__ = ["API_PATH", "CoursedogSimulator", "Knobs"]
