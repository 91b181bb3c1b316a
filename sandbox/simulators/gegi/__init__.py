"""GEGI, a college's student information system: what is taught is read, attendance is written, all of it journalled.

GEGI publishes no API; this one obeys `docs/apis/gegi.yaml`.
"""

from sandbox.simulators.gegi.app import API_PATH, GegiSimulator
from sandbox.simulators.gegi.knobs import Knobs

__all__ = ["API_PATH", "GegiSimulator", "Knobs"]
