"""Edflex, a portal of learning contents: its contents and their categories, and what learners did, all of it only read.

What Edflex publishes and what is assumed stands in `docs/apis/edflex.yaml`, which this simulator obeys.
"""

from sandbox.simulators.edflex.app import API_PATH, EdflexSimulator
from sandbox.simulators.edflex.knobs import Knobs

__all__ = ["API_PATH", "EdflexSimulator", "Knobs"]
