"""eSchoolPLUS as a OneRoster 1.2 rostering provider, written from the 1EdTech specification and its OpenAPI files."""

from sandbox.simulators.eschoolplus.app import ROSTERING_PATH, TOKEN_PATH, EschoolplusSimulator
from sandbox.simulators.eschoolplus.tokens import CORE_SCOPE, ROSTER_SCOPE

__all__ = ["CORE_SCOPE", "ROSTERING_PATH", "ROSTER_SCOPE", "TOKEN_PATH", "EschoolplusSimulator"]
