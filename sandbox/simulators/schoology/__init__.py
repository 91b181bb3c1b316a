"""Schoology's REST API v1 for provisioning, its gradebooks and its event triggers.

Written from https://developers.schoology.com/api-documentation/.
"""

from sandbox.simulators.schoology.app import API_PATH, SchoologySimulator
from sandbox.simulators.schoology.knobs import Knobs

__all__ = ["API_PATH", "Knobs", "SchoologySimulator"]
