"""eSchoolPLUS as a OneRoster 1.2 provider of rosters and gradebooks, written from 1EdTech's specification and OpenAPI.

eSchoolPLUS has spoken OneRoster 1.2 since its release 21.4; what it adds to the specification (`GradebookKnobs`) is
set as the documents of its neighbours tell, since its own gradebook services are not public.
"""

from sandbox.simulators.eschoolplus.app import EschoolplusSimulator
from sandbox.simulators.eschoolplus.knobs import GradebookKnobs
from sandbox.simulators.eschoolplus.paths import GRADEBOOK_PATH, ROSTERING_PATH, TOKEN_PATH
from sandbox.simulators.eschoolplus.scopes import (
    CORE_SCOPE,
    CREATEPOST_SCOPE,
    CREATEPUT_SCOPE,
    DELETE_SCOPE,
    GRADEBOOK_CORE_SCOPE,
    GRADEBOOK_SCOPE,
    ROSTER_SCOPE,
)

__all__ = [
    "CORE_SCOPE",
    "CREATEPOST_SCOPE",
    "CREATEPUT_SCOPE",
    "DELETE_SCOPE",
    "GRADEBOOK_CORE_SCOPE",
    "GRADEBOOK_PATH",
    "GRADEBOOK_SCOPE",
    "ROSTERING_PATH",
    "ROSTER_SCOPE",
    "TOKEN_PATH",
    "EschoolplusSimulator",
    "GradebookKnobs",
]
