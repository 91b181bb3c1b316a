"""The systems outside, simulated on this machine, and what an administrator has to know of them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.simulators import coursedog, coursekey, learning360, schoology, sis
from sandbox.simulators.coursedog import CoursedogSimulator
from sandbox.simulators.coursekey import CoursekeySimulator
from sandbox.simulators.edflex import EdflexSimulator
from sandbox.simulators.eschoolplus import TOKEN_PATH, EschoolplusSimulator
from sandbox.simulators.ethosce import EthosceSimulator
from sandbox.simulators.gegi import GegiSimulator
from sandbox.simulators.learning360 import Learning360Simulator
from sandbox.simulators.schoology import SchoologySimulator
from sandbox.simulators.serving import serving
from sandbox.simulators.simulator import Simulator
from sandbox.simulators.sis import SisSimulator
from sandbox.world.secrets import SECRETS
from tests.integration.stack import Stack

_AS_FAST_AS_THEY_CAN = 1000


@dataclass(frozen=True)
class Systems:
    """All systems while they are served, by name, and what an administrator puts into their secrets."""

    eschoolplus: EschoolplusSimulator
    schoology: SchoologySimulator
    simulators: dict[str, Simulator]
    credentials: dict[str, dict[str, Any]]

    def introduce(self, stack: Stack) -> None:
        """Put the credentials of every system in, as an administrator does."""
        for system, credentials in self.credentials.items():
            stack.put_secret(system, credentials)

    def states(self) -> dict[str, dict[str, Any]]:
        """Return what each system holds."""
        return {name: simulator.state() for name, simulator in self.simulators.items()}

    def methods(self) -> set[str]:
        """Return the methods of all calls since the start; those for tokens are no calls of the API."""
        return {
            entry["method"]
            for simulator in self.simulators.values()
            for entry in simulator.calls.summary()["journal"]
            if not entry["path"].endswith((TOKEN_PATH, "/auth", "/auth/token", "/oauth2/token", "/sessions"))
        }


@contextmanager
def served() -> Iterator[Systems]:
    """Serve all systems, as fast as they can, while the block runs."""
    rosters = EschoolplusSimulator()
    school = SchoologySimulator(knobs=schoology.Knobs(rate_scale=_AS_FAST_AS_THEY_CAN))
    simulators: dict[str, Simulator] = {
        "eschoolplus": rosters,
        "schoology": school,
        "gegi": GegiSimulator(),
        "ethosce": EthosceSimulator(),
        "coursekey": CoursekeySimulator(knobs=coursekey.Knobs(rate_scale=_AS_FAST_AS_THEY_CAN)),
        "coursedog": CoursedogSimulator(knobs=coursedog.Knobs(rate_scale=_AS_FAST_AS_THEY_CAN)),
        "sis": SisSimulator(knobs=sis.Knobs(rate_scale=_AS_FAST_AS_THEY_CAN)),
        "edflex": EdflexSimulator(),
        "learning360": Learning360Simulator(knobs=learning360.Knobs(rate_scale=_AS_FAST_AS_THEY_CAN)),
    }
    with ExitStack() as stack:
        credentials = {
            name: SECRETS[name](stack.enter_context(serving(simulator))) for name, simulator in simulators.items()
        }
        yield Systems(rosters, school, simulators, credentials)
