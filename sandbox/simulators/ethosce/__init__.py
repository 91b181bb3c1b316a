"""EthosCE, a learning management system for continuing education: people to read, courses and what people did to write.

Its paths, filters and formats are those of Drupal's `restws`; where nothing is published, it obeys
`docs/apis/ethosce.yaml`.
"""

from sandbox.simulators.ethosce.app import EthosceSimulator
from sandbox.simulators.ethosce.knobs import Knobs

__all__ = ["EthosceSimulator", "Knobs"]
