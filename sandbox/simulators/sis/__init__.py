"""The student information system behind Coursedog, as Ellucian Ethos offers it: Banner, Colleague, or PeopleSoft.

What is published of Ethos and what is assumed stands in `docs/apis/sis.yaml`, which this simulator obeys.
"""

from sandbox.simulators.sis.app import SisSimulator
from sandbox.simulators.sis.knobs import Knobs

__all__ = ["Knobs", "SisSimulator"]
