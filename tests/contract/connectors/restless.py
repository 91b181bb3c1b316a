"""Simulators in which something happens while they are being read."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.wrappers import Response

from sandbox.simulators.calls import Call
from sandbox.simulators.coursedog import CoursedogSimulator
from sandbox.simulators.coursekey import CoursekeySimulator
from sandbox.simulators.edflex import EdflexSimulator
from sandbox.simulators.ethosce import EthosceSimulator
from sandbox.simulators.gegi import GegiSimulator
from sandbox.simulators.learning360 import Learning360Simulator
from sandbox.simulators.schoology import SchoologySimulator
from sandbox.simulators.simulator import Simulator
from sandbox.simulators.sis import SisSimulator


@dataclass
class Happening:
    """What happens just before a call to such a path is answered: after so many of them, and so many times."""

    path: str
    deed: Callable[[], object]
    after: int
    times: int


class Restless(Simulator):
    """A system whose people do not wait until somebody has finished reading; stands before the simulator itself."""

    happenings: tuple[Happening, ...] = ()

    def admit(self, call: Call) -> Response | None:
        for happening in self.happenings:
            if re.search(happening.path, call.request.full_path):
                happening.after -= 1
                if happening.after < 0 and happening.times:
                    happening.times -= 1
                    happening.deed()
        return super().admit(call)  # type: ignore[safe-super] # the simulator that follows says who may call


class RestlessSimulator(Restless, SchoologySimulator):
    """A Schoology in which something happens while it is being read."""


class RestlessGegi(Restless, GegiSimulator):
    """A GEGI in which something happens while it is being read."""


class RestlessCoursekey(Restless, CoursekeySimulator):
    """A CourseKey in which something happens while it is being read."""


class RestlessCoursedog(Restless, CoursedogSimulator):
    """A Coursedog in which something happens while it is being read."""


class RestlessSis(Restless, SisSimulator):
    """A student information system in which something happens while it is being read."""


class RestlessLearning360(Restless, Learning360Simulator):
    """A 360Learning in which something happens while it is being read."""


class RestlessEthosce(Restless, EthosceSimulator):
    """An EthosCE in which something happens while it is being read."""


class RestlessEdflex(Restless, EdflexSimulator):
    """An Edflex portal in which something happens while it is being read."""
