"""360Learning, a learning platform: external courses and learners' statistics are written to it in bulk operations.

It obeys `docs/apis/learning360.yaml`, which says what of that is the vendor's and what is our assumption.
"""

from sandbox.simulators.learning360.app import API_PATH, Learning360Simulator
from sandbox.simulators.learning360.knobs import Knobs
from sandbox.simulators.learning360.stocking import GROUP

__all__ = ["API_PATH", "GROUP", "Knobs", "Learning360Simulator"]
